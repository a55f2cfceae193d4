"""Lists by machine: pages by keyset, filters from a list, a number of queries that does not grow."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.test import APIClient

from registry.models import Centre, Patient, Staff, User
from surveillance.deeds.enrol import enrol as enrol_deed
from tests.api.conftest import V1
from tests.api.samples import days_ago

Record = Callable[..., Response]
NOBODY = "00000000-0000-4000-8000-000000000000"
RUPTURED = {"features": [{"feature": "capsule_defect", "value": "present"}]}


@pytest.fixture
def cohort(staff: dict[str, User], centres: dict[str, Centre], nurse: APIClient) -> Callable[[int], None]:
    """cohort(n) enrols n patients with a ruptured lesion each."""

    def enrol(count: int) -> None:
        for _ in range(count):
            number = Patient.objects.count() + 1
            patient = enrol_deed(
                staff["nurse"], centres["ROM"], study_id=f"ROM-{number:04}", enrolled_on=date(2024, 1, 1),
                now=timezone.now(),
            )  # fmt: skip
            exam = {
                "on": days_ago(3),
                "modality": "TTE",
                "measurements": [{"size_mm": 20}],
                "reading": {"pasp_mmhg": 40},
            }
            assert nurse.post(f"{V1}patients/{patient.pk}/exams/", exam | RUPTURED).status_code == 201

    return enrol


def pages(client: APIClient, url: str) -> list[list[dict[str, Any]]]:
    found = []
    while url:
        answer = client.get(url).json()
        found.append(answer["results"])
        parts = urlsplit(answer["next"] or "")
        url = f"{parts.path}?{parts.query}" if answer["next"] else ""
    return found


@pytest.mark.parametrize("path", ["patients", "standings", "signals", "alerts"])
def test_the_pages_hold_every_row_once(nurse: APIClient, cohort: Callable[[int], None], path: str):
    cohort(5)
    whole = nurse.get(f"{V1}{path}/?page_size=200").json()["results"]
    paged = pages(nurse, f"{V1}{path}/?page_size=2")
    assert [row for page in paged for row in page] == whole
    assert [len(page) for page in paged[:-1]] == [2] * (len(paged) - 1)


def test_facts_of_the_same_day_are_paged_without_loss(nurse: APIClient, patient: Patient, record: Record):
    made = {record("events", kind="fever").json()["lineage"] for _ in range(5)}
    paged = pages(nurse, f"{V1}patients/{patient.pk}/events/?page_size=2")
    assert [len(page) for page in paged] == [2, 2, 1]
    assert {row["lineage"] for page in paged for row in page} == made


def test_two_centres_with_the_same_study_id_are_both_listed(machine: Callable[..., APIClient], staff: dict[str, User]):
    everywhere = machine("nurse")
    for centre in Centre.objects.all():
        Staff.objects.get_or_create(user=staff["nurse"], centre=centre, role="nurse")
        for study_id in ("A-1", "A-2"):
            said = {"centre": centre.code, "study_id": study_id, "enrolled_on": "2024-01-01"}
            assert everywhere.post(f"{V1}patients/", said).status_code == 201
    paged = pages(everywhere, f"{V1}patients/?page_size=1")
    assert sorted((row["study_id"], row["centre"]) for page in paged for row in page) == [
        ("A-1", "OSL"), ("A-1", "ROM"), ("A-2", "OSL"), ("A-2", "ROM"),
    ]  # fmt: skip


def test_a_row_that_comes_between_two_pages_is_not_shown_twice(nurse: APIClient, patient: Patient, record: Record):
    for days in (30, 20, 10):
        record("events", on=days_ago(days))
    first = nurse.get(f"{V1}patients/{patient.pk}/events/?page_size=2").json()
    record("events", on=days_ago(40))
    second = nurse.get(first["next"]).json()
    assert [row["on"] for row in second["results"]] == [days_ago(10)]


def test_cards_are_listed_by_severity_then_by_date(nurse: APIClient, cohort: Callable[[int], None], record: Record):
    cohort(2)
    record("exams", features=[{"feature": "mobile_element", "value": "present"}])
    severities = [alert["severity"] for alert in nurse.get(f"{V1}alerts/").json()["results"]]
    assert severities == sorted(severities, reverse=True)
    assert len(set(severities)) == 2


def refused(client: APIClient, path: str, query: dict[str, str]) -> bool:
    answer = client.get(f"{V1}{path}/", query)
    return answer.status_code == 400 and list(answer.json()["errors"]) == list(query)


def test_a_page_has_one_to_two_hundred_rows(nurse: APIClient):
    sizes = ["0", "201", "1000000", "-1", "ten", "1e2", "", "٣"]
    assert [size for size in sizes if not refused(nurse, "patients", {"page_size": size})] == []


def cursor(*values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


def test_a_made_up_cursor_is_refused(nurse: APIClient):
    made_up = [
        "x",
        "%00",
        "é",
        cursor(),
        cursor(1, 2, 3),
        cursor("S4", "no day", "x"),
        cursor("a\0b"),
        cursor("\ud800", NOBODY),
        cursor("\ud800", "2026-01-01", NOBODY),
        "A" * 5000,
        cursor([]),
    ]
    taken = [
        (p, c) for p in ("alerts", "patients", "standings") for c in made_up if not refused(nurse, p, {"cursor": c})
    ]
    assert taken == []


@pytest.mark.parametrize("instant", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "\ud800"])
def test_a_made_up_instant_in_a_cursor_is_refused(nurse: APIClient, patient: Patient, instant: str):
    assert refused(nurse, f"patients/{patient.pk}/conditions", {"cursor": cursor(instant, NOBODY)})


def test_a_parameter_that_is_not_on_the_list_is_refused(nurse: APIClient):
    names = [
        "ordering", "search", "offset", "expand", "format", "limit", "identity__family_name__startswith",
        "centre__staff__user__password__startswith",
    ]  # fmt: skip
    assert [name for name in names if not refused(nurse, "patients", {name: "a"})] == []


def test_a_filter_that_cannot_be_is_refused(nurse: APIClient):
    wrong = [
        ("alerts", {"state": "sleeping"}), ("alerts", {"state": ""}), ("alerts", {"patient": "x"}),
        ("standings", {"heading": "up"}), ("standings", {"due_before": "soon"}), ("signals", {"severity": "S9"}),
        ("signals", {"holds": "maybe"}), ("patients", {"study_id": "\0"}), ("signals", {"rule": "ZZ"}),
        *((path, {"centre": "XX"}) for path in ("patients", "standings", "signals", "alerts")),
    ]  # fmt: skip
    assert [(path, query) for path, query in wrong if not refused(nurse, path, query)] == []


def test_a_centre_of_others_is_refused_like_one_that_does_not_exist(nurse: APIClient):
    said = [nurse.get(f"{V1}patients/?centre={code}") for code in ("OSL", "XXX")]
    assert said[0].content.replace(b"OSL", b"XXX") == said[1].content
    assert said[0].json()["errors"] == {"centre": ["You have no centre “OSL”. Yours: ROM."]}
    assert nurse.get(f"{V1}patients/?centre=ROM").status_code == 200


def test_a_parameter_given_twice_is_refused_and_a_read_says_nothing_of_writing(nurse: APIClient):
    refused = nurse.get(f"{V1}signals/?severity=S4&severity=S3")
    assert (refused.status_code, refused.json()["errors"]) == (
        400,
        {"severity": ["Given more than once: give one value."]},
    )
    assert refused.json()["detail"] == "1 parameter cannot be accepted."
    assert "nothing was written" in nurse.post(f"{V1}patients/", {}).json()["detail"]


def test_filters_narrow_the_list(nurse: APIClient, cohort: Callable[[int], None], record: Record, patient: Patient):
    cohort(1)
    record("visits")
    assert [row["study_id"] for row in nurse.get(f"{V1}patients/?study_id=ROM-0001").json()["results"]] == ["ROM-0001"]
    ruptured = nurse.get(f"{V1}standings/?heading=ruptured&card=S4").json()["results"]
    assert [row["study_id"] for row in ruptured] == ["ROM-0002"]
    assert nurse.get(f"{V1}signals/?patient={patient.pk}&severity=S4").json()["results"] == []
    assert nurse.get(f"{V1}signals/?rule=R1&holds=true").json()["results"][0]["title"] != ""


LISTS = {"patients": 2, "standings": 1, "signals": 1, "alerts": 3}
SESSION = 2  # the session, the person with the roles


@pytest.mark.parametrize("path", LISTS)
def test_a_list_costs_the_same_queries_for_any_number_of_rows(
    nurse: APIClient, cohort: Callable[[int], None], path: str
):
    for count in (1, 6):
        cohort(count)
        with CaptureQueriesContext(connection) as seen:
            assert nurse.get(f"{V1}{path}/").status_code == 200
        assert len(told(seen)) == LISTS[path] + SESSION, told(seen)


def test_the_exams_of_a_patient_cost_nine_queries(nurse: APIClient, patient: Patient, record: Record):
    for count in (1, 4):
        for _ in range(count):
            record("exams")
        with CaptureQueriesContext(connection) as seen:
            assert nurse.get(f"{V1}patients/{patient.pk}/exams/").status_code == 200
        assert len(told(seen)) == 1 + 8 + SESSION, told(seen)


@pytest.mark.parametrize("path", ["events", "conditions", "lesion-descriptions", "assignments", "contacts"])
def test_the_facts_of_a_patient_cost_two_queries(nurse: APIClient, patient: Patient, record: Record, path: str):
    for count in (1, 4):
        for _ in range(count):
            record(path)
        with CaptureQueriesContext(connection) as seen:
            assert nurse.get(f"{V1}patients/{patient.pk}/{path}/").status_code == 200
        assert len(told(seen)) == 2 + SESSION, told(seen)


def told(seen: CaptureQueriesContext) -> list[str]:
    """The queries that ask something: not the savepoints of atomic requests nor the scope they set."""
    asides = ("SAVEPOINT", "set_config")
    return [query["sql"] for query in seen.captured_queries if not any(aside in query["sql"] for aside in asides)]

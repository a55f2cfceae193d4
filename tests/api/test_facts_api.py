"""Every kind of fact by machine: recorded, read, amended and retracted through the same deeds as on the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.response import Response
from rest_framework.test import APIClient

from api.rest.facts import VIEWS
from api.rest.kinds import Kind
from registry.models import Decision, Patient
from tests.api.conftest import V1
from tests.api.samples import CHANGES, SAMPLES, days_ago

Record = Callable[..., Response]
KINDS = pytest.mark.parametrize("kind", [kind for kind in VIEWS if not kind.signed], ids=lambda kind: kind.path)
WHY = {"retraction_reason": "typing error"}


def match(response: Response) -> dict[str, str]:
    return {"If-Match": response["ETag"]}


def sendable(kind: Kind, shown: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in shown.items() if name in kind.document().writable()}


def test_every_kind_has_a_sample():
    assert {kind.path for kind in VIEWS} == set(SAMPLES) == set(CHANGES)


@KINDS
def test_what_is_recorded_is_what_is_read_and_can_be_sent_back_whole(
    kind: Kind, record: Record, cardiologist: APIClient, patient: Patient
):
    made = record(kind.path)
    assert made.status_code == 201, made.json()
    url = f"{V1}{kind.path}/{made.json()['lineage']}/"
    read, listed = cardiologist.get(url), cardiologist.get(f"{V1}patients/{patient.pk}/{kind.path}/")
    assert [made.json()] == [read.json()] == listed.json()["results"]
    assert made["ETag"] == read["ETag"] == listed["ETag"]
    said = SAMPLES[kind.path].keys() - {"measurements", "features", "forms", "reading"}
    assert {name: read.json()[name] for name in said} == {name: SAMPLES[kind.path][name] for name in said}
    body = sendable(kind, made.json())
    put = cardiologist.put(url, body | WHY, headers=match(made))
    assert sendable(kind, put.json()) == body, put.content


@KINDS
def test_a_fact_is_amended_in_part_and_then_taken_back(kind: Kind, record: Record, cardiologist: APIClient):
    made = record(kind.path)
    url = f"{V1}{kind.path}/{made.json()['lineage']}/"
    amended = cardiologist.patch(url, CHANGES[kind.path] | WHY, headers=match(made))
    assert amended.status_code == 200, amended.content
    moved = {"reason": WHY["retraction_reason"]} if kind.path == "appointments" else {}
    assert sendable(kind, amended.json()) == sendable(kind, made.json()) | CHANGES[kind.path] | moved
    assert amended["ETag"] != made["ETag"]
    gone = cardiologist.delete(url, {"retraction_reason": "wrong patient"}, headers=match(amended))
    assert (gone.status_code, gone.content, cardiologist.get(url).status_code) == (204, b"", 404)
    kept = kind.model.objects.filter(lineage=made.json()["lineage"])
    assert {fact.retraction_reason for fact in kept} == {"typing error", "wrong patient"}


def test_a_decision_of_the_heart_team_is_signed_on_its_page_and_only_read_here(
    cardiologist: APIClient, patient: Patient
):
    url = f"{V1}patients/{patient.pk}/decisions/"
    answer = cardiologist.post(url, SAMPLES["decisions"])
    assert (answer.status_code, answer.json()["detail"].startswith("A decision of the Heart Team is signed")) == (
        405,
        True,
    )
    assert cardiologist.get(url).json()["results"] == []
    assert not Decision.objects.exists()


def test_a_new_appointment_has_no_outcome_yet(record: Record):
    assert record("appointments", state="attended").json()["errors"].keys() == {"state"}


def test_the_outcome_of_an_appointment_is_said_in_a_request_of_its_own(record: Record, nurse: APIClient):
    made = record("appointments")
    url = f"{V1}appointments/{made.json()['lineage']}/"
    both = nurse.patch(url, {"state": "cancelled", "on": days_ago(-30)} | WHY, headers=match(made))
    assert (both.status_code, set(both.json()["errors"])) == (400, {"on", "state"})
    assert nurse.patch(url, {"state": "cancelled"} | WHY, headers=match(made)).json()["state"] == "cancelled"


def test_a_date_comes_back_as_precisely_as_it_was_known(record: Record):
    for on in ("2019", "2019-03", "2019-03-10", "nominal 2019-01-01", "2019-03-10/2019-04-02"):
        assert record("events", on=on).json()["on"] == on


def test_the_span_of_a_partial_date_is_shown_beside_it(record: Record):
    event = record("events", on="2019-02").json()
    assert (event["on_first"], event["on_last"], event["precision"]) == ("2019-02-01", "2019-02-28", "month")


def test_a_person_of_another_centre_cannot_own_a_recall(record: Record):
    foreign, nobody = record("assignments", owner="api-foreign"), record("assignments", owner="api-nobody")
    assert foreign.status_code == nobody.status_code == 400
    assert foreign.content.replace(b"api-foreign", b"api-nobody") == nobody.content


@pytest.mark.parametrize("role", ["researcher", "data_manager"])
def test_who_schedules_nobody_cannot_own_a_recall(record: Record, role: str):
    refused = record("assignments", owner=f"api-{role}")
    assert refused.json()["errors"]["owner"] == [
        f"“api-{role}” is nobody who schedules at this centre. "
        "Name one of these roles there: nurse, cardiologist, centre administrator."
    ]


def test_a_lesion_that_the_patient_has_not_is_refused(record: Record):
    answer = record("form-assessments", lesion=2)
    assert answer.json()["errors"] == {"lesion": ["This patient has no lesion “2”. Recorded: 1."]}


def test_a_year_that_cannot_be_is_refused_wherever_a_date_stands(record: Record):
    wrong = [
        ("conditions", "since", "0273"), ("conditions", "since", days_ago(-3)), ("conditions", "until", "1850-01"),
        ("demographics", "birth", "1800"), ("demographics", "birth", days_ago(-3)), ("events", "on", "0001-01-01"),
    ]  # fmt: skip
    for path, name, date in wrong:
        refused = record(path, **{name: date})
        assert (refused.status_code, list(refused.json()["errors"])) == (400, [name]), (path, date)


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        ("nurse", "form-assessments", 403),
        ("data_manager", "form-assessments", 403),
        ("data_manager", "closures", 403),
        ("data_manager", "plans", 403),
        ("nurse", "closures", 201),
        ("centre_admin", "closures", 201),
        ("centre_admin", "events", 403),
    ],
)
def test_a_role_may_write_by_machine_what_it_may_write_on_a_page(
    machine: Callable[..., APIClient], patient: Patient, role: str, path: str, status: int
):
    answer = machine(role).post(f"{V1}patients/{patient.pk}/{path}/", SAMPLES[path])
    assert answer.status_code == status, answer.content
    on_page = {"form-assessments": "form", "closures": "closure", "plans": "plan", "events": "event"}[path]
    page = machine(role).get(f"/patients/{patient.pk}/facts/{on_page}/new/")
    assert (page.status_code == 403) == (status == 403)


def test_an_assessment_by_a_cardiologist_cannot_come_in_with_an_exam_of_a_nurse(nurse: APIClient, patient: Patient):
    forms = [{"form": "mac", "by_cardiologist": True}]
    answer = nurse.post(f"{V1}patients/{patient.pk}/exams/", SAMPLES["exams"] | {"forms": forms})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["forms"])
    assert not patient.exams.exists()

"""Every kind of fact by machine: recorded, read, amended and retracted through the same deeds as on the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.response import Response
from rest_framework.test import APIClient

from api.facts import VIEWS
from api.kinds import Kind
from registry.models import Patient
from tests.api.conftest import V1
from tests.api.samples import CHANGES, SAMPLES, days_ago

Record = Callable[..., Response]
KINDS = pytest.mark.parametrize("kind", VIEWS, ids=lambda kind: kind.path)
WHY = {"retraction_reason": "typing error"}


def match(response: Response) -> dict[str, str]:
    return {"If-Match": response["ETag"]}


def sendable(kind: Kind, shown: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in shown.items() if name in kind.document().writable()}


def test_every_kind_has_a_sample():
    assert {kind.path for kind in VIEWS} == set(SAMPLES) == set(CHANGES)


@KINDS
def test_what_is_recorded_is_what_is_read(kind: Kind, record: Record, nurse: APIClient, patient: Patient):
    made = record(kind.path)
    assert made.status_code == 201, made.json()
    read = nurse.get(f"{V1}{kind.path}/{made.json()['lineage']}/")
    listed = nurse.get(f"{V1}patients/{patient.pk}/{kind.path}/")
    assert read.json() == made.json() == listed.json()["results"][-1]
    assert read["ETag"] == made["ETag"] == listed["ETag"]
    for name in SAMPLES[kind.path].keys() - {"measurements", "features", "forms", "reading"}:
        assert read.json()[name] == SAMPLES[kind.path][name]


@KINDS
def test_some_fields_are_amended_and_the_rest_stays(kind: Kind, record: Record, nurse: APIClient):
    made = record(kind.path)
    amended = nurse.patch(f"{V1}{kind.path}/{made.json()['lineage']}/", CHANGES[kind.path] | WHY, headers=match(made))
    assert amended.status_code == 200, amended.json()
    partial = {"on", "birth", "since", "until"}
    apart = {f"{p}_{e}" for p in partial for e in ("first", "last", "precision")} | {"precision", "recorded_at", "reason"}
    before, after = made.json(), amended.json()
    assert {name: after[name] for name in CHANGES[kind.path]} == CHANGES[kind.path]
    assert {n: v for n, v in after.items() if n not in apart | CHANGES[kind.path].keys()} == {
        n: v for n, v in before.items() if n not in apart | CHANGES[kind.path].keys()
    }
    assert amended["ETag"] != made["ETag"]


@KINDS
def test_a_document_that_was_read_can_be_sent_back_whole(kind: Kind, record: Record, nurse: APIClient):
    made = record(kind.path)
    body = sendable(kind, made.json())
    put = nurse.put(f"{V1}{kind.path}/{made.json()['lineage']}/", body | WHY, headers=match(made))
    assert put.status_code == 200, put.content
    assert sendable(kind, put.json()) == body


@KINDS
def test_a_retracted_fact_is_gone_from_the_api_and_kept_in_the_registry(kind: Kind, record: Record, nurse: APIClient):
    made = record(kind.path)
    lineage = made.json()["lineage"]
    gone = nurse.delete(f"{V1}{kind.path}/{lineage}/", WHY, headers=match(made))
    assert (gone.status_code, gone.content) == (204, b"")
    assert nurse.get(f"{V1}{kind.path}/{lineage}/").status_code == 404
    kept = kind.model.objects.get(lineage=lineage)
    assert (kept.retraction_reason, kept.retracted_by.username) == ("typing error", "api-nurse")


def test_a_new_appointment_has_no_outcome_yet(record: Record):
    assert record("appointments", state="attended").json()["errors"].keys() == {"state"}


def test_the_outcome_of_an_appointment_is_said_in_a_request_of_its_own(record: Record, nurse: APIClient):
    made = record("appointments")
    url = f"{V1}appointments/{made.json()['lineage']}/"
    both = nurse.patch(url, {"state": "cancelled", "on": days_ago(-30)} | WHY, headers=match(made))
    assert (both.status_code, set(both.json()["errors"])) == (400, {"on", "state"})
    assert nurse.patch(url, {"state": "cancelled"} | WHY, headers=match(made)).json()["state"] == "cancelled"


@pytest.mark.parametrize("on", ["2019", "2019-03", "2019-03-10", "nominal 2019-01-01", "2019-03-10/2019-04-02"])
def test_a_date_comes_back_as_precisely_as_it_was_known(record: Record, on: str):
    assert record("events", on=on).json()["on"] == on


def test_the_span_of_a_partial_date_is_shown_beside_it(record: Record):
    event = record("events", on="2019-02").json()
    assert (event["on_first"], event["on_last"], event["precision"]) == ("2019-02-01", "2019-02-28", "month")


def test_a_person_of_another_centre_cannot_own_a_recall(record: Record):
    foreign, nobody = record("assignments", owner="api-foreign"), record("assignments", owner="api-nobody")
    assert foreign.status_code == nobody.status_code == 400
    assert foreign.content.replace(b"api-foreign", b"api-nobody") == nobody.content


def test_a_lesion_that_the_patient_has_not_is_refused(record: Record):
    answer = record("form-assessments", lesion=2)
    assert answer.json()["errors"] == {"lesion": ["This patient has no lesion “2”. Recorded: 1."]}

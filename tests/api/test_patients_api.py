"""Patients, alerts, policies and the person who asks, by machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.test import APIClient

from api.models import Receipt
from registry.models import Centre, Demographics, Patient, SignedPolicy, User
from surveillance.models import AlertStep
from tests.api.conftest import NAME, V1
from tests.api.samples import TODAY, days_ago

Record = Callable[..., Response]
Machine = Callable[..., APIClient]
RUPTURED = {"features": [{"feature": "capsule_defect", "value": "present"}]}
ENROLMENT = {"centre": "ROM", "study_id": "ROM-0002", "enrolled_on": days_ago(3)}
IMPOSSIBLE_ENROLMENTS = [
    ({"enrolled_on": days_ago(-2)}, "enrolled_on"),
    ({"study_id": ""}, "study_id"),
    ({"study_id": "X" * 21}, "study_id"),
    ({"origin": "dreamt"}, "origin"),
    ({"revision": 7}, "revision"),
    ({"demographics": {"sex": "?"}}, "demographics.sex"),
    ({"identity": {"family_name": "A", "email": "no"}}, "email"),
    ({"identity": {"given_name": "A"}}, "identity.family_name"),
]
IMPOSSIBLE_ANSWERS = [
    ({"answer": "act"}, "reason"),
    ({"answer": "not_a_problem", "reason": " "}, "reason"),
    ({"answer": "watch", "reason": "x"}, "until"),
    ({"answer": "watch", "reason": "x", "until": days_ago(1)}, "until"),
    ({"answer": "ignore", "reason": "x"}, "answer"),
    ({"reason": "x"}, "answer"),
    ({"answer": "act", "reason": "x", "signals": []}, "signals"),
]


@pytest.fixture
def alert(record: Record, nurse: APIClient) -> dict[str, Any]:
    record("exams", **RUPTURED)
    return nurse.get(f"{V1}alerts/").json()["results"][0]


def answered(client: APIClient, alert: dict[str, Any], **said: Any) -> Response:
    headers = said.pop("headers", {})
    return client.post(f"{V1}alerts/{alert['id']}/answers/", said, headers=headers)


def test_an_enrolled_patient_has_a_lesion_a_standing_and_a_name_apart(nurse: APIClient):
    person = {
        "demographics": {"sex": "F", "birth": "1941"},
        "identity": {"family_name": NAME, "birth_date": "1941-02-03"},
    }
    made = nurse.post(f"{V1}patients/", ENROLMENT | person)
    assert (made.status_code, made.json()["lesions"], made.json()["centre"]) == (201, [1], "ROM")
    assert NAME not in made.content.decode()
    patient = f"{V1}patients/{made.json()['id']}/"
    assert nurse.get(f"{patient}identity/").json()["family_name"] == NAME
    assert nurse.get(f"{patient}demographics/").json()["results"][0]["birth"] == "1941"
    assert nurse.get(f"{patient}standing/").json()["heading"] == "undecided"


def test_an_enrolment_that_cannot_be_writes_nothing(nurse: APIClient):
    for change, field in IMPOSSIBLE_ENROLMENTS:
        refused = nurse.post(f"{V1}patients/", ENROLMENT | change)
        assert (refused.status_code, list(refused.json()["errors"])) == (400, [field])
    assert (Patient.objects.count(), Demographics.objects.count()) == (0, 0)


def test_the_same_hospital_number_is_enrolled_once_at_a_centre(nurse: APIClient, patient: Patient):
    again = ENROLMENT | {"identity": {"family_name": "Other", "hospital_number": "H-4711"}}
    refused = nurse.post(f"{V1}patients/", again)
    assert refused.status_code == 400
    assert refused.json()["errors"]["hospital_number"][0].startswith("H-4711 is enrolled already, as ROM-0001.")
    assert Patient.objects.count() == 1


def test_the_same_hospital_number_at_another_centre_is_somebody_else(machine: Machine, patient: Patient):
    theirs = ENROLMENT | {"centre": "OSL", "identity": {"family_name": "Other", "hospital_number": "H-4711"}}
    assert machine("foreign").post(f"{V1}patients/", theirs).status_code == 201


def test_a_study_id_that_tells_who_it_is_is_refused(nurse: APIClient):
    person = {"family_name": "Rossi", "given_name": "Maria", "birth_date": "1940-03-12"}
    refused = nurse.post(f"{V1}patients/", ENROLMENT | {"study_id": "ROSSI MARIA 12031940", "identity": person})
    assert refused.json()["errors"]["study_id"] == [
        "“ROSSI MARIA 12031940” holds the name and the date of birth of the patient. "
        "Choose one that tells nobody who it is, such as ROM-0001."
    ]
    born = {"study_id": "ROM-12031940", "demographics": {"birth": "1940-03-12"}}
    assert "holds the date of birth" in nurse.post(f"{V1}patients/", ENROLMENT | born).json()["errors"]["study_id"][0]
    assert Patient.objects.count() == 0


def test_an_enrolment_sent_twice_with_its_key_enrols_once(nurse: APIClient):
    key, said = {"Idempotency-Key": str(uuid4())}, ENROLMENT | {"identity": {"family_name": NAME}}
    first, again = (nurse.post(f"{V1}patients/", said, headers=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.json(), first["ETag"]) == (again.json(), again["ETag"])
    assert nurse.post(f"{V1}patients/", said | {"study_id": "ROM-0003"}, headers=key).status_code == 409
    assert Patient.objects.count() == 1


def test_what_is_kept_of_a_request_tells_no_name_to_who_guesses_it(nurse: APIClient):
    said = ENROLMENT | {"identity": {"family_name": NAME}}
    nurse.post(f"{V1}patients/", said, headers={"Idempotency-Key": str(uuid4())})
    guess = json.dumps([f"{V1}patients/", said], sort_keys=True)
    assert Receipt.objects.get().digest != hashlib.sha256(guess.encode()).hexdigest()


def test_an_answer_sent_twice_with_its_key_is_given_once(machine: Machine, alert: dict[str, Any]):
    client, key = machine("cardiologist"), {"Idempotency-Key": str(uuid4())}
    twice = [answered(client, alert, answer="act", reason="surgeon called", headers=key) for _ in range(2)]
    assert [(answer.status_code, answer.json()["state"]) for answer in twice] == [(201, "closed")] * 2
    assert twice[0].json() == twice[1].json()
    assert AlertStep.objects.count() == 1


def test_who_may_not_record_may_not_enrol(machine: Machine):
    assert machine("centre_admin").post(f"{V1}patients/", ENROLMENT).status_code == 403


def test_the_etag_of_a_patient_counts_writes_of_facts(nurse: APIClient, patient: Patient, record: Record):
    before = nurse.get(f"{V1}patients/{patient.pk}/")
    made = record("events")
    after = nurse.get(f"{V1}patients/{patient.pk}/")
    assert before["ETag"] != made["ETag"] == after["ETag"]
    assert after["ETag"] == f'"{after.json()["revision"]}"'


def test_an_exam_before_birth_is_refused_by_its_own_date(nurse: APIClient, record: Record):
    record("demographics", birth="1990")
    refused = record("exams", on="1988")
    assert "before the patient was born" in refused.json()["errors"]["on"][0]


def test_a_cardiologist_answers_a_card(machine: Machine, alert: dict[str, Any]):
    answer = answered(machine("cardiologist"), alert, answer="act", reason="surgeon called")
    assert (answer.status_code, answer.json()["state"]) == (201, "closed")
    assert [(a["answer"], a["recorded_by"]) for a in answer.json()["answers"]] == [("act", "api-cardiologist")]


def test_a_nurse_does_not_answer_a_card(nurse: APIClient, alert: dict[str, Any]):
    assert answered(nurse, alert, answer="act", reason="x").status_code == 403
    assert AlertStep.objects.count() == 0


def test_an_answer_that_cannot_be_names_the_field(machine: Machine, alert: dict[str, Any]):
    client = machine("cardiologist")
    for said, field in IMPOSSIBLE_ANSWERS:
        refused = answered(client, alert, **said)
        assert (refused.status_code, list(refused.json()["errors"])) == (400, [field])
    assert AlertStep.objects.count() == 0


def test_a_card_that_was_answered_meanwhile_is_a_conflict(machine: Machine, alert: dict[str, Any]):
    client = machine("cardiologist")
    answered(client, alert, answer="act", reason="surgeon called")
    assert answered(client, alert, answer="data_error", reason="no").status_code == 409


def test_an_answer_may_insist_on_the_evidence_it_has_seen(machine: Machine, alert: dict[str, Any], record: Record):
    client = machine("cardiologist")
    seen = client.get(f"{V1}alerts/{alert['id']}/")["ETag"]
    record("events", kind="stroke")
    late = answered(client, alert, answer="act", reason="x", headers={"If-Match": seen})
    assert late.status_code == 412


def test_a_card_is_watched_until_a_day(machine: Machine, alert: dict[str, Any]):
    until = (TODAY + timedelta(days=2)).isoformat()
    watched = answered(machine("cardiologist"), alert, answer="watch", reason="TOE booked", until=until).json()
    assert (watched["state"], watched["watch_until"]) == ("watching", until)


def test_a_card_says_what_it_is_for_and_what_it_rests_on(nurse: APIClient, alert: dict[str, Any]):
    assert "does not analyse images, diagnose" in alert["intended_use"]
    assert all(signal["source"] and signal["origin"] and signal["numbers"] is not None for signal in alert["signals"])


def test_the_policy_in_force_names_unit_and_origin_of_every_number(
    nurse: APIClient, centres: dict[str, Centre], staff: dict[str, User]
):
    default = nurse.get(f"{V1}policies/default/").json()
    assert {"name": "growth_threshold", "value": 1.0, "unit": "mm/y"}.items() <= next(
        n for n in default["numbers"] if n["name"] == "growth_threshold"
    ).items()
    signed = SignedPolicy.objects.create(
        centre=centres["ROM"], version=3, document={"growth_threshold": 1.5}, signed_at=timezone.now(),
        signed_by=staff["cardiologist"], recorded_at=timezone.now(), recorded_by=staff["cardiologist"],
    )  # fmt: skip
    shown = nurse.get(f"{V1}policies/{signed.lineage}/").json()
    assert (shown["version"], shown["signed_by"]) == (3, "api-cardiologist")
    assert next(n for n in shown["numbers"] if n["name"] == "growth_threshold")["value"] == 1.5
    assert nurse.get(f"{V1}policies/").json()["results"] == [shown]


def test_a_person_is_told_what_each_role_allows(machine: Machine):
    me = machine("cardiologist").get(f"{V1}me/").json()
    assert (me["username"], me["token"]) == ("api-cardiologist", None)
    assert [(r["centre"], r["role"]) for r in me["roles"]] == [("ROM", "cardiologist")]
    assert "answer" in me["roles"][0]["deeds"]

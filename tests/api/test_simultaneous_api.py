"""Two machines write at the same moment: no change is lost and nothing is recorded twice (real threads)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from rest_framework.test import APIClient

from registry.models import Centre, Event, Exam, Patient
from tests.api.conftest import V1
from tests.api.samples import SAMPLES, days_ago

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
Machine = Callable[..., APIClient]


def at_once(*requests: Callable[[], Any]) -> list[Any]:
    """The answers to requests sent together."""
    start, answers = threading.Barrier(len(requests)), []

    def send(request: Callable[[], Any]) -> None:
        try:
            start.wait(5)
            answers.append(request())
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(request,)) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return answers


def test_of_two_amendments_of_the_same_revision_one_is_refused(machine: Machine, patient: Patient):
    nurse, doctor = machine("nurse"), machine("cardiologist")
    made = nurse.post(f"{V1}patients/{patient.pk}/events/", SAMPLES["events"])
    url, match = f"{V1}events/{made.json()['lineage']}/", {"If-Match": made["ETag"]}
    answers = at_once(
        lambda: nurse.patch(url, {"detail": "left", "retraction_reason": "side"}, headers=match),
        lambda: doctor.patch(url, {"detail": "right", "retraction_reason": "side"}, headers=match),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    kept = next(answer.json()["detail"] for answer in answers if answer.status_code == 200)
    assert Event.objects.get(retracted_at=None).detail == kept


def test_one_person_enrolled_twice_at_once_is_one_patient(machine: Machine, centres: dict[str, Centre]):
    one, two = machine("nurse"), machine("cardiologist")
    for round_ in range(5):
        identity = {"family_name": "Serra", "hospital_number": f"H-{round_}"}
        person = {"centre": "ROM", "enrolled_on": days_ago(3), "identity": identity}
        first, second = (person | {"study_id": f"ROM-{round_}{n}"} for n in range(2))
        answers = at_once(
            lambda said=first: one.post(f"{V1}patients/", said), lambda said=second: two.post(f"{V1}patients/", said)
        )
        assert sorted(answer.status_code for answer in answers) == [201, 400]
    assert Patient.objects.count() == 5


def test_one_submission_sent_twice_at_once_is_one_exam(machine: Machine, patient: Patient):
    one, two = machine("nurse"), machine("nurse")
    url, key = f"{V1}patients/{patient.pk}/exams/", {"Idempotency-Key": str(uuid4())}
    answers = at_once(
        lambda: one.post(url, SAMPLES["exams"], headers=key),
        lambda: two.post(url, SAMPLES["exams"], headers=key),
    )
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Exam.objects.count() == 1

"""Every kind of fact, read off the models: what stands is never said to be withdrawn, and nothing forgets a kind."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from registry import catalogue, recording
from registry.models import Patient, PatientFact
from registry.recording import Stamp
from surveillance.models import Signal
from surveillance.review import review_patient
from tests.cast import Cast
from tests.kinds import one_of

KINDS = pytest.mark.parametrize("kind", catalogue.fact_kinds(), ids=lambda kind: kind.__name__)


def said_before(patient: Patient, fact: PatientFact) -> Signal:
    """A signal of yesterday that rests on the fact and that no rule says today."""
    signal, _ = Signal.objects.get_or_create(
        patient=patient, rule="E1", anchor="said before", first_at=timezone.now(),
        defaults={"severity": "S1", "since": timezone.now().date(), "headline": "Said before", "facts": []},
    )  # fmt: skip
    signal.holds, signal.facts = True, [str(fact.lineage)]
    signal.save()
    return signal


def page_of(cast: Cast, patient: Patient) -> str:
    client = Client()
    client.force_login(cast.cardiologist)
    return client.get(reverse("surveillance:patient", args=[patient.pk])).content.decode()


@KINDS
def test_what_stands_is_never_said_to_be_withdrawn(cast: Cast, kind: type[PatientFact]):
    patient = cast.ruptured
    signal = said_before(patient, one_of(kind, patient, by=cast.cardiologist, now=cast.now))
    review_patient(patient, now=cast.now)
    signal.refresh_from_db()
    assert (signal.holds, signal.withdrawn) == (False, False)
    assert "evidence withdrawn" not in page_of(cast, patient)


@KINDS
def test_what_was_taken_back_is_said_to_be_withdrawn(cast: Cast, kind: type[PatientFact]):
    patient = cast.ruptured
    fact = one_of(kind, patient, by=cast.cardiologist, now=cast.now)
    signal = said_before(patient, fact)
    stamp = Stamp(by=cast.cardiologist, at=cast.now, today=cast.today)
    recording.retract(fact, stamp=stamp, reason="typing error")
    review_patient(patient, now=cast.now)
    signal.refresh_from_db()
    assert (signal.holds, signal.withdrawn) == (False, True)
    assert "evidence withdrawn" in page_of(cast, patient)


def test_a_plan_that_another_one_followed_still_stands(cast: Cast):
    patient: Any = cast.stable
    plan = next(kind for kind in catalogue.fact_kinds() if kind.__name__ == "FollowUpPlan")
    first = one_of(plan, patient, by=cast.cardiologist, now=cast.now)
    one_of(plan, patient, by=cast.cardiologist, now=cast.now)
    signal = said_before(patient, first)
    review_patient(patient, now=cast.now)
    signal.refresh_from_db()
    assert (signal.holds, signal.withdrawn) == (False, False)

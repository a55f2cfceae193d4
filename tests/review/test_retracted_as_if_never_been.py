"""A fact that was recorded and retracted leaves the standing and what holds as if it had never been."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from registry.models import Event, Patient, User
from surveillance.deeds.answer import settle_alert
from surveillance.models import Alert, AlertStep, SignalStep
from tests.review.told import Told


@pytest.mark.parametrize("seed", [*range(8), *(pytest.param(n, marks=pytest.mark.slow) for n in range(8, 60))])
def test_a_retracted_fact_is_as_if_it_had_never_been(patient: Patient, doctor: User, now: datetime, seed: int) -> None:
    """After some facts, one more, and perhaps more after it; those after it are taken back too, in another order."""
    told = Told(patient, doctor, now, seed)
    for _ in range(told.rng.randrange(5)):
        told.fact()
    told.exam()
    before, cards = told.follows(), set(Alert.objects.values_list("pk", "state"))
    more = [told.fact() for _ in range(told.rng.randint(1, 3))]
    steps = set(SignalStep.objects.values_list("pk", flat=True))
    told.rng.shuffle(more)
    for fact in more:
        told.retract(fact)
    assert told.follows() == before
    assert steps <= set(SignalStep.objects.values_list("pk", flat=True))
    assert {pk for pk, _ in cards} <= set(Alert.objects.values_list("pk", flat=True))


def test_an_answer_stays_when_its_evidence_is_retracted(patient: Patient, doctor: User, now: datetime) -> None:
    told = Told(patient, doctor, now, 1)
    told.exam()
    before = told.follows()
    sepsis = told.record(Event, kind="sepsis", on_first=date(2026, 5, 30), on_last=date(2026, 5, 30), precision="day")
    card = Alert.objects.get(severity="S4")
    settle_alert(doctor, card, answer="act", reason="TOE today", now=told.now)
    told.retract(sepsis)
    assert told.follows() == before
    assert AlertStep.objects.filter(alert=card, answer="act").count() == 1

"""A card is late by the times of the centre's policy, for inbox, card, X5 and replay alike."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from registry import policies
from registry.models import Centre, Event, Patient, User
from surveillance.deeds.enrol import enrol
from surveillance.deeds.record import record_fact
from surveillance.engine.limits import with_numbers
from surveillance.engine.policy import DEFAULT
from surveillance.engine.rules import RULE
from surveillance.models import Alert, Signal
from surveillance.replay.replay import Span, replay
from surveillance.review import sweep

HOUR = timedelta(hours=1)


def sign(doctor: User, patient: Patient, now: datetime, **numbers: float) -> None:
    """The centre's own numbers."""
    draft = policies.draft(patient.centre, by=doctor, at=now, numbers=numbers, rationale="ours")
    policies.sign(draft, by=doctor, at=now, effect={})


def happen(nurse: User, patient: Patient, kind: str, now: datetime) -> Alert:
    """An event of today and its card: a stroke S4, pneumonia S2."""
    on = timezone.localdate(now, patient.centre.zone)
    values = {"kind": kind, "on_first": on, "on_last": on, "precision": "day"}
    record_fact(nurse, Event, patient, values=values, now=now)
    return Alert.objects.get()


TIMES = {
    "S4 an hour before its time": ("stroke", {}, 3 * HOUR, False),
    "S4 after its hours, on the same day or the next": ("stroke", {}, 5 * HOUR, True),
    "S4 with more hours": ("stroke", {"answer_hours_s4": 12}, 5 * HOUR, False),
    "S2 within its days": ("pneumonia", {}, timedelta(days=29), False),
    "S2 after them": ("pneumonia", {}, timedelta(days=31), True),
    "S2 with fewer days": ("pneumonia", {"answer_days_s2": 10}, timedelta(days=11), True),
    "S2 with more days": ("pneumonia", {"answer_days_s2": 60}, timedelta(days=40), False),
}


@pytest.mark.parametrize("name", TIMES)
def test_inbox_and_card_call_late_what_x5_calls_late(name: str, centre: Centre, nurse: User, doctor: User):
    kind, numbers, waited, late = TIMES[name]
    now = timezone.now()
    opened = now - waited
    patient = enrol(nurse, centre, study_id="ROM-0002", enrolled_on=opened.date(), now=opened - HOUR)
    if numbers:
        sign(doctor, patient, opened - HOUR, **numbers)
    card = happen(nurse, patient, kind, opened)
    client = Client()
    client.force_login(doctor)
    inbox = client.get("/alerts/").content.decode()
    before = client.get(f"/alerts/{card.pk}/").content.decode()
    sweep.run(now=now)
    assert Signal.objects.filter(rule="X5", holds=True).exists() == late
    assert ('<span class="word overdue">late</span>' in inbox) == late
    assert ("has not been answered in time" in before) == late


def test_the_time_allowed_is_said_as_the_policy_gives_it(patient: Patient, nurse: User, doctor: User, now: datetime):
    sign(doctor, patient, now, answer_days_s2=10)
    happen(nurse, patient, "pneumonia", now)
    client = Client()
    client.force_login(doctor)
    assert re.findall(r"S2 within \d+ days", client.get("/alerts/").content.decode())[0] == "S2 within 10 days"


@pytest.mark.parametrize(("days", "cards"), [(10, 2), (14, 2), (15, 1), (30, 1), (60, 1)])
def test_the_replay_takes_a_card_for_answered_when_its_policy_does(
    days: int, cards: int, patient: Patient, nurse: User, now: datetime
):
    """A second pneumonia after fifteen days joins the card that may still wait, else opens another."""
    for wait in (0, 15):
        happen(nurse, patient, "pneumonia", now + timedelta(days=wait))
    span = Span(date(2026, 5, 2), date(2026, 7, 31))
    (told,) = replay([patient], [with_numbers(DEFAULT, {"answer_days_s2": days})], span, rules=[RULE["I3"]])
    assert len(told.heard[0].cards) == cards

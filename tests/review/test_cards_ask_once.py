"""A card asks once for what is new, has its whole time to be answered, and forgets no answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from registry.models import Event, Exam, Patient, User
from surveillance.deeds.answer import settle_alert
from surveillance.deeds.record import record_fact, retract_exam, retract_fact
from surveillance.models import Alert, Outbox, Signal, Standing
from surveillance.review import review, sweep

Scan = Callable[..., Exam]
Happen = Callable[..., Event]


@pytest.fixture
def happen(patient: Patient, nurse: User, scan: Scan, now: datetime) -> Happen:
    """happen("stroke", "2026-05-30") records an event of a patient who is not overdue."""
    scan(patient, "2026-05-25", 22)

    def record(kind: str, on: str, *, at: datetime = now) -> Event:
        day = {"on_first": date.fromisoformat(on), "on_last": date.fromisoformat(on), "precision": "day"}
        return record_fact(nurse, Event, patient, values={"kind": kind, **day}, now=at).fact

    return record


def messages(kind: str = "alert") -> int:
    """How many were written."""
    return Outbox.objects.filter(kind=kind).count()


def holding(rule: str) -> list[Any]:
    """The anchors at which a rule speaks."""
    return list(Signal.objects.filter(rule=rule, holds=True).values_list("anchor", flat=True))


def nothing_is_left_to_review(patient: Patient, now: datetime) -> bool:
    """Whether the same moment reviewed again writes nothing."""
    fresh = Patient.objects.select_related("centre").get(pk=patient.pk)
    return not review.review_patient(fresh, now=now).changes.rows


def test_newer_evidence_taken_back_sends_no_message_about_the_older(
    scan: Scan, patient: Patient, doctor: User, happen: Happen, now: datetime
):
    scan(patient, "2026-05-20", 22, feature="mobile_element")
    stroke = happen("stroke", "2026-05-30")
    assert messages() == 2
    retract_fact(doctor, stroke, reason="other patient", now=now)
    assert messages() == 2


def test_a_finding_for_the_next_clinic_joins_a_graver_card_without_another_message(happen: Happen):
    happen("stroke", "2026-05-28")
    happen("pneumonia", "2026-05-30")
    assert messages() == 1
    assert set(Alert.objects.get().signals.values_list("rule", flat=True)) == {"E1", "I3"}


def test_a_grave_finding_of_an_earlier_day_that_joins_an_open_card_is_told(happen: Happen):
    happen("stroke", "2026-05-30")
    happen("sepsis", "2026-05-20")
    assert messages() == 2


def test_evidence_withdrawn_before_the_answer_asks_again_when_it_returns(
    scan: Scan, patient: Patient, doctor: User, now: datetime
):
    for on in ("2023-05-20", "2024-05-20", "2025-05-20"):
        scan(patient, on, 20)
    jump = scan(patient, "2026-05-20", 40)
    assert len(holding("G2")) == 1
    retract_exam(doctor, jump, reason="other patient", now=now)
    card = Alert.objects.get()
    settle_alert(doctor, card, answer="data_error", reason="other patient", now=now)
    scan(patient, "2026-05-20", 40, now=now + timedelta(days=1))
    again = Alert.objects.exclude(pk=card.pk).get()
    assert (again.state, again.severity, again.again) == ("open", "S3", True)


def test_a_card_that_wakes_has_its_whole_time_to_be_answered(scan: Scan, patient: Patient, doctor: User, now: datetime):
    scan(patient, "2026-05-20", 22, feature="mobile_element")
    settle_alert(doctor, Alert.objects.get(), answer="watch", until=date(2026, 6, 11), now=now)
    woken = now + timedelta(days=10)
    sweep.run(now=woken)
    assert Alert.objects.get().state == "open"
    assert sweep.run(now=woken + timedelta(days=7) - timedelta(minutes=1)).state == "complete"
    assert messages("escalation") == 0
    sweep.run(now=woken + timedelta(days=7))
    assert messages("escalation") == 1


def test_a_card_that_rises_has_the_time_of_its_new_severity(patient: Patient, happen: Happen, now: datetime):
    happen("pneumonia", "2026-05-30")
    risen = now + timedelta(days=5)
    happen("stroke", "2026-06-05", at=risen)
    assert nothing_is_left_to_review(patient, risen)
    assert messages("escalation") == 0
    sweep.run(now=risen + timedelta(hours=4))
    assert messages("escalation") == 1


def test_a_card_late_at_one_severity_is_late_again_at_the_next(patient: Patient, happen: Happen, now: datetime):
    """The next look was not asked for while the lateness at the old severity stood, so the deputy was not told."""
    happen("pneumonia", "2026-05-30")
    sweep.run(now=now + timedelta(days=30))
    assert messages("escalation") == 1
    risen = now + timedelta(days=30, hours=1)
    happen("stroke", "2026-07-01", at=risen)
    assert holding("X5") == []
    assert nothing_is_left_to_review(patient, risen)
    sweep.run(now=risen + timedelta(hours=4))
    assert messages("escalation") == 2
    assert holding("X5") == [f"{Alert.objects.get().pk}:S4"]


def test_a_card_that_closes_by_itself_is_late_no_more(patient: Patient, doctor: User, happen: Happen, now: datetime):
    pneumonia = happen("pneumonia", "2026-05-30")
    late = now + timedelta(days=30)
    sweep.run(now=late)
    assert len(holding("X5")) == 1
    retract_fact(doctor, pneumonia, reason="other patient", now=late)
    assert (Alert.objects.get().state, holding("X5")) == ("closed", [])
    assert nothing_is_left_to_review(patient, late)


def test_a_card_for_the_next_clinic_waits_though_its_evidence_grows_old(happen: Happen, now: datetime):
    happen("pneumonia", "2026-05-30")
    sweep.run(now=now + timedelta(days=40))
    assert Signal.objects.get(rule="I3").historical
    assert Alert.objects.get().state == "open"


def test_old_evidence_that_a_watch_brings_back_waits_for_its_answer(
    patient: Patient, doctor: User, happen: Happen, now: datetime
):
    happen("pneumonia", "2026-05-30")
    settle_alert(doctor, Alert.objects.get(), answer="watch", until=date(2026, 7, 20), now=now)
    woken = now + timedelta(days=50)
    sweep.run(now=woken)
    assert nothing_is_left_to_review(patient, woken)
    assert (Alert.objects.get().state, Standing.objects.get().card) == ("open", "S2")


def test_a_rise_seen_ahead_does_not_delay_the_deputy(happen: Happen, now: datetime):
    """A sweep for a day to come may raise a card of today; its time is counted from today at the latest."""
    happen("pneumonia", "2026-05-30")
    assert Alert.objects.get().severity == "S2"
    sweep.run(now=now, as_of=date(2029, 6, 1))
    assert Alert.objects.get().severity == "S3"
    sweep.run(now=now + timedelta(hours=1))
    assert Alert.objects.get().asked_at == now + timedelta(hours=1)

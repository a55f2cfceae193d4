"""One card per patient: folded, answered, woken, closed by itself only where that is safe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from registry.models import Event, Exam, Patient, User
from surveillance.deeds.answer import settle_alert
from surveillance.deeds.record import record_fact, retract_exam
from surveillance.models import Alert, AlertStep, Outbox, Signal, Standing
from surveillance.review import sweep
from surveillance.work import notices

Scan = Callable[..., Exam]


@pytest.fixture
def card(patient: Patient, scan: Scan) -> Alert:
    scan(patient, "2026-05-20", 22, feature="mobile_element")
    return Alert.objects.get()


def stroke(user: User, patient: Patient, now: datetime) -> Event:
    day = {"on_first": date(2026, 5, 30), "on_last": date(2026, 5, 30), "precision": "day"}
    values = {"kind": "stroke", "attribution": "undetermined", **day}
    return record_fact(user, Event, patient, values=values, now=now).fact


def test_a_second_signal_joins_the_same_card_and_raises_it(card: Alert, patient: Patient, nurse: User, now: datetime):
    stroke(nurse, patient, now)
    card.refresh_from_db()
    assert card.severity == "S4"
    assert {s.rule for s in card.signals.all()} >= {"M1", "E1"}
    assert Standing.objects.get().card == "S4"


def test_an_answered_card_is_closed_and_the_same_evidence_stays_silent(
    card: Alert, patient: Patient, scan: Scan, doctor: User, now: datetime
):
    settle_alert(doctor, card, answer="not_a_problem", reason="known chord", now=now)
    scan(patient, "2026-05-25", 22, feature="mobile_element")
    assert [a.state for a in Alert.objects.all()] == ["closed"]
    assert Standing.objects.get().card == ""


def test_after_an_answer_new_evidence_opens_a_card_marked_again(
    card: Alert, patient: Patient, doctor: User, now: datetime
):
    settle_alert(doctor, card, answer="act", reason="TOE ordered", now=now)
    stroke(doctor, patient, now)
    newer = Alert.objects.exclude(pk=card.pk).get()
    assert (newer.state, newer.severity, newer.again) == ("open", "S4", True)


def test_a_watched_card_wakes_on_its_day(card: Alert, doctor: User, now: datetime):
    settle_alert(doctor, card, answer="watch", until=date(2026, 6, 10), now=now)
    card.refresh_from_db()
    assert card.state == "watching"
    sweep.run(now=now, as_of=date(2026, 6, 9))
    card.refresh_from_db()
    assert card.state == "watching"
    sweep.run(now=now, as_of=date(2026, 6, 10))
    card.refresh_from_db()
    assert (card.state, card.again) == ("open", True)


def test_a_watched_card_wakes_with_the_next_exam(
    card: Alert, patient: Patient, scan: Scan, doctor: User, now: datetime
):
    settle_alert(doctor, card, answer="watch", until=date(2026, 8, 30), now=now)
    scan(patient, "2026-05-31", 22, feature="mobile_element")
    card.refresh_from_db()
    assert (card.state, card.again) == ("open", True)


def test_an_unanswered_s3_card_waits_even_when_its_evidence_was_retracted(card: Alert, doctor: User, now: datetime):
    retract_exam(doctor, Exam.objects.live().get(), reason="wrong patient", now=now)
    card.refresh_from_db()
    assert card.state == "open"


def test_an_unanswered_s3_card_does_not_vanish_because_time_passes(card: Alert, now: datetime):
    sweep.run(now=now, as_of=date(2026, 9, 1))
    card.refresh_from_db()
    assert card.state == "open"
    assert Signal.objects.get(rule="M1").historical


@pytest.mark.parametrize("answer", ["not_a_problem", "data_error"])
def test_dismissing_needs_a_reason(card: Alert, doctor: User, now: datetime, answer: str):
    with pytest.raises(ValidationError, match="needs a reason"):
        settle_alert(doctor, card, answer=answer, now=now)
    assert not AlertStep.objects.exists()


def test_watching_needs_a_day_to_come(card: Alert, doctor: User, now: datetime):
    with pytest.raises(ValidationError, match="after today"):
        settle_alert(doctor, card, answer="watch", until=date(2026, 6, 1), now=now)


def test_a_card_is_answered_once(card: Alert, doctor: User, now: datetime):
    settle_alert(doctor, card, answer="act", reason="TOE", now=now)
    with pytest.raises(ValidationError, match="answered meanwhile"):
        settle_alert(doctor, card, answer="act", reason="TOE", now=now)


def test_the_message_names_no_patient_and_is_sent_once(card: Alert, patient: Patient, doctor: User, now: datetime):
    assert Outbox.objects.count() == 1
    notices.deliver(now=now)
    notices.deliver(now=now + timedelta(minutes=1))
    assert len(mail.outbox) == 1
    assert mail.outbox[0].to == [doctor.email]
    assert "S3" in mail.outbox[0].subject
    assert patient.study_id not in mail.outbox[0].body + mail.outbox[0].subject


def test_answers_are_facts_and_stay(card: Alert, doctor: User):
    settle_alert(doctor, card, answer="act", reason="TOE ordered", now=datetime(2026, 6, 1, 10, tzinfo=UTC))
    step = AlertStep.objects.get()
    assert (step.recorded_by, step.answer, step.reason) == (doctor, "act", "TOE ordered")
    assert step.signals[0][0] == "M1"


def test_a_watched_card_wakes_even_when_its_evidence_has_grown_old(card: Alert, doctor: User, now: datetime):
    settle_alert(doctor, card, answer="watch", until=date(2026, 7, 15), now=now)
    sweep.run(now=now, as_of=date(2026, 8, 1))
    card.refresh_from_db()
    assert card.state == "open"


def test_a_same_day_alert_cannot_be_put_to_sleep_for_months(
    card: Alert, patient: Patient, nurse: User, doctor: User, now: datetime
):
    stroke(nurse, patient, now)
    with pytest.raises(ValidationError, match="08-Jun-2026 at the latest for S4"):
        settle_alert(doctor, card, answer="watch", reason="stable", until=date(2026, 6, 9), now=now)
    settle_alert(doctor, card, answer="watch", reason="stable", until=date(2026, 6, 8), now=now)


def test_an_act_with_a_day_becomes_the_plan_of_the_patient(card: Alert, doctor: User, now: datetime):
    settle_alert(doctor, card, answer="act", reason="TOE ordered", until=date(2026, 6, 8), now=now)
    standing = Standing.objects.get()
    assert standing.latest_on == date(2026, 6, 8)
    assert standing.card == ""


def test_acting_says_what_is_done(card: Alert, doctor: User, now: datetime):
    with pytest.raises(ValidationError, match="Say what is done"):
        settle_alert(doctor, card, answer="act", now=now)


def test_a_watch_wakes_with_a_new_exam_even_when_another_was_retracted(
    card: Alert, patient: Patient, scan: Scan, doctor: User, now: datetime
):
    other = scan(patient, "2025-12-20", 22)
    card.refresh_from_db()
    settle_alert(doctor, card, answer="watch", until=date(2026, 8, 30), now=now)
    retract_exam(doctor, other, reason="other patient", now=now)
    card.refresh_from_db()
    assert card.state == "watching"
    scan(patient, "2026-05-31", 22, feature="mobile_element")
    card.refresh_from_db()
    assert card.state == "open"

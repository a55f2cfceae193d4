"""A plan of a clinician says what its kind needs, whoever writes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError

from registry.models import Closure, Exam, Patient, User
from surveillance.deeds.answer import settle_alert
from surveillance.deeds.record import amend_fact, record_fact, retract_fact
from surveillance.models import Alert, AlertStep, FollowUpPlan, Signal, Standing

Scan = Callable[..., Exam]
FAULTS = [
    ({"kind": "interval", "earliest_months": 3}, "needs its earliest and its latest month"),
    ({"kind": "interval", "earliest_months": 9, "latest_months": 6}, "Turn them round"),
    ({"kind": "date"}, "needs its date"),
    ({"kind": "in_hospital"}, "needs its date"),
]


@pytest.mark.parametrize(("values", "said"), FAULTS)
def test_a_plan_that_lacks_what_its_kind_needs_is_refused(
    values: dict[str, object], said: str, patient: Patient, doctor: User, now: datetime
):
    whole = values | {"set_on": date(2026, 6, 1), "reason": "own judgement"}
    with pytest.raises(ValidationError, match=said):
        record_fact(doctor, FollowUpPlan, patient, values=whole, now=now)
    assert not FollowUpPlan.objects.exists()


def test_a_plan_reaches_sixty_months_from_the_day_it_is_set_and_no_further(
    patient: Patient, doctor: User, now: datetime
):
    values = {"kind": "date", "set_on": date(2026, 3, 10), "reason": "own judgement"}
    for day, said in (
        (date(2031, 3, 11), "11-Mar-2031 is too far ahead .10-Mar-2031 is the latest possible.: check the year"),
        (date(2026, 3, 9), "09-Mar-2026 is before the day the plan was set .10-Mar-2026.: check the year"),
    ):
        with pytest.raises(ValidationError, match=said):
            record_fact(doctor, FollowUpPlan, patient, values=values | {"on": day}, now=now)
    assert record_fact(doctor, FollowUpPlan, patient, values=values | {"on": date(2031, 3, 10)}, now=now)


def test_a_plan_is_not_set_tomorrow(patient: Patient, doctor: User, now: datetime):
    values = {"kind": "date", "set_on": date(2026, 6, 2), "on": date(2026, 9, 1), "reason": "own judgement"}
    with pytest.raises(ValidationError, match="02-Jun-2026 lies in the future .today is 01-Jun-2026."):
        record_fact(doctor, FollowUpPlan, patient, values=values, now=now)


def test_the_day_of_an_act_is_no_further_ahead_than_a_plan(patient: Patient, scan: Scan, doctor: User, now: datetime):
    scan(patient, "2026-05-20", 22, feature="capsule_defect")
    alert = Alert.objects.get()
    with pytest.raises(ValidationError, match="02-Jun-2031 is too far ahead"):
        settle_alert(doctor, alert, answer="act", reason="CT", until=date(2031, 6, 2), now=now)
    assert not AlertStep.objects.exists()


@pytest.mark.parametrize("reason", ["died", "refused", "transferred", "discharged"])
def test_a_closure_taken_back_leaves_window_and_status_as_if_it_had_never_been(
    reason: str, patient: Patient, scan: Scan, doctor: User, now: datetime
):
    scan(patient, "2026-05-20", 22)
    words = ("status", "status_reason", "earliest_on", "target_on", "latest_on", "look_again_at", "badges")
    before = Standing.objects.filter(patient=patient).values(*words).get()
    assert before["latest_on"] == date(2027, 5, 20)
    day = {"on_first": date(2026, 5, 25), "on_last": date(2026, 5, 25)}
    closure = record_fact(doctor, Closure, patient, values=day | {"reason": reason}, now=now).fact
    closed = Standing.objects.get(patient=patient)
    assert (closed.status, closed.latest_on) == ("closed", None)
    retract_fact(doctor, closure, reason="taken up again", now=now)
    assert Standing.objects.filter(patient=patient).values(*words).get() == before


def test_a_transfer_closes_on_the_day_the_receiving_centre_accepts_it(
    patient: Patient, scan: Scan, doctor: User, now: datetime
):
    scan(patient, "2026-05-20", 22)
    proposed = {"on_first": date(2026, 5, 25), "on_last": date(2026, 5, 25), "reason": "transfer_proposed"}
    closure = record_fact(doctor, Closure, patient, values=proposed, now=now).fact
    assert Standing.objects.get(patient=patient).latest_on == date(2027, 5, 20)
    assert Signal.objects.filter(patient=patient, rule="F5", holds=True).count() == 1
    accepted = {"on_first": date(2026, 6, 1), "on_last": date(2026, 6, 1), "reason": "transferred"}
    amend_fact(doctor, closure, changes=accepted, reason="accepted by telephone", now=now)
    assert Standing.objects.get(patient=patient).status == "closed"
    assert not Signal.objects.filter(patient=patient, rule="F5", holds=True).exists()

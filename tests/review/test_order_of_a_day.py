"""Of facts of one day the one said last stands, also when an earlier one is corrected later."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from registry.models import Event, FormAssessment, Patient, User
from surveillance.deeds.contact import log_contact
from surveillance.deeds.record import amend_fact, record_fact
from surveillance.models import FollowUpPlan, Standing
from surveillance.review.facts import histories

FIRST, SECOND = UUID(int=2), UUID(int=1)  # against the order of their ids
TODAY = date(2026, 6, 1)
DAY = {"on_first": TODAY, "on_last": TODAY, "precision": "day"}


def both(user: User, patient: Patient, model: Any, *values: dict[str, Any], now: datetime) -> list[Any]:
    """Two facts of one day, an hour apart."""
    return [
        record_fact(user, model, patient, values=said, lineage=lineage, now=now + timedelta(hours=hour))
        for hour, (said, lineage) in enumerate(zip(values, (FIRST, SECOND), strict=True))
    ]


def contact(nurse: User, patient: Patient, outcome: str, lineage: UUID, now: datetime) -> Any:
    return log_contact(nurse, patient, on=TODAY, way="phone", outcome=outcome, lineage=lineage, now=now).fact


def plan(months: int) -> dict[str, Any]:
    return {"kind": "interval", "set_on": TODAY, "earliest_months": 1, "latest_months": months, "reason": "as agreed"}


def test_the_plan_set_last_counts(patient: Patient, doctor: User, now: datetime):
    both(doctor, patient, FollowUpPlan, plan(12), plan(3), now=now)
    assert histories([patient])[patient.pk].plan.latest_months == 3


def test_correcting_an_earlier_plan_makes_it_no_newer(patient: Patient, doctor: User, now: datetime):
    earlier, _later = both(doctor, patient, FollowUpPlan, plan(12), plan(3), now=now)
    later = now + timedelta(days=1)
    amend_fact(doctor, earlier.fact, changes={"latest_months": 9}, reason="typing error", now=later)
    assert histories([patient])[patient.pk].plan.latest_months == 3


def test_the_contact_logged_last_is_the_last_contact(patient: Patient, nurse: User, now: datetime):
    contact(nurse, patient, "call_later", FIRST, now)
    contact(nurse, patient, "died", SECOND, now + timedelta(minutes=5))
    assert Standing.objects.get().last_contact == "died"


def test_a_call_without_answer_after_the_patient_was_reached_that_day_is_a_failure(
    patient: Patient, nurse: User, now: datetime
):
    contact(nurse, patient, "agreed", FIRST, now)
    contact(nurse, patient, "no_answer", SECOND, now + timedelta(minutes=5))
    assert Standing.objects.get().failed_contacts == 1


@pytest.mark.parametrize("known_later", [False, True])
def test_forms_and_events_of_one_day_stand_as_they_were_recorded(
    patient: Patient, doctor: User, now: datetime, known_later: bool
):
    lesion = patient.lesions.get()
    both(doctor, patient, Event, {"kind": "syncope", **DAY}, {"kind": "palpitations", **DAY}, now=now)
    forms = ({"form": form, "lesion": lesion, **DAY} for form in ("ccma", "mac"))
    both(doctor, patient, FormAssessment, *forms, now=now)
    seen = histories([patient], known_at=now + timedelta(days=1) if known_later else None)[patient.pk]
    assert [e.kind for e in seen.events] == ["syncope", "palpitations"]
    assert [f.form for f in seen.forms] == ["ccma", "mac"]

"""Who is hard to reach, and who has nobody to answer for the recall, as the lists show it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from registry import policies
from registry.models import Centre, Patient, User
from surveillance.deeds.book import book, settle_appointment
from surveillance.deeds.contact import log_contact
from surveillance.lists import worklist
from surveillance.models import Standing
from surveillance.review import sweep


def call(nurse: User, patient: Patient, outcome: str, now: datetime) -> None:
    log_contact(nurse, patient, on=now.date(), way="phone", outcome=outcome, now=now)


def unreached(centre: Centre) -> int:
    """How many the list shows; its chip counts the same."""
    shown = len(worklist.rows([centre], view="lost").rows)
    assert worklist.counts([centre])["view_lost"] == shown
    return shown


@pytest.mark.parametrize("modality", ["TTE", "CT"])
def test_an_examined_patient_leaves_the_list(
    centre: Centre, nurse: User, patient: Patient, scan: Callable[..., Any], now: datetime, modality: str
):
    """Also by a CT that resets no clock: the patient came."""
    for hours in range(3):
        call(nurse, patient, "no_answer", now + timedelta(hours=hours))
    assert unreached(centre) == 1
    scan(patient, "2026-06-02", 20, modality=modality, now=now + timedelta(days=1))
    assert unreached(centre) == 0


def test_the_list_counts_by_the_policy_of_the_centre(
    centre: Centre, nurse: User, doctor: User, patient: Patient, now: datetime
):
    draft = policies.draft(centre, by=doctor, at=now, numbers={"failed_contacts": 2}, rationale="ours")
    policies.sign(draft, by=doctor, at=now, effect={})
    for hours in range(1, 3):
        assert unreached(centre) == 0
        call(nurse, patient, "no_answer", now + timedelta(hours=hours))
    assert unreached(centre) == 1


def test_a_report_that_nobody_awaits_is_counted_by_the_failsafe(
    centre: Centre, nurse: User, patient: Patient, now: datetime
):
    """As the status of the patient counts it (ARCHITECTURE 5: "attended, report awaited (owner)")."""
    made = book(nurse, patient, on=date(2026, 6, 1), modality="TTE", reason="", note="", now=now).fact
    settle_appointment(nurse, made, state="attended", reason="", now=now)
    assert Standing.objects.get().status == "report_awaited"
    assert sweep.unowned() == worklist.counts([centre])["unowned"] == 0
    Standing.objects.update(owner=None)
    assert sweep.unowned() == worklist.counts([centre])["unowned"] == 1

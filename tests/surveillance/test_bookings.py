"""Booking: one date at a time, inside the window or with a reason, earlier when an alert asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from registry.models import Exam, Patient, User
from surveillance import workflow
from surveillance.models import Appointment, Standing

Scan = Callable[..., Exam]


def test_a_date_inside_the_window_is_booked(patient: Patient, scan: Scan, nurse: User, now: datetime):
    scan(patient, "2026-05-20", 22)
    patient = Patient.objects.select_related("standing", "centre").get()
    workflow.book(nurse, patient, on=patient.standing.target_on, modality="TTE", now=now)
    assert Standing.objects.get().status == "booked"


def test_a_date_before_the_window_needs_a_reason(patient: Patient, scan: Scan, nurse: User, now: datetime):
    scan(patient, "2026-05-20", 22)
    patient = Patient.objects.select_related("standing", "centre").get()
    with pytest.raises(ValidationError, match="outside the window"):
        workflow.book(nurse, patient, on=date(2026, 6, 10), modality="TTE", now=now)
    workflow.book(nurse, patient, on=date(2026, 6, 10), modality="TTE", reason="anxious", now=now)


def test_with_an_urgent_alert_an_early_date_needs_no_reason(patient: Patient, scan: Scan, nurse: User, now: datetime):
    scan(patient, "2026-05-20", 22, feature="mobile_element")
    patient = Patient.objects.select_related("standing", "centre").get()
    workflow.book(nurse, patient, on=date(2026, 6, 3), modality="TOE", now=now)
    assert Appointment.objects.get().on == date(2026, 6, 3)


def test_a_second_date_is_refused(patient: Patient, scan: Scan, nurse: User, now: datetime):
    workflow.book(nurse, patient, on=date(2026, 6, 10), modality="TTE", reason="first look", now=now)
    with pytest.raises(ValidationError, match="booked already"):
        workflow.book(nurse, patient, on=date(2026, 6, 11), modality="TTE", reason="first look", now=now)


def test_the_database_holds_one_live_booking_a_patient(patient: Patient, nurse: User, now: datetime):
    workflow.book(nurse, patient, on=date(2026, 6, 10), modality="TTE", reason="first look", now=now)
    twin = Appointment(patient=patient, recorded_by=nurse, recorded_at=now, on=date(2026, 6, 11), state="booked")
    with pytest.raises(DatabaseError, match="(?i)unique"), transaction.atomic():
        twin.save()

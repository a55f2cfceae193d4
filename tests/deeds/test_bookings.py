"""Booking: one date at a time, inside the window or with a reason, earlier when an alert asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from registry.models import Exam, Patient, User
from surveillance.deeds.answer import settle_alert
from surveillance.deeds.book import book, move_appointment
from surveillance.deeds.contact import log_contact
from surveillance.deeds.record import amend_fact
from surveillance.models import Alert, Appointment, Standing

Scan = Callable[..., Exam]


def test_a_date_inside_the_window_is_booked(patient: Patient, scan: Scan, nurse: User, now: datetime):
    scan(patient, "2026-05-20", 22)
    patient = Patient.objects.select_related("standing", "centre").get()
    book(nurse, patient, on=patient.standing.target_on, modality="TTE", now=now)
    assert Standing.objects.get().status == "booked"


def test_a_date_before_the_window_needs_a_reason(patient: Patient, scan: Scan, nurse: User, now: datetime):
    scan(patient, "2026-05-20", 22)
    patient = Patient.objects.select_related("standing", "centre").get()
    with pytest.raises(ValidationError, match="outside the window"):
        book(nurse, patient, on=date(2026, 6, 10), modality="TTE", now=now)
    book(nurse, patient, on=date(2026, 6, 10), modality="TTE", reason="anxious", now=now)


def test_with_an_urgent_alert_an_early_date_needs_no_reason(patient: Patient, scan: Scan, nurse: User, now: datetime):
    scan(patient, "2026-05-20", 22, feature="mobile_element")
    patient = Patient.objects.select_related("standing", "centre").get()
    book(nurse, patient, on=date(2026, 6, 3), modality="TOE", now=now)
    assert Appointment.objects.get().on == date(2026, 6, 3)


def test_while_an_alert_is_watched_a_date_up_to_a_week_after_the_watch_needs_no_reason(
    patient: Patient, scan: Scan, nurse: User, doctor: User, now: datetime
):
    scan(patient, "2026-05-20", 22, feature="mobile_element")
    watched = {"answer": "watch", "reason": "one more TTE", "until": date(2026, 7, 10), "now": now}
    settle_alert(doctor, Alert.objects.get(), **watched)
    patient = Patient.objects.select_related("standing", "centre").get()
    with pytest.raises(ValidationError, match="outside the window"):
        book(nurse, patient, on=date(2026, 7, 18), modality="TOE", now=now)
    booked = book(nurse, patient, on=date(2026, 7, 17), modality="TOE", now=now).fact
    assert move_appointment(nurse, booked, on=date(2026, 6, 20), reason="", now=now).fact.on == date(2026, 6, 20)


def test_a_second_date_is_refused(patient: Patient, scan: Scan, nurse: User, now: datetime):
    book(nurse, patient, on=date(2026, 6, 10), modality="TTE", reason="first look", now=now)
    with pytest.raises(ValidationError, match="booked already"):
        book(nurse, patient, on=date(2026, 6, 11), modality="TTE", reason="first look", now=now)


def test_the_database_holds_one_live_booking_a_patient(patient: Patient, nurse: User, now: datetime):
    book(nurse, patient, on=date(2026, 6, 10), modality="TTE", reason="first look", now=now)
    twin = Appointment(patient=patient, recorded_by=nurse, recorded_at=now, on=date(2026, 6, 11), state="booked")
    with pytest.raises(DatabaseError, match="(?i)unique"), transaction.atomic():
        twin.save()


def test_a_booking_and_the_next_attempt_lie_at_most_two_years_ahead(patient: Patient, nurse: User, now: datetime):
    call = {"on": date(2026, 6, 1), "way": "phone", "outcome": "call_later", "now": now}
    late = "02-Jun-2028 is too far ahead .01-Jun-2028 is the latest possible.: check the year"
    with pytest.raises(ValidationError, match=late):
        book(nurse, patient, on=date(2028, 6, 2), modality="TTE", reason="as agreed", now=now)
    with pytest.raises(ValidationError, match=late):
        log_contact(nurse, patient, again_on=date(2028, 6, 2), **call)
    log_contact(nurse, patient, again_on=date(2028, 6, 1), **call)
    booked = book(nurse, patient, on=date(2028, 6, 1), modality="TTE", reason="as agreed", now=now).fact
    with pytest.raises(ValidationError, match=late):
        move_appointment(nurse, booked, on=date(2028, 6, 2), reason="as agreed", now=now)


def test_a_contact_is_not_corrected_into_the_future(patient: Patient, nurse: User, now: datetime):
    noted = log_contact(nurse, patient, on=date(2026, 6, 1), way="phone", outcome="agreed", now=now).fact
    with pytest.raises(ValidationError, match="lies in the future"):
        amend_fact(nurse, noted, changes={"on": date(2026, 6, 2)}, reason="read again", now=now)

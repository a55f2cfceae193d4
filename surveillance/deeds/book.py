"""Book the next exam, move a date, say what became of it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from registry import recording
from registry.models import Patient, User
from registry.wording import written
from surveillance.deeds.deed import Recorded
from surveillance.deeds.record import amend_fact, record_fact
from surveillance.engine.imaging.barriers import bars
from surveillance.engine.known.clock import Clock
from surveillance.lists import clinic_days
from surveillance.models import Appointment
from surveillance.review import facts
from surveillance.words.message import text


@transaction.atomic
def book(
    user: User, patient: Patient, *, on: date, modality: str, now: datetime, reason: str = "", note: str = "",
    lineage: UUID | None = None,
) -> Recorded[Appointment]:  # fmt: skip
    """Book a date for the next exam; outside the window a reason is needed, an earlier booking must be moved."""
    recording.lock(patient.pk)
    today = timezone.localdate(now, patient.centre.zone)
    _check_barriers(patient, modality=modality, reason=reason, today=today)
    _check_booking(patient, on=on, reason=reason, today=today)
    rows = Appointment.objects.filter(patient=patient, state="booked", retracted_at=None)
    if booked := (rows.exclude(lineage=lineage) if lineage else rows).first():
        raise ValidationError({"on": _is_booked_already(booked.on, today)})
    values = {"on": on, "modality": modality, "reason": reason, "note": note}
    return record_fact(user, Appointment, patient, values=values, now=now, lineage=lineage)


@transaction.atomic
def move_appointment(
    user: User, appointment: Appointment, *, on: date, reason: str, now: datetime
) -> Recorded[Appointment]:
    """Move a booked date; the old one stays in the history."""
    patient = appointment.patient
    _check_booking(patient, on=on, reason=reason, today=timezone.localdate(now, patient.centre.zone))
    why = reason or "moved"
    return amend_fact(user, appointment, changes={"on": on, "reason": reason, "state": "booked"}, reason=why, now=now)


def settle_appointment(
    user: User, appointment: Appointment, *, state: str, reason: str, now: datetime
) -> Recorded[Appointment]:
    """Say what became of a booked date: attended, missed or cancelled."""
    today = timezone.localdate(now, appointment.patient.centre.zone)
    if state in ("attended", "missed") and appointment.on > today:
        said = _("%(day)s is still to come: move or cancel the date instead.")
        raise ValidationError({"state": said % {"day": written(appointment.on)}})
    return amend_fact(user, appointment, changes={"state": state}, reason=reason or state, now=now)


def _check_booking(patient: Patient, *, on: date, reason: str, today: date) -> None:
    if on < today:
        said = _("%(day)s is past (today is %(today)s). Choose today or a later day.")
        raise ValidationError({"on": said % {"day": written(on), "today": written(today)}})
    standing = getattr(patient, "standing", None)
    if standing is None or standing.latest_on is None or reason.strip():
        return
    if standing.card in ("S3", "S4") and on <= standing.latest_on:
        return  # an alert asks for an exam before the routine window
    if on < standing.earliest_on and clinic_days.serves_watch(patient, on):
        return
    if not standing.earliest_on <= on <= standing.latest_on and not standing.latest_on < today <= on:
        said = _("%(day)s lies outside the window %(earliest)s to %(latest)s. Choose a day inside it or give a reason.")
        window = {"earliest": written(standing.earliest_on), "latest": written(standing.latest_on)}
        raise ValidationError({"reason": said % {"day": written(on), **window}})


def _is_booked_already(on: date, today: date) -> str:
    """One date at a time: what became of a past one is said first, whether or not an exam has followed it."""
    if on < today:
        return _("Say first what became of the date of %(day)s.") % {"day": written(on)}
    return _("A date is booked already: move or cancel that one.")


def _check_barriers(patient: Patient, *, modality: str, reason: str, today: date) -> None:
    """A contraindicated exam is booked only with a reason: the clinic may know better than the record."""
    against = bars(facts.histories([patient])[patient.pk], Clock(today), modality)
    if against and not reason.strip():
        said = _("%(modality)s is contraindicated in this patient: %(why)s. Say why it is booked all the same.")
        raise ValidationError({"reason": said % {"modality": modality, "why": "; ".join(map(text, against))}})

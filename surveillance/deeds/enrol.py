"""Enrol a patient, and correct who the patient is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from registry import recording
from registry.date_limits import check_enrolment
from registry.identity import check_study_id
from registry.models import Centre, Lesion, Patient, User
from registry.recording import person
from surveillance.deeds.deed import review_after, stamp


@transaction.atomic
def enrol(
    user: User, centre: Centre, *, study_id: str, enrolled_on: date, now: datetime, origin: str = "real",
    source: str = "", caution: str = "", demographics: dict[str, Any] | None = None,
    identity: dict[str, Any] | None = None,
) -> Patient:  # fmt: skip
    """Enrol a patient with the first lesion, what describes the person, and the identity apart."""
    by = stamp(user, centre, now)
    check_enrolment(enrolled_on, origin=origin, today=by.today)
    check_study_id(study_id.strip(), centre, **_who(identity or {}, demographics or {}))
    patient = Patient(
        centre=centre, study_id=study_id.strip(), enrolled_on=enrolled_on, origin=origin, source=source, caution=caution
    )
    patient.full_clean()
    patient.save(force_insert=True)
    Lesion.objects.create(patient=patient, number=1)
    person.record_person(patient, stamp=by, who=identity, described=demographics)
    review_after(patient, now)
    return patient


@transaction.atomic
def correct_identity(user: User, patient: Patient, *, who: Mapping[str, Any], now: datetime) -> None:
    """Correct name, number, contact and day of birth."""
    patient = recording.lock(patient.pk)
    person.correct_identity(patient, stamp=stamp(user, patient.centre, now), who=who)
    review_after(patient, now)


def _who(identity: Mapping[str, Any], demographics: Mapping[str, Any]) -> dict[str, Any]:
    """The names and the days of birth, as far as they are known to the day, that an enrolment gives."""
    day = demographics.get("birth_first") if demographics.get("birth_precision") == "day" else None
    names = [identity.get(name) for name in ("family_name", "given_name")]
    return {"names": filter(None, names), "births": filter(None, [identity.get("birth_date"), day])}

"""Record, correct and take back what was seen: exams and every other fact."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction

from registry import recording
from registry.models import Exam, Patient, PatientFact, User
from registry.recording import ExamEntry
from surveillance.deeds.authority import check_exam, check_fact
from surveillance.deeds.deed import Recorded, review_after, stamp

Kind = TypeVar("Kind", bound=PatientFact)


@transaction.atomic
def record_exam(
    user: User, patient: Patient, *, entry: ExamEntry, now: datetime, submission: UUID | None = None
) -> Recorded[Exam]:
    """Record an exam; its alert exists when this returns."""
    check_exam(user, patient, entry.forms)
    exam = recording.record_exam(patient, stamp=stamp(user, patient.centre, now), entry=entry, submission=submission)
    return Recorded.of(exam, review_after(patient, now, locked=exam.patient))


@transaction.atomic
def amend_exam(user: User, exam: Exam, *, entry: ExamEntry, reason: str, now: datetime) -> Recorded[Exam]:
    """Correct an exam under its lineage; nobody is alerted again for the same evidence."""
    check_exam(user, exam.patient, entry.forms, before=exam)
    by = stamp(user, exam.patient.centre, now)
    amended = recording.amend_exam(exam, stamp=by, entry=entry, reason=reason)
    return Recorded.of(amended, review_after(exam.patient, now, locked=amended.patient))


@transaction.atomic
def retract_exam(user: User, exam: Exam, *, reason: str, now: datetime) -> None:
    """Take back an exam with all its parts."""
    check_exam(user, exam.patient, (), before=exam)
    recording.retract_exam(exam, stamp=stamp(user, exam.patient.centre, now), reason=reason)
    review_after(exam.patient, now)


@transaction.atomic
def record_fact(
    user: User,
    model: type[Kind],
    patient: Patient,
    *,
    values: dict[str, Any],
    now: datetime,
    lineage: UUID | None = None,
) -> Recorded[Kind]:
    """Record any other fact of a patient: event, condition, treatment, visit, form, plan, closure …

    `lineage` makes one form sent twice one fact.
    """
    check_fact(user, patient, model, values)
    fact = recording.record(model, patient=patient, stamp=stamp(user, patient.centre, now), lineage=lineage, **values)
    return Recorded.of(fact, review_after(patient, now))


@transaction.atomic
def amend_fact(user: User, fact: Kind, *, changes: dict[str, Any], reason: str, now: datetime) -> Recorded[Kind]:
    """Correct a fact under its lineage."""
    check_fact(user, fact.patient, type(fact), vars(fact), changes)
    amended = recording.amend(fact, stamp=stamp(user, fact.patient.centre, now), reason=reason, changes=changes)
    return Recorded.of(amended, review_after(fact.patient, now))


@transaction.atomic
def retract_fact(user: User, fact: PatientFact, *, reason: str, now: datetime) -> None:
    """Take a fact back."""
    check_fact(user, fact.patient, type(fact), vars(fact))
    recording.retract(fact, stamp=stamp(user, fact.patient.centre, now), reason=reason)
    review_after(fact.patient, now)

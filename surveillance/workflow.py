"""One function per deed of a person: the facts are written and the patient is reviewed in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from registry import person, recording
from registry.checks_of_dates import check_enrolment
from registry.identity import check_study_id
from registry.models import Centre, Exam, Lesion, Patient, PatientFact, User
from registry.recording import ExamEntry, Stamp
from surveillance import clinic, facts, tasks_on_commit
from surveillance.authority import check_exam, check_fact
from surveillance.models import Alert, AlertStep, Appointment, Contact, FollowUpPlan, Signal
from surveillance.policy import Policy
from surveillance.reconcile import Changes
from surveillance.review import policy_of, review_patient
from surveillance.trajectory import cards
from surveillance.trajectory.barriers import bars
from surveillance.trajectory.cards import Answers, Moment
from surveillance.trajectory.clock import Clock

Kind = TypeVar("Kind", bound=PatientFact)
_reviewing: ContextVar[bool] = ContextVar("reviewing", default=True)
NEEDS_REASON = ("act", "not_a_problem", "data_error")


@contextmanager
def without_review() -> Iterator[None]:
    """Load many facts without judging each: the sweep that must follow reviews every patient touched."""
    token = _reviewing.set(False)
    try:
        yield
    finally:
        _reviewing.reset(token)


def stamp(user: User, centre: Centre, now: datetime) -> Stamp:
    """Who writes, when, and what day it is at the centre."""
    return Stamp(by=user, at=now, today=timezone.localdate(now, centre.zone))


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
    _review(patient, now)
    return patient


@transaction.atomic
def correct_identity(user: User, patient: Patient, *, who: Mapping[str, Any], now: datetime) -> None:
    """Correct name, number, contact and day of birth."""
    patient = recording.lock(patient.pk)
    person.correct_identity(patient, stamp=stamp(user, patient.centre, now), who=who)
    _review(patient, now)


def _who(identity: Mapping[str, Any], demographics: Mapping[str, Any]) -> dict[str, Any]:
    """The names and the days of birth, as far as they are known to the day, that an enrolment gives."""
    day = demographics.get("birth_first") if demographics.get("birth_precision") == "day" else None
    names = [identity.get(name) for name in ("family_name", "given_name")]
    return {"names": filter(None, names), "births": filter(None, [identity.get("birth_date"), day])}


@transaction.atomic
def record_exam(
    user: User, patient: Patient, *, entry: ExamEntry, now: datetime, submission: UUID | None = None
) -> Exam:
    """Record an exam; its alert exists when this returns. `exam.changes` says what the review did."""
    check_exam(user, patient, entry.forms)
    exam = recording.record_exam(patient, stamp=stamp(user, patient.centre, now), entry=entry, submission=submission)
    exam.changes = _review(patient, now)  # type: ignore[attr-defined]
    return exam


@transaction.atomic
def amend_exam(user: User, exam: Exam, *, entry: ExamEntry, reason: str, now: datetime) -> Exam:
    """Correct an exam under its lineage; nobody is alerted again for the same evidence."""
    check_exam(user, exam.patient, entry.forms, before=exam)
    by = stamp(user, exam.patient.centre, now)
    amended = recording.amend_exam(exam, stamp=by, entry=entry, reason=reason)
    amended.changes = _review(exam.patient, now)  # type: ignore[attr-defined]
    return amended


@transaction.atomic
def retract_exam(user: User, exam: Exam, *, reason: str, now: datetime) -> None:
    """Take back an exam with all its parts."""
    check_exam(user, exam.patient, (), before=exam)
    recording.retract_exam(exam, stamp=stamp(user, exam.patient.centre, now), reason=reason)
    _review(exam.patient, now)


@transaction.atomic
def record_fact(
    user: User,
    model: type[Kind],
    patient: Patient,
    *,
    values: dict[str, Any],
    now: datetime,
    lineage: UUID | None = None,
) -> Kind:
    """Record any other fact of a patient: event, condition, treatment, visit, form, plan, closure …

    `lineage` makes one form sent twice one fact; `fact.changes` says what the review did.
    """
    check_fact(user, patient, model, values)
    fact = recording.record(model, patient=patient, stamp=stamp(user, patient.centre, now), lineage=lineage, **values)
    fact.changes = _review(patient, now)  # type: ignore[attr-defined]
    return fact


@transaction.atomic
def amend_fact(user: User, fact: Kind, *, changes: dict[str, Any], reason: str, now: datetime) -> Kind:
    """Correct a fact under its lineage."""
    check_fact(user, fact.patient, type(fact), vars(fact), changes)
    amended = recording.amend(fact, stamp=stamp(user, fact.patient.centre, now), reason=reason, changes=changes)
    amended.changes = _review(fact.patient, now)  # type: ignore[attr-defined]
    return amended


@transaction.atomic
def retract_fact(user: User, fact: PatientFact, *, reason: str, now: datetime) -> None:
    """Take a fact back."""
    check_fact(user, fact.patient, type(fact), vars(fact))
    recording.retract(fact, stamp=stamp(user, fact.patient.centre, now), reason=reason)
    _review(fact.patient, now)


@transaction.atomic
def book(
    user: User, patient: Patient, *, on: date, modality: str, now: datetime, reason: str = "", note: str = "",
    lineage: UUID | None = None,
) -> Appointment:  # fmt: skip
    """Book a date for the next exam; outside the window a reason is needed, an earlier booking must be moved."""
    recording.lock(patient.pk)
    today = timezone.localdate(now, patient.centre.zone)
    _check_barriers(patient, modality=modality, reason=reason, today=today)
    _check_booking(patient, on=on, reason=reason, today=today)
    booked = Appointment.objects.filter(patient=patient, state="booked", retracted_at=None)
    if booked.exclude(lineage=lineage).exists():
        raise ValidationError({"on": "A date is booked already: move or cancel that one."})
    values = {"on": on, "modality": modality, "reason": reason, "note": note}
    return record_fact(user, Appointment, patient, values=values, now=now, lineage=lineage)


@transaction.atomic
def move_appointment(user: User, appointment: Appointment, *, on: date, reason: str, now: datetime) -> Appointment:
    """Move a booked date; the old one stays in the history."""
    patient = appointment.patient
    _check_booking(patient, on=on, reason=reason, today=timezone.localdate(now, patient.centre.zone))
    why = reason or "moved"
    return amend_fact(user, appointment, changes={"on": on, "reason": reason, "state": "booked"}, reason=why, now=now)


def settle_appointment(user: User, appointment: Appointment, *, state: str, reason: str, now: datetime) -> Appointment:
    """Say what became of a booked date: attended, missed or cancelled."""
    today = timezone.localdate(now, appointment.patient.centre.zone)
    if state in ("attended", "missed") and appointment.on > today:
        raise ValidationError(
            {"state": f"{appointment.on:%d-%b-%Y} is still to come: move or cancel the date instead."}
        )
    return amend_fact(user, appointment, changes={"state": state}, reason=reason or state, now=now)


def log_contact(
    user: User, patient: Patient, *, on: date, way: str, outcome: str, now: datetime,
    again_on: date | None = None, note: str = "", lineage: UUID | None = None,
) -> Contact:  # fmt: skip
    """Note one attempt to reach the patient, with its outcome."""
    values = {"on": on, "way": way, "outcome": outcome, "again_on": again_on, "note": note}
    return record_fact(user, Contact, patient, values=values, now=now, lineage=lineage)


@transaction.atomic
def settle_alert(
    user: User, alert: Alert, *, answer: str, now: datetime, reason: str = "", until: date | None = None
) -> AlertStep:
    """Answer a card: act, watch until, not a problem, data error. The answer is a fact and stays.

    An act with a day becomes the patient's plan: the next exam is then due on that day, and the nurse sees it.
    """
    patient = recording.lock(alert.patient_id)
    alert = Alert.objects.select_for_update().get(pk=alert.pk)
    by, policy = stamp(user, patient.centre, now), policy_of(patient.centre, now)
    _check_answer(alert, answer=answer, reason=reason, until=until, today=by.today, policy=policy)
    signals = list(Signal.objects.filter(alert=alert))
    step = recording.record(
        AlertStep, patient=patient, stamp=by, alert=alert, answer=answer, reason=reason, until=until,
        signals=[[s.rule, s.anchor, s.severity] for s in signals],
    )  # fmt: skip
    moment = Moment(now, patient.centre.zone, _exams(patient) if answer == "watch" else ())
    row, card = cards.answer(alert.card, answer, moment, until=until)
    for signal in signals:
        if signal.holds and row.answers is Answers.GIVEN:  # what was withdrawn before the answer is new when it returns
            signal.answered = signal.severity
            signal.save(update_fields=["answered"])
    if answer == "act" and until is not None:
        plan = {"kind": "date", "on": until, "set_on": by.today, "reason": f"alert {alert.severity}: {reason}"[:300]}
        recording.record(FollowUpPlan, patient=patient, stamp=by, **plan)
    alert.become(card)
    alert.save()
    _review(patient, now)
    return step


def _exams(patient: Patient) -> list[str]:
    """The exams known now."""
    known = Exam.objects.filter(patient=patient, retracted_at=None).values_list("lineage", flat=True)
    return [str(lineage) for lineage in known]


def _check_watch(alert: Alert, *, until: date | None, today: date, policy: Policy) -> None:
    last = today + timedelta(days=policy.longest_watch_days(alert.severity))
    if until is None or until > last:
        raise ValidationError(
            {"until": f"Say until which day this is to be watched: {last:%d-%b-%Y} at the latest for {alert.severity}."}
        )


def _check_answer(alert: Alert, *, answer: str, reason: str, until: date | None, today: date, policy: Policy) -> None:
    if not cards.may_be_answered(alert.card):
        said = "This alert has been answered meanwhile. Open the patient to see what was decided."
        raise ValidationError(said, code="stale")
    if not reason.strip() and (answer in NEEDS_REASON or alert.severity == "S4"):
        what = "Say what is done: TOE, CT, Heart Team, an earlier exam …" if answer == "act" else "Say why"
        raise ValidationError({"reason": f"{what}. This answer needs a reason."})
    if until is not None and until <= today and answer in ("act", "watch"):
        raise ValidationError({"until": f"{until:%d-%b-%Y} has come already. Choose a day after today."})
    if answer == "watch":
        _check_watch(alert, until=until, today=today, policy=policy)


def _check_booking(patient: Patient, *, on: date, reason: str, today: date) -> None:
    if on < today:
        raise ValidationError(
            {"on": f"{on:%d-%b-%Y} is past (today is {today:%d-%b-%Y}). Choose today or a later day."}
        )
    standing = getattr(patient, "standing", None)
    if standing is None or standing.latest_on is None or reason.strip():
        return
    if standing.card in ("S3", "S4") and on <= standing.latest_on:
        return  # an alert asks for an exam before the routine window
    if on < standing.earliest_on and clinic.serves_watch(patient, on):
        return
    if not standing.earliest_on <= on <= standing.latest_on and not standing.latest_on < today <= on:
        raise ValidationError(
            {"reason": f"{on:%d-%b-%Y} lies outside the window {standing.earliest_on:%d-%b-%Y} to "
                       f"{standing.latest_on:%d-%b-%Y}. Choose a day inside it or give a reason."}
        )  # fmt: skip


def _check_barriers(patient: Patient, *, modality: str, reason: str, today: date) -> None:
    """A contraindicated exam is booked only with a reason: the clinic may know better than the record."""
    against = bars(facts.histories([patient])[patient.pk], Clock(today), modality)
    if against and not reason.strip():
        said = f"{modality} is contraindicated in this patient: {'; '.join(against)}."
        raise ValidationError({"reason": f"{said} Say why it is booked all the same."})


def _review(patient: Patient, now: datetime) -> Changes:
    if not _reviewing.get():
        return Changes()
    fresh = Patient.objects.select_related("centre").get(pk=patient.pk)
    changes = review_patient(fresh, now=now)
    patient.revision = fresh.revision
    transaction.on_commit(tasks_on_commit.deliver)
    return changes

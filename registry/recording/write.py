"""The only functions that write facts: lock the patient, validate, save, count the revision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, TypeVar, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry import date_limits, deaths, identity
from registry.catalogue import BOOKKEEPING, READING_OF, of_an_exam
from registry.models import (
    Closure,
    Demographics,
    Event,
    Exam,
    Fact,
    Feature,
    FormAssessment,
    Lesion,
    Measurement,
    Patient,
    PatientFact,
)
from registry.recording import coherent, implied, plausibility, singles
from registry.recording.entry import ExamEntry, Stamp

Kind = TypeVar("Kind", bound=PatientFact)
NO_SUCH = {
    "lesion": gettext_lazy("This patient has no such lesion."),
    "exam": gettext_lazy("This patient has no such exam."),
}


def lock(patient_id: UUID) -> Patient:
    """The patient row with its centre, locked until the transaction ends, with its revision counted up."""
    rows = Patient.objects.select_for_update(of=("self",), no_key=True).select_related("centre")
    patient = rows.get(pk=patient_id)
    patient.revision += 1
    patient.save(update_fields=["revision"])
    return patient


@transaction.atomic
def record(model: type[Kind], *, patient: Patient, stamp: Stamp, lineage: UUID | None = None, **values: Any) -> Kind:
    """Record one fact; ValidationError names field, value and remedy, and nothing is written.

    The same lineage twice is one form sent twice, and gives the same fact; with other values it is refused.
    """
    lock(patient.pk)
    values = _settled(model, patient, stamp, values)
    already = model.objects.filter(lineage=lineage).first() if lineage else None
    already = already or (deaths.told_under(lineage) if deaths.is_told(model, values) else None)
    if already is not None:
        different = any(getattr(already, name) != value for name, value in values.items())
        if different or already.patient_id != patient.pk or already.retracted_at is not None:
            raise ValidationError(
                _("This form was saved before with other values. Open a new one to record something else.")
            )
        return cast(Kind, already)  # an end that is told of a death, where the model is Closure
    return _write(model, patient=patient, stamp=stamp, lineage=lineage, values=values)


@transaction.atomic
def amend(fact: Kind, *, stamp: Stamp, reason: str, changes: Mapping[str, Any]) -> Kind:
    """Retract `fact` for `reason` and record it again, changed (many facts have a `reason` too), under its lineage."""
    lock(fact.patient_id)
    kept = deaths.kept_as(fact)
    _retract(kept, stamp=stamp, reason=reason)
    values = _settled(type(fact), fact.patient, stamp, values_of(fact) | dict(changes))
    if kept is not fact and deaths.is_told(type(fact), values):
        values = values_of(kept) | deaths.event_values(values)
        death = _write(Event, patient=fact.patient, stamp=stamp, lineage=fact.lineage, values=values)
        return deaths.closure_of(death)  # type: ignore[return-value]  # `fact` was such a closure
    return _write(type(fact), patient=fact.patient, stamp=stamp, lineage=fact.lineage, values=values)


@transaction.atomic
def retract(fact: PatientFact, *, stamp: Stamp, reason: str) -> None:
    """Take a fact back; it stays readable as history. With the birth goes the day that is kept with the name."""
    lock(fact.patient_id)
    _retract(deaths.kept_as(fact), stamp=stamp, reason=reason)
    if isinstance(fact, Demographics):
        identity.keep_birth(fact.patient, None)


@transaction.atomic
def record_exam(patient: Patient, *, stamp: Stamp, entry: ExamEntry, submission: UUID | None = None) -> Exam:
    """Record an exam with its parts, all or nothing; the same submission twice gives the same exam.

    The patient of the exam that is given back is the row as it was locked.
    """
    patient = lock(patient.pk)
    entry = coherent.complete(implied.complete(entry, patient))
    if submission is not None:
        already = Exam.objects.filter(submission=submission).first()
        if already is not None:
            _check_same(already, patient, entry)
            return already
    return _write_exam(patient, stamp=stamp, entry=entry, lineage=None, submission=submission)


@transaction.atomic
def amend_exam(exam: Exam, *, stamp: Stamp, entry: ExamEntry, reason: str) -> Exam:
    """Retract an exam with its parts and record it again under the same lineage."""
    patient = lock(exam.patient_id)
    _retract_exam(exam, stamp=stamp, reason=reason)
    entry = coherent.complete(implied.complete(entry, patient))
    return _write_exam(patient, stamp=stamp, entry=entry, lineage=exam.lineage, submission=None)


@transaction.atomic
def retract_exam(exam: Exam, *, stamp: Stamp, reason: str) -> None:
    """Take back an exam with all its parts."""
    lock(exam.patient_id)
    _retract_exam(exam, stamp=stamp, reason=reason)


def _settled(model: type[PatientFact], patient: Patient, stamp: Stamp, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are kept: a day of birth is the identity's."""
    if model is Demographics:
        return identity.settle_birth(patient, values, today=stamp.today)
    return dict(values)


def _check_same(exam: Exam, patient: Patient, entry: ExamEntry) -> None:
    """Refuse a form that comes back changed: what it says now would be lost without a word."""
    sizes = {(m.target, m.axis, m.reread): m.size_mm for m in Measurement.objects.filter(exam=exam)}
    typed = {
        (m.get("target", "mass"), m.get("axis", "long"), bool(m.get("reread"))): m.get("size_mm")
        for m in entry.measurements
    }
    seen = {f.feature: f.value for f in Feature.objects.filter(exam=exam)}
    same = all(getattr(exam, name) == value for name, value in entry.values.items()) and sizes == typed
    same = same and seen == {f["feature"]: f["value"] for f in entry.features}
    if not same or exam.patient_id != patient.pk or exam.retracted_at is not None:
        raise ValidationError(
            _("This form was saved before with other values. Open the saved exam to correct it, or a new form.")
        )


def values_of(fact: Fact) -> dict[str, Any]:
    """The clinical values of a fact by field name, links as objects."""
    return {f.name: getattr(fact, f.name) for f in fact._meta.concrete_fields if f.name not in BOOKKEEPING}


def parts_of(exam: Exam) -> list[PatientFact]:
    """The live facts that stand and fall with an exam."""
    return [part for kind in of_an_exam() for part in kind._default_manager.filter(Q(exam=exam), retracted_at=None)]


def _write(
    model: type[Kind], *, patient: Patient, stamp: Stamp, values: Mapping[str, Any], lineage: UUID | None = None
) -> Kind:
    if deaths.is_told(model, values):
        singles.check(Closure(patient=patient))
        death = _write(Event, patient=patient, stamp=stamp, values=deaths.event_values(values), lineage=lineage)
        return deaths.closure_of(death)  # type: ignore[return-value]  # the model is Closure
    fact = _checked(model, patient=patient, stamp=stamp, values=values, lineage=lineage)
    fact.save(force_insert=True)
    return fact


def _checked(
    model: type[Kind], *, patient: Patient, stamp: Stamp, values: Mapping[str, Any], lineage: UUID | None = None
) -> Kind:
    """The fact of these values, refused if it cannot stand, not yet written."""
    known = {f.name for f in model._meta.concrete_fields} - (BOOKKEEPING - {"exam", "submission"})
    unknown = sorted(set(values) - known)
    if unknown:
        said = _("“%(field)s” is not a field of %(kind)s.") % {"field": unknown[0], "kind": model._meta.verbose_name}
        raise ValidationError({unknown[0]: said})
    fact = model(patient=patient, recorded_by=stamp.by, recorded_at=stamp.at, **values)
    if lineage is not None:
        fact.lineage = lineage
    fact.full_clean(exclude=_given_rows(fact), validate_unique=False, validate_constraints=False)
    _check_links(fact)
    singles.check(fact)
    date_limits.check(fact, today=stamp.today, born=partial(identity.earliest_birth, patient.pk))
    return fact


def _given_rows(fact: PatientFact) -> set[str]:
    """Links given as rows: asking whether each exists would cost a query a link; the foreign key holds anyway."""
    links = [f for f in fact._meta.concrete_fields if isinstance(f, models.ForeignKey) and f.is_cached(fact)]
    return {f.name for f in links if getattr(fact, f.attname) is not None}


def _check_links(fact: PatientFact) -> None:
    """A lesion or exam of another patient is refused as if it did not exist."""
    for name, said in NO_SUCH.items():
        linked = getattr(fact, name, None)
        if linked is not None and linked.patient_id != fact.patient_id:
            raise ValidationError({name: said})


def _retract(fact: PatientFact, *, stamp: Stamp, reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why this entry is taken back or changed.")})
    standing = type(fact).objects.filter(pk=fact.pk, retracted_at=None)
    changed = standing.update(retracted_at=stamp.at, retracted_by=stamp.by, retraction_reason=reason.strip()[:300])
    if not changed:
        said = _("Somebody has changed this entry meanwhile. Open it again to see what stands now.")
        raise ValidationError(said, code="stale")


def _retract_exam(exam: Exam, *, stamp: Stamp, reason: str) -> None:
    for fact in [exam, *parts_of(exam)]:
        _retract(fact, stamp=stamp, reason=reason)


def _write_exam(
    patient: Patient, *, stamp: Stamp, entry: ExamEntry, lineage: UUID | None, submission: UUID | None
) -> Exam:
    values = entry.values | {"submission": submission}
    exam = _write(Exam, patient=patient, stamp=stamp, values=values, lineage=lineage)
    plausibility.check(exam, entry)
    shared = {"exam": exam}
    days = {"on_first": exam.on_first, "on_last": exam.on_last, "precision": exam.precision}
    parts: list[tuple[type[PatientFact], dict[str, Any]]] = []
    parts += [(Measurement, days | m) for m in entry.measurements]
    parts += [(Feature, f) for f in entry.features]
    parts += [(FormAssessment, days | f) for f in entry.forms]
    if any(v not in (None, "") for v in entry.reading.values()):
        parts.append((READING_OF[exam.modality], entry.reading))
    _write_parts(patient, [(model, shared | part) for model, part in parts], stamp=stamp)
    return exam


def _write_parts(patient: Patient, parts: Sequence[tuple[type[PatientFact], dict[str, Any]]], *, stamp: Stamp) -> None:
    """Write the parts of an exam, those of one kind in one statement."""
    rows: dict[type[PatientFact], list[PatientFact]] = {}
    for model, part in parts:
        on_lesion = any(f.name == "lesion" for f in model._meta.concrete_fields)
        lesion = {"lesion": part.get("lesion") or _lesion(patient)} if on_lesion else {}
        fact = _checked(model, patient=patient, stamp=stamp, values=part | lesion)
        rows.setdefault(model, []).append(fact)
    for model, facts in rows.items():
        model._default_manager.bulk_create(facts)


def _lesion(patient: Patient) -> Lesion:
    """The patient's first lesion; made when the first exam is recorded."""
    lesion, _ = Lesion.objects.get_or_create(patient=patient, number=1)
    return lesion

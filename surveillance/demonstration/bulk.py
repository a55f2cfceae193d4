"""Loads many cases with few statements: the same facts as through the deeds, validated, but not one by one."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import models, transaction

from registry import births
from registry.catalogue import READING_OF
from registry.models import (
    Demographics,
    Exam,
    Feature,
    FormAssessment,
    Identity,
    Lesion,
    Measurement,
    Patient,
    PatientFact,
)
from registry.recording import ExamEntry, values_of
from surveillance.demonstration.centres import House
from surveillance.demonstration.loading import chunks, enrolled_at, fact_values, moment, on_lesion
from surveillance.evidence.cases import Case, Change, Deed, RecordExam, RecordFact

Kind = TypeVar("Kind", bound=PatientFact)
TOGETHER = 500  # patients in one transaction
ROWS = 500  # in one statement


def load(cases: Iterable[Case], house: House, *, now: datetime) -> Iterator[int]:
    """Enter the cases unreviewed; yields how many were entered each time."""
    for chunk in chunks(cases, TOGETHER):
        sheet = _Sheet(house, now)
        for case in chunk:
            sheet.enter(case)
        with transaction.atomic():
            sheet.save()
        yield len(chunk)


@dataclass(frozen=True, slots=True)
class _Hand:
    """Whose facts are written, on which lesion, and when."""

    patient: Patient
    lesion: Lesion
    at: datetime


class _Sheet:
    """The rows of one chunk by model, in the order in which they refer to each other."""

    def __init__(self, house: House, now: datetime) -> None:
        self.house, self.now = house, now
        self.rows: dict[type[models.Model], list[Any]] = {model: [] for model in (Patient, Identity, Lesion, Exam)}
        self.parts: dict[uuid.UUID, list[PatientFact]] = defaultdict(list)  # by exam
        self.written: dict[str, PatientFact] = {}

    def save(self) -> None:
        """Write every row."""
        for model, rows in self.rows.items():
            model._default_manager.bulk_create(rows, batch_size=ROWS)

    def enter(self, case: Case) -> None:
        """One case."""
        patient = Patient(
            centre=self.house.centres[case.centre], study_id=case.study_id, enrolled_on=case.enrolled_on,
            origin=case.origin, source=case.source, caution=case.caution,
        )  # fmt: skip
        self._keep(patient, exclude={"centre"})
        lesion = Lesion(patient=patient, number=1)
        self.rows[Lesion].append(lesion)
        self.written = {}
        if case.identity:
            self._keep(Identity(patient=patient, **case.identity), exclude={"patient"})
        described = births.settled(case.identity.get("birth_date"), case.demographics).values
        if described:
            self._fact(Demographics, _Hand(patient, lesion, enrolled_at(case, self.now)), described)
        for deed in case.deeds:
            self._do(deed, _Hand(patient, lesion, moment(deed.on, self.now)))
        patient.revision = len(case.deeds) + bool(described)

    def _do(self, deed: Deed, hand: _Hand) -> None:
        fact: PatientFact | None
        if isinstance(deed, RecordExam):
            fact = self._exam(deed.entry, hand)
        elif isinstance(deed, RecordFact):
            fact = self._fact(deed.model, hand, fact_values(deed, hand.lesion))
        else:
            fact = self._change(deed, hand)
        if deed.key and fact is not None:
            self.written[deed.key] = fact

    def _change(self, deed: Change, hand: _Hand) -> PatientFact | None:
        """Retract, and record again under the same lineage unless it was only taken back."""
        fact = self.written[deed.key]
        for old in (fact, *self.parts.get(fact.pk, ())):
            old.retracted_at, old.retracted_by, old.retraction_reason = hand.at, old.recorded_by, deed.reason
        if deed.entry is not None:
            return self._exam(deed.entry, hand, lineage=fact.lineage)
        if not deed.changes:
            return None
        return self._fact(type(fact), hand, values_of(fact) | deed.changes, lineage=fact.lineage)

    def _exam(self, typed: ExamEntry, hand: _Hand, **more: Any) -> Exam:
        entry = on_lesion(typed, hand.lesion)
        exam = self._fact(Exam, hand, entry.values, **more)
        days = {name: entry.values[name] for name in ("on_first", "on_last", "precision")}
        parts: list[tuple[type[PatientFact], dict[str, Any]]] = [(Measurement, days | p) for p in entry.measurements]
        parts += [(Feature, part) for part in entry.features]
        parts += [(FormAssessment, days | part) for part in entry.forms]
        if entry.reading:
            parts.append((READING_OF[exam.modality], entry.reading))
        self.parts[exam.pk] = [self._fact(model, hand, part | {"exam": exam}) for model, part in parts]
        return exam

    def _fact(self, model: type[Kind], hand: _Hand, values: dict[str, Any], /, **more: Any) -> Kind:
        user = self.house.writers[hand.patient.centre.code]
        fact = model(patient=hand.patient, recorded_by=user, recorded_at=hand.at, **values, **more)
        self._keep(fact, exclude={f.name for f in model._meta.concrete_fields if f.is_relation})
        return fact

    def _keep(self, row: models.Model, *, exclude: set[str]) -> None:
        """Validate the values of a row and keep it for writing."""
        row.clean_fields(exclude=exclude)
        self.rows.setdefault(type(row), []).append(row)

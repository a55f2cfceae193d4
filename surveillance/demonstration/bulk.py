"""Loads many cases with few statements: the same facts as through the workflow, validated, but not one by one."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import models, transaction

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
from surveillance.demonstration.cases import Case, Change, Deed, RecordExam, RecordFact
from surveillance.demonstration.centres import House
from surveillance.demonstration.loading import chunks, fact_values, moment, on_lesion

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
        if case.demographics:
            enrolled_at = moment(case.enrolled_on if case.origin == "synthetic" else None, self.now)
            self._fact(Demographics, patient, enrolled_at, case.demographics)
        for deed in case.deeds:
            self._do(deed, patient, lesion)
        patient.revision = len(case.deeds) + bool(case.demographics)

    def _do(self, deed: Deed, patient: Patient, lesion: Lesion) -> None:
        at = moment(deed.on, self.now)
        fact: PatientFact | None
        if isinstance(deed, RecordExam):
            fact = self._exam(patient, lesion, at, deed.entry)
        elif isinstance(deed, RecordFact):
            fact = self._fact(deed.model, patient, at, fact_values(deed, lesion))
        else:
            fact = self._change(deed, patient, lesion, at)
        if deed.key and fact is not None:
            self.written[deed.key] = fact

    def _change(self, deed: Change, patient: Patient, lesion: Lesion, at: datetime) -> PatientFact | None:
        """Retract, and record again under the same lineage unless it was only taken back."""
        fact = self.written[deed.key]
        for old in (fact, *self.parts.get(fact.pk, ())):
            old.retracted_at, old.retracted_by, old.retraction_reason = at, old.recorded_by, deed.reason
        if deed.entry is not None:
            return self._exam(patient, lesion, at, deed.entry, lineage=fact.lineage)
        if deed.changes:
            return self._fact(type(fact), patient, at, values_of(fact) | deed.changes, lineage=fact.lineage)
        return None

    def _exam(self, patient: Patient, lesion: Lesion, at: datetime, entry: ExamEntry, **more: Any) -> Exam:
        entry = on_lesion(entry, lesion)
        exam = self._fact(Exam, patient, at, entry.values, **more)
        days = {name: entry.values[name] for name in ("on_first", "on_last", "precision")}
        parts = [(Measurement, days | part) for part in entry.measurements]
        parts += [(Feature, part) for part in entry.features]
        parts += [(FormAssessment, days | part) for part in entry.forms]
        if entry.reading:
            parts.append((READING_OF[entry.values["modality"]], entry.reading))
        self.parts[exam.pk] = [self._fact(model, patient, at, part | {"exam": exam}) for model, part in parts]
        return exam

    def _fact(self, model: type[Any], patient: Patient, at: datetime, values: dict[str, Any], **more: Any) -> Any:
        user = self.house.writers[patient.centre.code]
        fact = model(patient=patient, recorded_by=user, recorded_at=at, **values, **more)
        links = {f.name for f in model._meta.concrete_fields if f.is_relation}
        return self._keep(fact, exclude=links)

    def _keep(self, row: Any, *, exclude: set[str]) -> Any:
        """Validate the values of a row and keep it for writing."""
        row.clean_fields(exclude=exclude)
        self.rows.setdefault(type(row), []).append(row)
        return row

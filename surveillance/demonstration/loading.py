"""Loads cases through the deeds, each deed at the moment on which it was entered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Any

from django.db import transaction

from registry.models import Exam, FormAssessment, Lesion, LesionDescription, Patient, PatientFact
from registry.recording import ExamEntry
from surveillance.deeds.deed import without_review
from surveillance.deeds.enrol import enrol
from surveillance.deeds.record import amend_exam, amend_fact, record_exam, record_fact, retract_exam, retract_fact
from surveillance.demonstration.centres import House
from surveillance.evidence.cases import Case, Change, Deed, RecordExam, RecordFact

NOON = time(12, tzinfo=UTC)
TOGETHER = 10  # patients in one transaction
ON_LESION = (LesionDescription, FormAssessment)  # facts that must name a lesion


def moment(on: date | None, now: datetime) -> datetime:
    """When something entered on that day is recorded: noon UTC, never later than `now`."""
    return now if on is None else min(datetime.combine(on, NOON), now)


def enrolled_at(case: Case, now: datetime) -> datetime:
    """Simulated patients were enrolled on their day, published cases are entered now."""
    return moment(case.enrolled_on if case.origin == "synthetic" else None, now)


def chunks(cases: Iterable[Case], size: int) -> Iterator[list[Case]]:
    """The cases, so many at a time."""
    source = iter(cases)
    while chunk := list(islice(source, size)):
        yield chunk


def load(cases: Iterable[Case], house: House, *, now: datetime) -> Iterator[int]:
    """Enter the cases unreviewed, some in one transaction; yields how many were entered each time."""
    for chunk in chunks(cases, TOGETHER):
        with transaction.atomic(), without_review():
            for case in chunk:
                enter(case, house, now=now)
        yield len(chunk)


def enter(case: Case, house: House, *, now: datetime) -> Patient:
    """One case through the deeds."""
    user, centre = house.writers[case.centre], house.centres[case.centre]
    patient = enrol(
        user, centre, study_id=case.study_id, enrolled_on=case.enrolled_on, now=enrolled_at(case, now),
        origin=case.origin, source=case.source, caution=case.caution, identity=case.identity,
        demographics=case.demographics,
    )  # fmt: skip
    writer = _Writer(house, case, patient, patient.lesions.get(), now, {})
    for deed in case.deeds:
        writer.do(deed)
    return patient


@dataclass(slots=True)
class _Writer:
    house: House
    case: Case
    patient: Patient
    lesion: Lesion
    now: datetime
    written: dict[str, PatientFact]

    def do(self, deed: Deed) -> None:
        """One deed; what it wrote is remembered under its key."""
        at, user = moment(deed.on, self.now), self.house.writers[self.case.centre]
        if isinstance(deed, RecordExam):
            entry = on_lesion(deed.entry, self.lesion)
            fact: PatientFact | None = record_exam(user, self.patient, entry=entry, now=at).fact
        elif isinstance(deed, RecordFact):
            values = fact_values(deed, self.lesion)
            fact = record_fact(user, deed.model, self.patient, values=values, now=at).fact
        else:
            fact = self._change(deed, at)
        if deed.key and fact is not None:
            self.written[deed.key] = fact

    def _change(self, deed: Change, at: datetime) -> PatientFact | None:
        user, fact = self.house.writers[self.case.centre], self.written[deed.key]
        if isinstance(fact, Exam):
            if deed.entry is None:
                retract_exam(user, fact, reason=deed.reason, now=at)
                return None
            entry = on_lesion(deed.entry, self.lesion)
            return amend_exam(user, fact, entry=entry, reason=deed.reason, now=at).fact
        if not deed.changes:
            retract_fact(user, fact, reason=deed.reason, now=at)
            return None
        return amend_fact(user, fact, changes=deed.changes, reason=deed.reason, now=at).fact


def on_lesion(entry: ExamEntry, lesion: Lesion) -> ExamEntry:
    """The entry with its parts on this lesion."""
    on: dict[str, Any] = {"lesion": lesion}
    return replace(
        entry,
        measurements=[part | on for part in entry.measurements],
        features=[part | on for part in entry.features],
        forms=[part | on for part in entry.forms],
    )


def fact_values(deed: RecordFact, lesion: Lesion) -> dict[str, Any]:
    """The values of a fact, on this lesion if it must name one."""
    return deed.values | ({"lesion": lesion} if deed.model in ON_LESION else {})

"""A patient of the demonstration as a list of deeds in order of time, before any database is in reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from registry.models import PatientFact
from registry.recording import ExamEntry


@dataclass(frozen=True, slots=True)
class RecordExam:
    """An exam is entered on the day `on`; None is the day of loading. `key` names it for a later change."""

    on: date | None
    entry: ExamEntry
    key: str = ""


@dataclass(frozen=True, slots=True)
class RecordFact:
    """Any other fact is entered: event, condition, treatment, appointment, contact, plan, closure …"""

    on: date | None
    model: type[PatientFact]
    values: dict[str, Any]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """The fact or exam called `key` is amended; with neither `changes` nor `entry` it is taken back."""

    on: date | None
    key: str
    reason: str
    changes: dict[str, Any] = field(default_factory=dict)
    entry: ExamEntry | None = None


Deed = RecordExam | RecordFact | Change


@dataclass(slots=True)
class Case:
    """One patient with everything that will be recorded."""

    study_id: str
    enrolled_on: date
    origin: str  # published | synthetic
    centre: str = ""  # code
    source: str = ""
    caution: str = ""
    identity: dict[str, Any] = field(default_factory=dict)
    demographics: dict[str, Any] = field(default_factory=dict)
    deeds: list[Deed] = field(default_factory=list)

    def facts(self, model: type[PatientFact]) -> Iterator[dict[str, Any]]:
        """The values of every fact of one kind that is recorded apart from exams."""
        return (deed.values for deed in self.deeds if isinstance(deed, RecordFact) and deed.model is model)

    def exams(self) -> Iterator[ExamEntry]:
        """Every exam as first entered."""
        return (deed.entry for deed in self.deeds if isinstance(deed, RecordExam))

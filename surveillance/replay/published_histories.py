"""A published case as a plain history, without any database: what its deeds would have recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from registry.catalogue import READING_OF, entries
from registry.models import Condition, Event, FormAssessment, LabResult, PatientFact, Treatment, Visit
from registry.recording import ExamEntry
from surveillance.engine.day import Day
from surveillance.engine.known.history import (
    ConditionSeen,
    CultureSeen,
    EventSeen,
    ExamSeen,
    FeatureSeen,
    FormSeen,
    History,
    LabSeen,
    Reading,
    TreatmentSeen,
    VisitSeen,
)
from surveillance.evidence.cases import Case, RecordExam, RecordFact

LESION = "1"
TYPED = {  # of a reading, what a rule reads: numbers and codes, no text (surveillance.facts)
    entry.name for model in READING_OF.values() for entry in entries(model) if entry.kind in ("measure", "coded")
}
Values = Mapping[str, Any]


@dataclass(slots=True)
class _Told:
    """The facts of one case by kind, in the order in which they are told."""

    facts: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, kind: str, fact: object) -> None:
        self.facts.setdefault(kind, []).append(fact)

    def dated(self, kind: str) -> tuple[Any, ...]:
        """By day; on one day as they were told."""
        return tuple(sorted(self.facts.get(kind, ()), key=lambda fact: (fact.when.first, fact.when.last)))


def history_of_case(case: Case) -> History:
    """The history that the case would have once recorded; ids are numbers, the closure of ours is left out."""
    told = _Told()
    for number, deed in enumerate(case.deeds):
        if isinstance(deed, RecordExam):
            _exam(told, str(number), deed.entry)
        elif isinstance(deed, RecordFact):
            _fact(told, str(number), deed.model, deed.values)
    return History(
        patient=case.study_id,
        enrolled_on=case.enrolled_on,
        sex=case.demographics.get("sex", ""),
        lesions=(LESION,),
        conditions=tuple(sorted(told.facts.get("conditions", ()), key=lambda c: (c.kind, c.id))),
        exams=told.dated("exams"),
        forms=told.dated("forms"),
        events=told.dated("events"),
        cultures=told.dated("cultures"),
        labs=told.dated("labs"),
        treatments=told.dated("treatments"),
        visits=told.dated("visits"),
    )


def _day(values: Values, name: str = "on") -> Day:
    precision = values.get("precision" if name == "on" else f"{name}_precision") or "day"
    return Day(values[f"{name}_first"], values[f"{name}_last"], precision)


def _exam(told: _Told, key: str, entry: ExamEntry) -> None:
    values, when = entry.values, _day(entry.values)
    told.add("exams", ExamSeen(
        id=key, when=when, modality=values["modality"], quality=values.get("quality", ""),
        annulus=values.get("annulus", ""), readings=tuple(_readings(entry.measurements)),
        features=tuple(FeatureSeen(LESION, f["feature"], f["value"], f.get("detail", "")) for f in entry.features),
        typed={name: value for name, value in entry.reading.items() if value not in (None, "") and name in TYPED},
    ))  # fmt: skip
    for number, form in enumerate(entry.forms):
        told.add("forms", FormSeen(f"{key}.{number}", LESION, when, form["form"], exam=key))


def _readings(sizes: Iterable[Values]) -> Iterable[Reading]:
    for size in sizes:
        yield Reading(
            LESION, size["target"], size["axis"], size["size_mm"], rounding_mm=size.get("rounding_mm", 1.0),
            not_visible=size["not_visible"],
        )  # fmt: skip


def _fact(told: _Told, key: str, model: type[PatientFact], values: Values) -> None:
    if model is Condition:
        since = _day(values, "since") if values.get("since_first") else None
        told.add("conditions", ConditionSeen(key, values["kind"], values["status"], since))
    elif model is Event:
        told.add("events", EventSeen(key, values["kind"], _day(values), organism=values.get("organism", "")))
    elif model is Treatment:
        told.add("treatments", TreatmentSeen(key, values["kind"], _day(values)))
    elif model is FormAssessment:
        told.add("forms", FormSeen(key, LESION, _day(values), values["form"]))
    elif model is LabResult:
        told.add("labs", LabSeen(key, values["kind"], _day(values), values["value"], values.get("unit", "")))
        if values["kind"] == "blood_culture" and values["value"] >= 1:
            told.add("cultures", CultureSeen(key, _day(values)))
    elif model is Visit:
        told.add("visits", VisitSeen(key, _day(values), nyha=values.get("nyha", "")))

"""The tables of the controlled tier: one row per fact, named columns and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypedDict
from uuid import UUID

from django.db import models
from django.db.models import F, OrderBy, Q

from api.export.case import Case, age_band, age_bands, months, span
from api.export.columns import Column, listed, number, of_model, text, write_text
from registry import catalogue
from registry.models import (
    Closure,
    CMRReading,
    Condition,
    CTReading,
    Decision,
    Demographics,
    EchoReading,
    Event,
    Exam,
    Feature,
    FormAssessment,
    LabResult,
    LesionDescription,
    Measurement,
    NuclearReading,
    Patient,
    PatientFact,
    TeamAnswer,
    TeamBrief,
    Treatment,
    Visit,
)
from registry.models.patient import ORIGINS
from registry.vocabulary import terms
from registry.vocabulary.terms import Term, Terms
from surveillance.engine.day import Day
from surveillance.models import AlertStep, Appointment, Assignment, Contact, FollowUpPlan

FARTHEST_MONTHS = 120 * 12  # no fact is older than 120 years
Keys = tuple[str | OrderBy, ...]
BY_DATE: Keys = ("on_first", "on_last", "lineage")
BY_EXAM: Keys = ("exam__on_first", "exam__on_last", "lineage")
BY_SINCE: Keys = (F("since_first").asc(nulls_first=True), F("since_last").asc(nulls_first=True), "lineage")
DETAILS: Terms = tuple({term.code: term for feature in terms.FEATURES for term in feature.details}.values())
NOT_VISIBLE = "not visible: not_visible is 1"
BASES: Terms = (
    Term("exam", "First exam known to the month or better, else the first exam"),
    Term("enrolment", "No exam: day of enrolment"),
)


@dataclass(frozen=True, slots=True)
class Table:
    """One file. Derived tables say what the engine holds now and are left out of an as-of export."""

    name: str
    one_row: str
    model: type[models.Model]
    columns: tuple[Column, ...]
    order: Keys
    patient: str = "patient_id"
    derived: bool = False
    only: Q = field(default_factory=Q)


class Limits(TypedDict):
    """The unit of a column of numbers and what they lie between."""

    unit: str
    low: float
    high: float


def _day(first: Any, last: Any, precision: str) -> Day | None:
    return Day(first, last, precision or "day") if first and last else None


def _months(case: Case, first: Any, last: Any, precision: str) -> str:
    return number(months(case.index, _day(first, last, precision)))


def _bound(end: int) -> Callable[..., str]:
    return lambda case, first, last, precision: number(span(case.index, _day(first, last, precision))[end])


def months_columns(name: str, label: str, field: str) -> tuple[Column, ...]:
    """When a fact was, in months from the patient's index; or between which months, where its date is wide."""
    paths = (f"{field}_first", f"{field}_last", "precision" if field == "on" else f"{field}_precision")
    limits: Limits = {"unit": "mo", "low": -FARTHEST_MONTHS, "high": FARTHEST_MONTHS}
    bounds = (
        f"only where the date of the row or the index spans more than 31 days ({name} is then empty); on the calendar "
        "whole years counted from the years of the two dates alone; nominal: whole months"
    )
    return (
        Column(
            name, f"{label}, from the index", "integer", _months, paths, **limits,
            empty=f"not recorded, or only one of the two dates is nominal, or known only as a span: see {name}_first",
            derivation="whole months (30.4375 days) from the index to the middle of a date that spans 31 days at most; "
            "rows of a patient are in the order of their dates",
        ),
        Column(
            f"{name}_first", f"{label}, from the index, at the earliest", "integer", _bound(0), paths, **limits,
            empty=f"{name} says it, or nothing does", derivation=bounds,
        ),
        Column(
            f"{name}_last", f"{label}, from the index, at the latest", "integer", _bound(1), paths, **limits,
            empty=f"{name} says it, or nothing does; beside {name}_first: a report says “later” and no more",
            derivation=bounds,
        ),
    )  # fmt: skip


def pseudonym_column(name: str, label: str, *, prefix: str, path: str, empty: str = "never") -> Column:
    """A link between tables."""

    def write(case: Case, key: UUID | None) -> str:
        return case.project.pseudonym(prefix, key) if key else ""

    said = f"HMAC-SHA256 with the key of the export project, {prefix} in front; stable within the project"
    return Column(name, label, "pseudonym", write, (path,), empty=empty, derivation=said)


PATIENT = Column(
    "patient", "patient", "pseudonym", lambda case: case.pseudonym, empty="never",
    derivation="HMAC-SHA256 with the key of the export project, P in front; stable within the project",
)  # fmt: skip
NTH = Column(
    "nth", "number of the row within the patient", "integer", lambda case: "", unit="1", low=1, high=1e6, empty="never",
    derivation="1, 2, 3 … in the order of the dates",
)  # fmt: skip
EXAM = pseudonym_column("exam", "exam", prefix="E", path="exam__lineage", empty="not tied to one exam")
LESION = Column(
    "lesion", "lesion of the patient", "integer", lambda case, n: number(n), ("lesion__number",), unit="1", low=1,
    high=99, empty="not tied to one lesion",
)  # fmt: skip


def facts(
    name: str, one_row: str, model: type[models.Model], *, when: tuple[Column, ...] = (), more: tuple[Column, ...] = (),
    order: Keys = BY_DATE, empty: Mapping[str, str] | None = None, without: tuple[str, ...] = (),
) -> Table:  # fmt: skip
    """A table of facts: who, which exam, which lesion, when, then what the catalogue allows."""
    names = {field.name for field in model._meta.concrete_fields}
    dated = months_columns("months", "date", "on") if "on_first" in names else ()
    links = tuple(column for column, field in ((EXAM, "exam"), (LESION, "lesion")) if field in names)
    said = (
        replace(column, empty=(empty or {}).get(column.name, column.empty))
        for column in of_model(model)
        if column.name not in without
    )
    return Table(name, one_row, model, (PATIENT, NTH, *links, *dated, *when, *said, *more), order)


PATIENTS = Table(
    "patients", "patient", Patient,
    (
        PATIENT,
        Column("origin", "origin of the data", "code", write_text, ("origin",), terms=ORIGINS, empty="never"),
        Column("index_basis", "what the index day is", "code", lambda case: case.basis, terms=BASES, empty="never"),
        Column("index_precision", "precision of the index day", "code", lambda case: text(case.index.precision),
               terms=terms.PRECISIONS, empty="never",
               derivation="nominal: only intervals are known, no calendar date stands behind the index"),
        Column("sex", "sex", "code", lambda case: text(case.sex), terms=terms.SEXES),
        Column("age_band", "age at the index", "code", lambda case: age_band(case.index, case.birth), unit="a",
               terms=tuple(Term(band, f"{band} years") for band in age_bands()),
               derivation="completed years, middle of the span of birth to that of the index; five years, 90+ pooled"),
        Column("enrolled_months", "enrolment, from the index", "integer",
               lambda case, on: number(months(case.index, Day.exactly(on))), ("enrolled_on",), unit="mo",
               low=-FARTHEST_MONTHS, high=FARTHEST_MONTHS, empty="index is nominal, or spans more than 31 days",
               derivation="whole months"),
        Column("exams", "exams in this export", "integer", lambda case: str(len(case.exams)), unit="1", low=0, high=1e4,
               empty="never", derivation="count of the rows of this patient in exams.csv"),
    ),
    ("pk",), "pk",
)  # fmt: skip

DESCRIBED: tuple[Table, ...] = (
    Table(
        "exams", "exam", Exam,
        (
            PATIENT, NTH, pseudonym_column("exam", "exam", prefix="E", path="lineage"),
            *months_columns("months", "date", "on"),
            Column("exam_day", "number of the exam day within the patient", "integer",
                   lambda case, key: number(case.exam_days.get(case.exams[str(key)].middle)), ("lineage",), unit="1",
                   low=1, high=1e4, empty="the date spans more than 31 days",
                   derivation="1, 2, 3 … in the order of the dates; exams of one day share it"),
            Column("reader", "reader, numbered within the patient", "integer",
                   lambda case, name: number(case.readers.get(name)), ("reader",), unit="1", low=1, high=1e4,
                   derivation="1, 2, 3 … in the order of their first exam; the same number in two patients is not the "
                   "same person"),
            *of_model(Exam),
        ),
        BY_DATE,
    ),
    facts("measurements", "size of one target on one axis in one exam", Measurement, empty={"size_mm": NOT_VISIBLE}),
    facts(
        "features", "imaging feature in one exam", Feature, order=BY_EXAM,
        more=(Column("detail", "which kind", "code", listed(DETAILS), ("detail",), terms=DETAILS),),
    ),
    facts("echo", "echocardiographic reading of one exam", EchoReading, order=BY_EXAM),
    facts("ct", "CT reading of one exam", CTReading, order=BY_EXAM),
    facts("cmr", "CMR reading of one exam", CMRReading, order=BY_EXAM),
    facts("nuclear", "PET or nuclear reading of one exam", NuclearReading, order=BY_EXAM),
    facts("forms", "form as read by a person", FormAssessment),
    facts("lesions", "description of where a lesion lies", LesionDescription, order=("lesion__number", "lineage")),
    facts("events", "event", Event),
    facts(
        "conditions", "risk factor or comorbidity, present or stated absent", Condition,
        when=(*months_columns("since_months", "since", "since"), *months_columns("until_months", "until", "until")),
        order=BY_SINCE,
    ),
    facts("treatments", "treatment or procedure", Treatment),
    facts("visits", "clinical contact with findings", Visit),
    facts("labs", "laboratory value, in the laboratory's own unit", LabResult),
    facts("team_briefs", "preparation of a Heart Team meeting", TeamBrief, without=("dialysis_days",)),
    facts("team_answers", "question of Figure 6 answered by a person", TeamAnswer),
    facts("decisions", "decision of a Heart Team", Decision),
    facts("closures", "end of surveillance other than by death, which stands among the events", Closure),
)  # fmt: skip
LEFT_OUT: tuple[type[PatientFact], ...] = (
    Demographics,  # as columns of the patients
    FollowUpPlan, Appointment, Contact, Assignment, AlertStep,  # how a centre works, not what was seen
)  # fmt: skip


def _others() -> Iterator[Table]:
    """A table for each kind of fact that is neither described above nor left out."""
    known = {*(table.model for table in DESCRIBED), *LEFT_OUT}
    for kind in catalogue.fact_kinds():
        if kind not in known:
            names = {field.name for field in kind._meta.concrete_fields}
            order = BY_DATE if "on_first" in names else BY_EXAM if "exam" in names else ("lineage",)
            name = str(kind._meta.verbose_name_plural).replace(" ", "_")
            yield facts(name, str(kind.title).lower(), kind, order=order)


FACTS: tuple[Table, ...] = (*DESCRIBED, *_others())

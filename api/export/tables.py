"""The tables of the controlled tier: one row per fact, named columns and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, OrderBy

from api.export.case import Case, age_band, age_bands, months
from api.export.columns import Column, listed, number, of_model, text, write_text
from registry import terms
from registry.models import (
    Closure,
    CMRReading,
    Condition,
    CTReading,
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
    Treatment,
    Visit,
)
from registry.models.patient import ORIGINS
from registry.terms import Term, Terms
from surveillance.trajectory.history import Day

FARTHEST_MONTHS = 120 * 12  # no fact is older than 120 years
Keys = tuple[str | OrderBy, ...]
BY_DATE: Keys = ("on_first", "on_last", "lineage")
BY_EXAM: Keys = ("exam__on_first", "exam__on_last", "lineage")
BY_SINCE: Keys = (F("since_first").asc(nulls_first=True), F("since_last").asc(nulls_first=True), "lineage")
DETAILS: Terms = tuple({term.code: term for feature in terms.FEATURES for term in feature.details}.values())
LAB_UNITS: Terms = tuple(
    Term(unit, unit)
    for unit in (
        "mg/L", "mg/dL", "g/L", "g/dL", "ug/L", "ug/mL", "ng/L", "ng/mL", "pg/mL", "pmol/L", "nmol/L", "umol/L",
        "mmol/L", "mol/L", "mEq/L", "mg2/dL2", "mmol2/L2", "mL/min", "mL/min/1.73m2", "U/L", "%", "1",
    )
)  # fmt: skip
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


def _months(case: Case, first: Any, last: Any, precision: str) -> str:
    return number(months(case.index, Day(first, last, precision or "day") if first and last else None))


def months_column(name: str, label: str, field: str) -> Column:
    """When a fact was, in months from the patient's index."""
    return Column(
        name, f"{label}, from the index", "integer", _months,
        (f"{field}_first", f"{field}_last", "precision" if field == "on" else f"{field}_precision"), unit="mo",
        low=-FARTHEST_MONTHS, high=FARTHEST_MONTHS, empty="not recorded, or only one of the two dates is nominal",
        derivation="whole months (30.4375 days) from the index to the middle of the date; whole years, a multiple of "
        "12, where either date is known only to the year; rows of a patient are in the order of their dates",
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
    order: Keys = BY_DATE,
) -> Table:  # fmt: skip
    """A table of facts: who, which exam, which lesion, when, then what the catalogue allows."""
    names = {field.name for field in model._meta.concrete_fields}
    dated = (months_column("months", "date", "on"),) if "on_first" in names else ()
    links = tuple(column for column, field in ((EXAM, "exam"), (LESION, "lesion")) if field in names)
    return Table(name, one_row, model, (PATIENT, NTH, *links, *dated, *when, *of_model(model), *more), order)


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
               derivation="middle of the index minus middle of the span of birth; five years, 90 and over pooled"),
        Column("enrolled_months", "enrolment, from the index", "integer",
               lambda case, on: number(months(case.index, Day.exactly(on))), ("enrolled_on",), unit="mo",
               low=-FARTHEST_MONTHS, high=FARTHEST_MONTHS, empty="index is nominal", derivation="whole months"),
        Column("exams", "exams in this export", "integer", lambda case: str(case.exams), unit="1", low=0, high=1e4,
               empty="never", derivation="count of the rows of this patient in exams.csv"),
    ),
    ("pk",), "pk",
)  # fmt: skip

FACTS: tuple[Table, ...] = (
    Table(
        "exams", "exam", Exam,
        (
            PATIENT, NTH, pseudonym_column("exam", "exam", prefix="E", path="lineage"),
            months_column("months", "date", "on"), *of_model(Exam),
        ),
        BY_DATE,
    ),
    facts("measurements", "size of one target on one axis in one exam", Measurement),
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
        when=(months_column("since_months", "since", "since"), months_column("until_months", "until", "until")),
        order=BY_SINCE,
    ),
    facts("treatments", "treatment or procedure", Treatment),
    facts("visits", "clinical contact with findings", Visit),
    facts(
        "labs", "laboratory value, in the laboratory's own unit", LabResult,
        more=(
            Column("unit", "unit of value, low and high", "code", listed(LAB_UNITS, other="other"), ("unit",),
                   terms=(*LAB_UNITS, Term("other", "A unit that is not on this list")), empty="never"),
        ),
    ),
    facts("closures", "end of surveillance", Closure),
)  # fmt: skip

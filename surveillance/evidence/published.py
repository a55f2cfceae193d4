"""Reads the published cases of the review: one patient per single-patient row, evidence where rows hold totals.

Nothing is added: what a report does not say is not recorded. Reports give intervals, not dates; the last thing a
report tells is put on 1 January of the year of publication, every other day follows from the intervals, and the
precision "nominal" says so everywhere.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import registry
from registry.models import Closure, LesionDescription
from registry.vocabulary.terms import DEATH
from surveillance.evidence.cases import Case, Deed, RecordFact
from surveillance.evidence.intervals import NominalClock
from surveillance.evidence.observations import deeds_of

DATA = Path(registry.__file__).parent / "data"
CASES, OBSERVATIONS = DATA / "published_cases.csv", DATA / "published_observations.csv"
REVIEW = "Ruggio et al., Diagnostics 2026;16:778"
YEAR_NOT_STATED = 2025  # nominal year of a report that bears none: the review searched up to March 2025
NOT_FOLLOWED = "Published case: nobody follows it up here."

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A row that speaks of several patients at once: evidence, never a patient."""

    case_id: str
    source: str
    n_patients: int
    summary: str
    caution: str


def aggregate_evidence() -> tuple[Evidence, ...]:
    """The reports that give totals only."""
    return tuple(
        Evidence(row["case_id"], source_of(row), int(row["n_patients"]), row["summary"], row["caution"])
        for row in case_rows()
        if int(row["n_patients"]) > 1
    )


def published_cases(*, today: date) -> list[Case]:
    """Every published single patient; surveillance of each is closed on `today`, since nobody follows it up here."""
    observations = observation_rows()
    return [_case(row, observations[row["case_id"]], today=today) for row in case_rows() if int(row["n_patients"]) == 1]


def case_rows() -> list[Row]:
    """The rows of published_cases.csv."""
    return _read(CASES)


def observation_rows() -> dict[str, list[Row]]:
    """The rows of published_observations.csv by case."""
    found: dict[str, list[Row]] = {}
    for row in _read(OBSERVATIONS):
        found.setdefault(row["case_id"], []).append(row)
    return found


def study_id_of(case_id: str) -> str:
    """The label of the patient: PUB-T1-01."""
    return f"PUB-{case_id}"


def source_of(row: Row) -> str:
    """Where a case was published, and where in the review it stands."""
    reference = f"; reference {row['reference']} of the review ({REVIEW})" if row["reference"] else ""
    return row["source"] + reference


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _case(row: Row, observations: list[Row], *, today: date) -> Case:
    year = int(row["year"] or YEAR_NOT_STATED)
    clock = NominalClock.ending(date(year, 1, 1), [o["after"] for o in observations])
    deeds = [*_description(row), *deeds_of(observations, clock), *_closure(observations, today=today)]
    return Case(
        study_id=study_id_of(row["case_id"]),
        enrolled_on=clock.earliest,
        origin="published",
        source=source_of(row),
        caution=row["caution"],
        demographics=_demographics(row, clock.end),
        deeds=deeds,
    )


def _demographics(row: Row, reported_on: date) -> dict[str, Any]:
    """Sex and birth as reported; an age is a span of birthdays before the nominal day of the report."""
    values: dict[str, Any] = {"sex": row["sex"]} if row["sex"] else {}
    if row["age"]:
        low, _, high = row["age"].partition("-")
        first = reported_on.replace(year=reported_on.year - int(high or low) - 1) + timedelta(days=1)
        last = reported_on.replace(year=reported_on.year - int(low))
        values |= {"birth_first": first, "birth_last": last, "birth_precision": "nominal"}
    return values


def _description(row: Row) -> list[Deed]:
    values: dict[str, Any] = {"annulus": row["annulus"], "location": row["location"]}
    values |= {name: _codes(row[name]) for name in ("segments", "extensions")}
    values = {name: value for name, value in values.items() if value}
    return [RecordFact(None, LesionDescription, values)] if values else []


def _codes(text: str) -> list[str]:
    return sorted(code for code in text.split(";") if code)


def _closure(observations: list[Row], *, today: date) -> list[Deed]:
    """The end of surveillance; a death has ended it."""
    if any((o["record"], o["code"]) == ("event", DEATH) for o in observations):
        return []
    values = {"on_first": today, "on_last": today, "precision": "day", "reason": "discharged", "note": NOT_FOLLOWED}
    return [RecordFact(None, Closure, values)]

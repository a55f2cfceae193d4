"""One patient as an export sees them: pseudonym, index day, sex and birth; and time counted from the index."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from api.export.pseudonyms import Project
from surveillance.trajectory.history import Day

DAYS_A_MONTH = 30.4375  # 365.25 / 12
DAYS_A_YEAR = 365.25
MONTHS_A_YEAR = 12
BAND_YEARS = 5  # SECURITY 4.7: five-year age bands
OLDEST_BAND = 90  # HIPAA 164.514(b): ages over 89 are pooled
OLDEST_YEARS = 120


@dataclass(frozen=True, slots=True)
class Case:
    """What every row of one patient needs."""

    patient: UUID
    project: Project
    pseudonym: str
    index: Day
    basis: str  # exam | enrolment
    exams: int
    sex: str = ""
    birth: Day | None = None


def index_of(exams: Iterable[Day], *, enrolled: Day) -> tuple[Day, str]:
    """The index day: the first exam known to the month or better, else the first exam, else the enrolment."""
    days = sorted(exams)
    clear = [day for day in days if not day.too_vague]
    first = next(iter(clear or days), None)
    return (first, "exam") if first else (enrolled, "enrolment")


def months(index: Day, day: Day | None) -> int | None:
    """Whole months from the index to the middle of `day`.

    Whole years (a multiple of 12) where either date is vaguer than a month. A nominal date says nothing about a
    calendar date and the other way round: no interval then.
    """
    if day is None or (day.precision == "nominal") != (index.precision == "nominal"):
        return None
    step = MONTHS_A_YEAR if day.too_vague or index.too_vague else 1
    return step * round((day.middle - index.middle).days / (DAYS_A_MONTH * step))


def derived_months(index: Day, on: date | None) -> int | None:
    """Whole months from the index to a day that the engine worked out, on the same calendar as the index."""
    return None if on is None else months(index, Day(on, on, index.precision))


def age_band(index: Day, birth: Day | None) -> str:
    """Age at the index in bands of five years, 90 and over pooled; empty when birth is unknown or impossible."""
    if birth is None:
        return ""
    years = int((index.middle - birth.middle).days // DAYS_A_YEAR)
    if not 0 <= years <= OLDEST_YEARS:
        return ""
    low = years - years % BAND_YEARS
    return f"{OLDEST_BAND}+" if years >= OLDEST_BAND else f"{low} to {low + BAND_YEARS - 1}"


def age_bands() -> tuple[str, ...]:
    """Every band there is."""
    starts = range(0, OLDEST_BAND, BAND_YEARS)
    return (*(f"{low} to {low + BAND_YEARS - 1}" for low in starts), f"{OLDEST_BAND}+")

"""One patient as an export sees them: pseudonym, index day, sex and birth; and time counted from the index."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar
from uuid import UUID

from api.export.pseudonyms import Project
from surveillance.engine.day import DAYS_PER_MONTH, LONGEST_MONTH_DAYS, MONTHS_PER_YEAR, Day
from surveillance.engine.known.dates import completed_years

BAND_YEARS = 5  # SECURITY 4.7: five-year age bands
OLDEST_BAND = 90  # HIPAA 164.514(b): ages over 89 are pooled
OLDEST_YEARS = 120
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Case:
    """What every row of one patient needs."""

    patient: UUID
    project: Project
    pseudonym: str
    index: Day
    basis: str  # exam | enrolment
    exams: dict[str, Day] = field(default_factory=dict)  # lineage and date of each, in order of time
    exam_days: dict[date, int] = field(default_factory=dict)  # numbered, of the dates that are not wide
    readers: dict[str, int] = field(default_factory=dict)  # numbered in the order of their first exam
    sex: str = ""
    birth: Day | None = None
    fading: bool = False  # something happened whose weight in the heading ends on a day of the calendar


def index_of(exams: Iterable[Day], *, enrolled: Day) -> tuple[Day, str]:
    """The index day: the first exam known to the month or better, else the first exam, else the enrolment."""
    days = sorted(exams)
    clear = [day for day in days if not day.too_vague]
    first = next(iter(clear or days), None)
    return (first, "exam") if first else (enrolled, "enrolment")


def numbered(things: Iterable[Thing]) -> dict[Thing, int]:
    """1, 2, 3 … in the order in which they first come."""
    return {thing: number for number, thing in enumerate(dict.fromkeys(things), 1)}


def is_wide(day: Day) -> bool:
    """Whether the span of a date says no month: more than 31 days, nominal or not."""
    return (day.last - day.first).days > LONGEST_MONTH_DAYS


def months(index: Day, day: Day | None) -> int | None:
    """Whole months from the index to the middle of `day`; none where either is wider than 31 days (see `span`).

    A nominal date says nothing about a calendar date and the other way round: no interval then.
    """
    if day is None or not _comparable(index, day) or is_wide(index) or is_wide(day):
        return None
    return round((day.middle - index.middle).days / DAYS_PER_MONTH)


def span(index: Day, day: Day | None) -> tuple[int | None, int | None]:
    """The fewest and the most months from the index to a wide date; none where `months` says it, or nothing does.

    On the calendar whole years counted from years alone: with its first day in months, a date known to the year would
    give away in which month of the year the index lies. A nominal span up to the end of its year has no known end.
    """
    if day is None or not _comparable(index, day) or not (is_wide(index) or is_wide(day)):
        return None, None
    if day.precision == "nominal":
        last = None if is_open(day) else round((day.last - index.first).days / DAYS_PER_MONTH)
        return round((day.first - index.last).days / DAYS_PER_MONTH), last
    fewest, most = day.first.year - index.last.year - 1, day.last.year - index.first.year + 1
    return MONTHS_PER_YEAR * fewest, MONTHS_PER_YEAR * most


def is_open(day: Day) -> bool:
    """Whether a report says “later” and no more: the nominal span then ends with the nominal year."""
    return is_wide(day) and (day.last.month, day.last.day) == (12, 31)


def _comparable(index: Day, day: Day) -> bool:
    return (day.precision == "nominal") == (index.precision == "nominal")


def age_band(index: Day, birth: Day | None) -> str:
    """Age at the index in bands of five years, 90 and over pooled; empty when birth is unknown or impossible."""
    if birth is None:
        return ""
    years = completed_years(birth.middle, index.middle)
    if not 0 <= years <= OLDEST_YEARS:
        return ""
    low = years - years % BAND_YEARS
    return f"{OLDEST_BAND}+" if years >= OLDEST_BAND else f"{low} to {low + BAND_YEARS - 1}"


def age_bands() -> tuple[str, ...]:
    """Every band there is."""
    starts = range(0, OLDEST_BAND, BAND_YEARS)
    return (*(f"{low} to {low + BAND_YEARS - 1}" for low in starts), f"{OLDEST_BAND}+")

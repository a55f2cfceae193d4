"""Dates as precisely as they are known: day, month or year, never imputed."""

from __future__ import annotations

import calendar
from datetime import date
from typing import NamedTuple

EARLIEST = date(1900, 1, 1)  # no date of a patient lies before


class PartialDate(NamedTuple):
    """A span of days with its precision."""

    first: date
    last: date
    precision: str

    def __str__(self) -> str:
        return show(self.first, self.last, self.precision)


MONTHS = tuple(m.lower() for m in calendar.month_abbr)


def partial_date(year: int, month: int | None = None, day: int | None = None) -> PartialDate:
    """The span of a year, a month or a day; raises ValueError for a date that is not in the calendar."""
    if month is None:
        return PartialDate(date(year, 1, 1), date(year, 12, 31), "year")
    if day is None:
        return PartialDate(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month")
    return PartialDate(date(year, month, day), date(year, month, day), "day")


def parse_date(text: str) -> PartialDate:
    """Read 2026, 2026-03 or 2026-03-10 (also 10-Mar-2026, Mar-2026); ValueError names the text and the remedy."""
    parts = text.strip().replace("/", "-").split("-")
    try:
        if len(parts) == 3 and len(parts[0]) != 4:
            parts.reverse()
        if len(parts) == 2 and len(parts[0]) != 4:
            parts.reverse()
        if len(parts) > 3 or len(parts[0]) != 4 or "/" in text:
            raise ValueError
        numbers = [int(parts[0])] + [_month(p) if i == 0 else int(p) for i, p in enumerate(parts[1:])]
        return partial_date(*numbers)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"“{text}” is not a date. Write 2026-03-10, or 2026-03 or 2026 if less is known.") from error


def written(day: date) -> str:
    """10-Mar-2026: never all numbers."""
    return f"{day:%d-%b-%Y}"


def show(first: date, last: date, precision: str) -> str:
    """10-Mar-2026, Mar-2026, 2026, or “nominal” for an origin that only orders."""
    if precision == "nominal":
        return f"nominal {written(first)}"
    if precision == "year":
        return f"{first:%Y}"
    return f"{first:%b-%Y}" if precision == "month" else written(first)


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    return MONTHS.index(text[:3].lower())

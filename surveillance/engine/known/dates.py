"""Calendar months, the order of dates that are only partly known, and how a date is written in a sentence."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from surveillance.engine.day import DAYS_PER_MONTH, MONTHS_PER_YEAR, Day


def add_months(day: date, months: float) -> date:
    """`day` and so many calendar months: 31 August and 6 months is the last day of February."""
    whole = int(months // 1)
    year, month = divmod(day.year * MONTHS_PER_YEAR + day.month - 1 + whole, MONTHS_PER_YEAR)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)) + timedelta(days=round((months - whole) * DAYS_PER_MONTH))


def surely_after(later: Day, earlier: Day) -> bool:
    """Whether `later` lies after `earlier` on whatever days of their spans they were.

    Nominal days hang on one unknown origin, so that their order is known although their dates are not.
    """
    if later.precision == earlier.precision == "nominal":
        return later.first > earlier.first and later.last > earlier.last
    return later.first > earlier.last


def overlap(one: Day, other: Day) -> bool:
    """Whether the order of the two days is unknown: the same day, or spans that touch."""
    return not surely_after(one, other) and not surely_after(other, one)


def ages(born: Day | None, on: date) -> tuple[int, int] | None:
    """Completed years on a day, at the least and the most that the birth allows; a nominal birth says none."""
    if born is None or born.precision == "nominal":
        return None
    return completed_years(born.last, on), completed_years(born.first, on)


def completed_years(born: date, on: date) -> int:
    """The age on a day, which rises on the birthday."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))

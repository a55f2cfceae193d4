"""Nominal days: what reports give as intervals, hung on one nominal origin."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from surveillance.engine.known.dates import add_months

PRECISION = "nominal"
LATER = "later"  # after the origin, the interval is not stated: to the end of that year, which exports take for open
RECENTLY = "recently"  # before the origin, the interval is not stated: within a year, our reading of the word
_INTERVAL = re.compile(r"^(?P<number>-?\d+)(?: (?P<unit>d|wk|mo|y))?$")
_DAYS = {"d": 1, "wk": 7}
_MONTHS = {"mo": 1, "y": 12}


def shifted(origin: date, interval: str) -> date:
    """`origin` and an interval such as "0", "40 d", "2 wk", "9 mo" or "-11 y"."""
    match = _INTERVAL.match(interval)
    if match is None:
        raise ValueError(f"“{interval}” is not an interval. Write a whole number with d, wk, mo or y.")
    number, unit = int(match["number"]), match["unit"] or "d"
    return (
        origin + timedelta(days=number * _DAYS[unit]) if unit in _DAYS else add_months(origin, number * _MONTHS[unit])
    )


@dataclass(frozen=True, slots=True)
class NominalClock:
    """One report's days: `origin` is its time 0, `end` the last thing it tells."""

    origin: date
    earliest: date
    end: date

    @classmethod
    def ending(cls, end: date, intervals: Iterable[str]) -> NominalClock:
        """The clock whose last told interval falls on `end`."""
        said = {part for text in intervals for part in text.split("..")} - {"", LATER, RECENTLY}
        told = {part for part in said if "y" not in part}
        far = date(1970, 1, 1)  # any origin orders the intervals alike
        last = max(told, key=lambda interval: shifted(far, interval))
        origin = shifted(end, last[1:] if last.startswith("-") else f"-{last}" if last != "0" else "0")
        return cls(origin, min(shifted(origin, interval) for interval in told), end)

    def span(self, interval: str) -> dict[str, Any]:
        """on_first, on_last and precision of "9 mo", of "0..2 mo" (between), of "later" or of "recently"."""
        if interval == RECENTLY:
            return {"on_first": add_months(self.origin, -12), "on_last": self.origin, "precision": PRECISION}
        if interval == LATER:
            return {"on_first": self.origin, "on_last": self.origin.replace(month=12, day=31), "precision": PRECISION}
        first, _, last = interval.partition("..")
        begin = shifted(self.origin, first)
        return {"on_first": begin, "on_last": shifted(self.origin, last) if last else begin, "precision": PRECISION}

    def since(self, interval: str) -> dict[str, Any]:
        """Since when a condition is known: "-11 y" is somewhere in the year that ended 11 years before."""
        if not interval:
            return {}
        last = shifted(self.origin, interval)
        first = add_months(last, -12) + timedelta(days=1)
        return {"since_first": first, "since_last": last, "since_precision": PRECISION}

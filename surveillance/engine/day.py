"""A date as precisely as it is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

LONGEST_MONTH_DAYS = 31
MONTHS_PER_YEAR = 12
DAYS_PER_YEAR = 365.25
DAYS_PER_MONTH = DAYS_PER_YEAR / MONTHS_PER_YEAR


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A date as precisely as it is known: it lies between `first` and `last`, both included."""

    first: date
    last: date
    precision: str = "day"  # day | month | year | nominal

    @classmethod
    def exactly(cls, on: date) -> Day:
        """The day `on`, known to the day."""
        return cls(on, on, "day")

    @property
    def middle(self) -> date:
        """The midpoint of the span, rounded down to a day."""
        return self.first + timedelta(days=(self.last - self.first).days // 2)

    @property
    def too_vague(self) -> bool:
        """Whether growth may not use it: a span over 31 days, unless the origin is nominal."""
        return self.precision != "nominal" and (self.last - self.first).days > LONGEST_MONTH_DAYS

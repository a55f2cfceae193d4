"""Today, and the memory of every later day on which an answer may change by itself."""

from __future__ import annotations

from datetime import date, timedelta


class Clock:
    """Today, and every later day on which an answer given today may change.

    A rule never compares a date with today by itself: it asks `reached`, and the boundary is remembered, so that
    no change by the mere passage of time can be missed.
    """

    def __init__(self, today: date) -> None:
        self.today = today
        self.next: date | None = None

    def reached(self, day: date) -> bool:
        """Whether `day` is today or past; if not, the review looks again on that day."""
        if day <= self.today:
            return True
        self.next = day if self.next is None else min(self.next, day)
        return False

    def within(self, days: float, after: date) -> bool:
        """Whether today is at most `days` days after `after` (day `days` itself still counts)."""
        return not self.reached(after + timedelta(days=int(days) + 1))

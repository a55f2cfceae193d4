"""Whether a patient has a condition on a day: the one reading of its status, its start and its end.

The vague is read at its worrying end: it begins on the first possible day and is there to the last one. The day on
which it ended still counts; the day from which it is stated absent does not. A later "absent" ends what began surely
before it; one without a date ends nothing, and one that is itself over says nothing of what came after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from surveillance.engine.day import Day
from surveillance.engine.known.clock import Clock
from surveillance.engine.known.dates import surely_after
from surveillance.engine.known.history import ConditionSeen, History

PRESENT, ABSENT, NOT_RECORDED = "present", "absent", "not_recorded"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """One entry "present": from when to when it may be."""

    row: ConditionSeen
    until: Day | None = None  # its own end, or the "absent" that came after it
    over_on: date | None = None  # the first day on which it surely is no more

    @property
    def since(self) -> Day | None:
        """Its start; None when that is not recorded."""
        return self.row.since

    def has_begun(self, clock: Clock) -> bool:
        """Whether it may have begun."""
        return self.since is None or clock.reached(self.since.first)

    def present_on(self, clock: Clock) -> bool:
        """Whether it may be there on the day of the clock."""
        return self.has_begun(clock) and not (self.over_on and clock.reached(self.over_on))


def stretches(history: History, kind: str) -> tuple[Stretch, ...]:
    """Every entry "present" of that kind with its end, the one that began first at first."""
    rows = [row for row in history.conditions if row.kind == kind]
    ends = [row.since for row in rows if row.status == ABSENT and row.since]
    found = [_stretch(row, ends) for row in rows if row.status == PRESENT]
    return tuple(sorted(found, key=lambda one: (began_on(one.row, history), one.row.id)))


def began_on(row: ConditionSeen, history: History) -> date:
    """Since when it counts: its first possible day, else the enrolment."""
    return row.since.first if row.since else history.enrolled_on


def present_on(history: History, clock: Clock, kind: str) -> ConditionSeen | None:
    """The condition of that kind which the patient has on the day of the clock: of several the one that began first."""
    return next((one.row for one in stretches(history, kind) if one.present_on(clock)), None)


def absent_on(history: History, clock: Clock, kind: str) -> ConditionSeen | None:
    """The newest dated statement that the condition is absent on the day of the clock, else one without a date."""
    if present_on(history, clock, kind):
        return None
    rows = [row for row in history.conditions if row.kind == kind and row.status == ABSENT]
    said = [row for row in rows if row.since is None or clock.reached(row.since.first)]
    said = [row for row in said if row.until is None or not clock.reached(_day_after(row.until.first))]
    return max(said, key=lambda row: (row.since.last if row.since else date.min, row.id), default=None)


def state_on(history: History, clock: Clock, kind: str) -> str:
    """Present, absent (stated, or over) or not recorded on the day of the clock."""
    if present_on(history, clock, kind):
        return PRESENT
    over = any(one.has_begun(clock) for one in stretches(history, kind))
    return ABSENT if over or absent_on(history, clock, kind) else NOT_RECORDED


def was_ever(history: History, kind: str) -> tuple[ConditionSeen, ...]:
    """Every entry "present" of that kind, over or not: for what is not forgotten, such as atrial fibrillation."""
    return tuple(one.row for one in stretches(history, kind))


def _stretch(row: ConditionSeen, absences: list[Day]) -> Stretch:
    later = [(day.last, day) for day in absences if row.since is None or surely_after(day, row.since)]
    own = [(_day_after(row.until.last), row.until)] if row.until else []
    over_on, until = min([*own, *later], key=lambda end: end[0], default=(None, None))
    return Stretch(row, until, over_on)


def _day_after(day: date) -> date:
    return day if day == date.max else day + ONE_DAY

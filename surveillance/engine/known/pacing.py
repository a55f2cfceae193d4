"""Whether a pacemaker is known, and every sign of it: implantation, condition, a paced ECG."""

from __future__ import annotations

from dataclasses import dataclass

from surveillance.engine.day import Day
from surveillance.engine.known.clock import Clock
from surveillance.engine.known.conditions import absent_on, present_on, was_ever
from surveillance.engine.known.dates import surely_after
from surveillance.engine.known.history import History

PACEMAKER, PACED = "pacemaker", "paced"


@dataclass(frozen=True, slots=True)
class Sign:
    """One fact that says there was a pacemaker on a day."""

    id: str
    when: Day


def signs(history: History) -> tuple[Sign, ...]:
    """Every dated sign, in order of time; a condition without a date says nothing of when."""
    found = [Sign(t.id, t.when) for t in history.treatments if t.kind == PACEMAKER]
    found += [Sign(v.id, v.when) for v in history.visits if v.rhythm == PACED]
    found += [Sign(row.id, row.since) for row in was_ever(history, PACEMAKER) if row.since]
    return tuple(sorted(found, key=lambda sign: (sign.when, sign.id)))


def paced_after(history: History, day: Day) -> tuple[Sign, ...]:
    """The signs that surely came after the day: what a pacemaker answers was answered by then."""
    return tuple(sign for sign in signs(history) if surely_after(sign.when, day))


def has_pacemaker(history: History, clock: Clock) -> bool:
    """Whether the patient may have one on the day of the clock: until it is stated absent after the last sign of it."""
    if present_on(history, clock, PACEMAKER):
        return True
    absent = absent_on(history, clock, PACEMAKER)
    since = absent.since if absent else None
    begun = [sign for sign in signs(history) if clock.reached(sign.when.first)]
    return any(since is None or not surely_after(since, sign.when) for sign in begun)

"""How many further exams would decide: the variance run forward at the interval of the policy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from surveillance.engine.day import MONTHS_PER_YEAR
from surveillance.engine.growth.decide import UNDECIDED, Exams, courses, odds
from surveillance.engine.growth.filter import State, change_since_entry, design, errors_of, expect, predict, update
from surveillance.engine.growth.readings import Layout, Readings
from surveillance.engine.growth.sums import Floats
from surveillance.engine.policy import Policy

NEVER = -1


class Further:
    """How many more exams would decide each lesion of a series, found for all of them once somebody asks for one."""

    def __init__(self, find: Callable[[], NDArray[np.intp]]) -> None:
        self._find = find

    @cached_property
    def _counts(self) -> NDArray[np.intp]:
        return self._find()

    def of(self, lesion: int) -> int | None:
        """0 when decided; None when more exams than the policy looks ahead."""
        count = int(self._counts[lesion])
        return None if count == NEVER else count


def exams_to_decide(
    state: State, last: Readings, exams: Exams, *, since_entry: Floats, layout: Layout, policy: Policy
) -> NDArray[np.intp]:
    """How many more exams like the `last`, each reading as expected, would give a course; NEVER when too many."""
    interval = (policy.earliest_months + policy.latest_months) / 2.0 / MONTHS_PER_YEAR
    last = replace(last, first=np.zeros_like(last.first), known=last.given)  # every axis has entered by then
    sees = design(last, last.given, layout)
    gap, count = np.full(last.years.size, interval), np.full(last.years.size, NEVER, np.intp)
    for further in range(1, int(policy.decide_exams) + 1):
        state = predict(state, gap, layout=layout, policy=policy)
        day = replace(last, size=expect(sees, state, layout))
        state = update(state, day, errors_of(day, state, layout=layout, policy=policy), layout=layout).state
        later = further * interval
        seen = Exams(exams.days + further, exams.same_modality + further, exams.span + later, exams.unbroken + later)
        course = course_of(state, since_entry + further * interval, seen, layout=layout, policy=policy)
        count[(count == NEVER) & (course != UNDECIDED)] = further
        if (count != NEVER).all():
            break
    return count


def course_of(state: State, since_entry: Floats, exams: Exams, *, layout: Layout, policy: Policy) -> NDArray[np.str_]:
    """The course that a state says, nothing being held."""
    slope = layout.slope
    now = odds(state.mean[slope], np.sqrt(state.cov[slope, slope]), policy)
    change, sd = change_since_entry(state, since_entry, layout)
    held = np.zeros(since_entry.size, np.bool_)
    return courses(now, odds(change, sd, policy), exams, held=held, policy=policy)

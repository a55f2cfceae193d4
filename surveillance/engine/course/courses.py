"""Which courses stand now, since which exam, and when an early second look is due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from surveillance.engine.case import Case
from surveillance.engine.growth.decide import ABRUPT, PROGRESSION, REGRESSION, UNDECIDED, Exams, is_telling, odds
from surveillance.engine.growth.decide import is_progression as grown
from surveillance.engine.growth.decide import is_regression as shrunk
from surveillance.engine.growth.result import Abrupt, Growth
from surveillance.engine.known.history import ExamSeen, History
from surveillance.engine.lesion.vanishing import exam_of
from surveillance.engine.policy import Policy


class Says(Protocol):
    """What the rules ask of the engine's word: of the last exam day, or of one before."""

    @property
    def course(self) -> str: ...
    @property
    def p_progression(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Said:
    """What the engine said after one exam day."""

    course: str
    p_progression: float | None


Holds = Callable[[Says], bool]


def present(case: Case, lesion: str | None = None) -> Iterator[Growth]:
    """The growth of each target (of one lesion) whose segment no operation or rupture has ended, in a fixed order."""
    for key in sorted(case.growth):
        growth = case.growth[key]
        if growth.ended_on is None and lesion in (None, key[0]):
            yield growth


def is_progression(figures: Says) -> bool:
    """G1 stands."""
    return figures.course == PROGRESSION


def is_regression(figures: Says) -> bool:
    """G5 stands."""
    return figures.course == REGRESSION


def is_watched(figures: Says, policy: Policy) -> bool:
    """G4: growth is likelier than not. While an abrupt change is held nothing is said of the slope."""
    likely = figures.p_progression is not None and figures.p_progression >= policy.watch_probability
    return likely and figures.course != ABRUPT


def held_rise(growth: Growth) -> Abrupt | None:
    """The abrupt rise of the last exam day; the return of something that was not visible is no rise (it is X1)."""
    return growth.held if growth.held and growth.held.rise and not reappears(growth, growth.held) else None


def reappears(growth: Growth, abrupt: Abrupt) -> bool:
    """Whether the target was not visible on the exam day before the abrupt one."""
    before = [point for point in growth.points if point.day < abrupt.day]
    return abrupt.rise and bool(before) and before[-1].not_visible


def run_start(history: History, growth: Growth, policy: Policy, *, holds: Holds) -> ExamSeen | None:
    """The first exam of the unbroken run of exam days after which `holds` was true.

    A day on which an abrupt change was held breaks
    nothing: it says nothing.
    """
    first = growth.last_on
    for day, said in reversed(said_by_day(growth, policy)):
        if holds(said):
            first = day
        elif said.course != ABRUPT:
            break
    return exam_of(history, growth.lesion, growth.target, day=first)


def said_by_day(growth: Growth, policy: Policy) -> list[tuple[date, Said]]:
    """What the engine said after each exam day of the present segment (of stability it says nothing here)."""
    points = growth.points
    years = np.array([point.t for point in points])
    span = years - years[:1]
    exams = Exams(np.arange(1, len(points) + 1), _same_modality(growth), span, unbroken=span)
    rate, sd = (np.array([getattr(point, name) for point in points]) for name in ("rate_mm_per_year", "rate_sd"))
    now, held = odds(rate, sd, policy), {abrupt.day for abrupt in growth.abrupt}
    grows = grown(now.progression, exams, policy)
    shrinks = shrunk(now.regression, exams, policy)
    telling = is_telling(exams, policy)
    said = []
    for place, point in enumerate(points):
        course = PROGRESSION if grows[place] else REGRESSION if shrinks[place] else UNDECIDED
        likely = float(now.progression[place]) if telling[place] else None
        said.append((point.day, Said(ABRUPT if point.day in held else course, likely)))
    return said


def _same_modality(growth: Growth) -> NDArray[np.intp]:
    """The most exam days in one modality up to each day."""
    seen: Counter[str] = Counter()
    most = []
    for point in growth.points:
        seen.update({sized.modality for sized in point.readings})
        most.append(max(seen.values()))
    return np.array(most, np.intp)

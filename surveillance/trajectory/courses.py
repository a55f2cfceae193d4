"""Which courses stand now, since which exam, and when an early second look is due."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from surveillance.policy import Policy
from surveillance.trajectory.decide import ABRUPT, PROGRESSION, REGRESSION
from surveillance.trajectory.fit import Figures, trajectories
from surveillance.trajectory.growth import Abrupt, Growth
from surveillance.trajectory.history import ExamSeen, History
from surveillance.trajectory.vanishing import exam_of

Holds = Callable[[Figures], bool]


def present(history: History, lesion: str | None = None) -> Iterator[Growth]:
    """The growth of each target (of one lesion) whose segment no operation or rupture has ended, in a fixed order."""
    for key in sorted(history.growth):
        growth = history.growth[key]
        if growth.ended_on is None and lesion in (None, key[0]):
            yield growth


def is_progression(figures: Figures) -> bool:
    """G1 stands."""
    return figures.course == PROGRESSION


def is_regression(figures: Figures) -> bool:
    """G5 stands."""
    return figures.course == REGRESSION


def is_watched(figures: Figures, policy: Policy) -> bool:
    """G4: growth is likelier than not. While an abrupt change is held nothing is said of the slope."""
    likely = figures.p_progression is not None and figures.p_progression >= policy.watch_probability
    return likely and figures.course != ABRUPT


def held_rise(growth: Growth) -> Abrupt | None:
    """The abrupt rise of the last exam day; the return of something that was not visible is no rise (it is X1)."""
    return growth.held if growth.held and growth.held.rise and not reappears(growth, growth.held) else None


def reappears(growth: Growth, abrupt: Abrupt) -> bool:
    """Whether the target was not visible on the exam day before the abrupt one."""
    before = [point for point in growth.points if point.day < abrupt.day]
    return abrupt.rise and bool(before) and before[-1].observed_mm is None


def run_start(history: History, growth: Growth, policy: Policy, *, holds: Holds) -> ExamSeen | None:
    """The first exam of the unbroken run of exam days after which `holds` was true.

    The engine is asked again what it said after each exam day. A day on which an abrupt change was held breaks
    nothing: it says nothing.
    """
    prefixes = [[sized for point in growth.points[: last + 1] for sized in point.readings] for last in range(len(growth.points))]
    first = growth.last_on
    for point, fit in zip(reversed(growth.points), reversed(trajectories(prefixes, policy)), strict=False):
        if holds(fit):
            first = point.day
        elif fit.course != ABRUPT:
            break
    return exam_of(history, growth.lesion, growth.target, day=first)

"""The small line in a list: how the size of one target went, from 0, without words."""

from __future__ import annotations

from collections.abc import Sequence

from surveillance.chart.parts import Box, Sparkline
from surveillance.chart.scale import EDGE, Scales, size_axis
from surveillance.engine.growth.result import Point
from surveillance.engine.known.numerals import number

WIDTH, HEIGHT = 88.0, 30.0
INSET = 4.0
SMALLEST_TOP = 20.0  # mm: a list must not blow up what is small


def sparkline(points: Sequence[Point]) -> Sparkline:
    """The smoothed line, a dot for each exam day, the last one marked."""
    plot = Box(INSET - EDGE, INSET, WIDTH - 2 * INSET + 2 * EDGE, HEIGHT - 2 * INSET)
    if not points:
        return Sparkline(WIDTH, HEIGHT, "", (), None, "no size recorded")
    highest = max(max(p.observed_mm or 0.0, _level(p)) for p in points)
    days = [p.day for p in points]
    scales = Scales(plot, days[0], days[-1], max(size_axis(highest, 8)[0], SMALLEST_TOP))
    dots = tuple((scales.x(p.day), scales.y(p.observed_mm or 0.0)) for p in points)
    line = " ".join(f"{scales.x(p.day)},{scales.y(_level(p))}" for p in points) if len(points) > 1 else ""
    return Sparkline(WIDTH, HEIGHT, line, dots[:-1], dots[-1], _label(points))


def _level(point: Point) -> float:
    return point.level_mm if point.smoothed_mm is None else point.smoothed_mm


def _label(points: Sequence[Point]) -> str:
    seen = [p.observed_mm for p in points]
    ends = [f"{number(mm)} mm" if mm is not None else "not visible" for mm in (seen[0], seen[-1])]
    return f"1 exam, {ends[0]}" if len(seen) == 1 else f"{len(seen)} exam days, {ends[0]} to {ends[1]}"

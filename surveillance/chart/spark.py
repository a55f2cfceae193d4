"""The small line in a list: how the size of one target went, from 0, without words."""

from __future__ import annotations

from collections.abc import Sequence

from surveillance.chart.parts import Box, Sparkline
from surveillance.chart.scale import EDGE, Scales, size_axis
from surveillance.chart.words import Read, size_words
from surveillance.engine.growth.result import Point
from surveillance.engine.message import Message, say

WIDTH, HEIGHT = 88.0, 30.0
INSET = 4.0
SMALLEST_TOP = 20.0  # mm: a list must not blow up what is small


def sparkline(points: Sequence[Point], *, read: Read) -> Sparkline:
    """The smoothed line, a dot for each exam day, the last one marked."""
    plot = Box(INSET - EDGE, INSET, WIDTH - 2 * INSET + 2 * EDGE, HEIGHT - 2 * INSET)
    if not points:
        return Sparkline(WIDTH, HEIGHT, "", (), None, read(_label(points)))
    highest = max(max(p.observed_mm or 0.0, _level(p)) for p in points)
    days = [p.day for p in points]
    scales = Scales(plot, days[0], days[-1], max(size_axis(highest, 8)[0], SMALLEST_TOP))
    dots = tuple((scales.x(p.day), scales.y(p.observed_mm or 0.0)) for p in points)
    line = " ".join(f"{scales.x(p.day)},{scales.y(_level(p))}" for p in points) if len(points) > 1 else ""
    return Sparkline(WIDTH, HEIGHT, line, dots[:-1], dots[-1], read(_label(points)))


def _level(point: Point) -> float:
    return point.level_mm if point.smoothed_mm is None else point.smoothed_mm


def _label(points: Sequence[Point]) -> Message:
    sizes = [size_words(p.observed_mm) for p in points]
    if not sizes:
        return say("chart.sizes_none")
    if len(sizes) == 1:
        return say("chart.sizes_one", exams=say("chart.exams", n=1), size=sizes[0])
    return say("chart.sizes", n=len(sizes), first=sizes[0], last=sizes[-1])

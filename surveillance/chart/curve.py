"""The line of the engine: solid where there are exams, dashed into the window, with its 95 % band and its slope."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from surveillance.chart.parts import Text
from surveillance.chart.scale import Frame, Scales
from surveillance.chart.words import BOUND, Read
from surveillance.engine.growth.result import Growth, Point
from surveillance.engine.message import say

STEPS = 8  # straight pieces of the forecast
Level = tuple[date, float, float]  # day, level in mm, SD in mm


def fitted(segment: Growth) -> tuple[Level, ...]:
    """The level at each exam day as all exams together see it; one exam alone has no line."""
    return tuple(_level(p) for p in segment.points) if segment.n > 1 else ()


def _level(point: Point) -> Level:
    if point.smoothed_mm is None or point.smoothed_sd is None:
        return (point.day, point.level_mm, point.level_sd)
    return (point.day, point.smoothed_mm, point.smoothed_sd)


def forecast(growth: Growth, until: date | None) -> tuple[Level, ...]:
    """The level the engine expects up to `until`; none after an operation, a rupture or an abrupt change."""
    start = growth.last_on
    if until is None or until <= start or growth.rate_mm_per_year is None or growth.ended_on or growth.held:
        return ()
    days = (until - start).days
    dates = sorted({start + timedelta(days=round(days * step / STEPS)) for step in range(STEPS + 1)})
    return tuple((on, *growth.forecast(on)) for on in dates)


def line(levels: Iterable[Level], scales: Scales) -> str:
    """The points of a polyline."""
    return " ".join(f"{scales.x(on)},{scales.y(mm)}" for on, mm, _ in levels)


def band(levels: tuple[Level, ...], scales: Scales) -> str:
    """The points of the polygon between the ends of the 95 % interval."""
    upper = [f"{scales.x(on)},{scales.y(mm + BOUND * sd)}" for on, mm, sd in levels]
    lower = [f"{scales.x(on)},{scales.y(mm - BOUND * sd)}" for on, mm, sd in reversed(levels)]
    return " ".join(upper + lower)


def slope(
    growth: Growth, levels: tuple[Level, ...], scales: Scales, frame: Frame, *, read: Read
) -> tuple[Text, ...]:  # fmt: skip
    """The rate at the end of the line, with its interval and the course in words; above the plot on a phone."""
    lines = _verdict(growth, frame, read)
    if not lines or not levels:
        return ()
    if frame.narrow:
        return (Text(frame.left, frame.top - 44, ", ".join(lines[:2])),)
    height = frame.font * 1.35
    top = min(max(scales.y(levels[-1][1]), frame.top + frame.font), scales.plot.bottom - height * (len(lines) - 1) - 2)
    return tuple(Text(scales.plot.right + 10, round(top + n * height, 1), words) for n, words in enumerate(lines))


def _verdict(growth: Growth, frame: Frame, read: Read) -> list[str]:
    """What stands at the end of the line; a held abrupt change has no rate to show."""
    rate, sd = growth.rate_mm_per_year, growth.rate_sd
    if growth.held is not None:
        expected = say("chart.held_expected", mm=growth.held.expected_mm)
        return [read(each) for each in (growth.word, expected, say("chart.held_before"), say("chart.held_next"))]
    if rate is None or sd is None:
        return []
    interval = say("chart.rate_interval", low=rate - BOUND * sd, high=rate + BOUND * sd)
    return [read(say("chart.rate", rate=rate)), read(interval), *_folded(read(growth.word), frame)]


def _folded(words: str, frame: Frame) -> list[str]:
    if frame.text_width(words) <= frame.right - 12:
        return [words]
    head, _, tail = words.rpartition(" ")
    return [head, tail]

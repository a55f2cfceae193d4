"""The line of the engine: solid where there are exams, dashed into the window, with its 95 % band and its slope."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from surveillance.chart.parts import Text
from surveillance.chart.scale import Frame, Scales
from surveillance.chart.words import BOUND, between, signed
from surveillance.trajectory.growth import Growth, Point

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
    """The level as the engine expects it from the last exam to `until`; none after an operation or a rupture."""
    start = growth.last_on
    if until is None or until <= start or growth.rate_mm_per_year is None or growth.ended_on is not None:
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


def slope(growth: Growth, levels: tuple[Level, ...], scales: Scales, frame: Frame) -> tuple[Text, ...]:
    """The rate at the end of the line, with its interval and the course in words; above the plot on a phone."""
    rate = growth.rate_mm_per_year
    if rate is None or growth.rate_sd is None or not levels:
        return ()
    low, high = rate - BOUND * growth.rate_sd, rate + BOUND * growth.rate_sd
    lines = [f"{signed(rate)} mm/y", f"95 % {between(low, high)}", *_folded(growth.word, frame)]
    if frame.narrow:
        return (Text(frame.width - frame.right, frame.top - 26, f"{lines[0]} ({between(low, high)})", "end"),)
    height = frame.font * 1.35
    top = min(max(scales.y(levels[-1][1]), frame.top + frame.font), scales.plot.bottom - height * (len(lines) - 1) - 2)
    return tuple(Text(scales.plot.right + 10, round(top + n * height, 1), words) for n, words in enumerate(lines))


def _folded(words: str, frame: Frame) -> list[str]:
    if frame.text_width(words) <= frame.right - 12:
        return [words]
    head, _, tail = words.rpartition(" ")
    return [head, tail]

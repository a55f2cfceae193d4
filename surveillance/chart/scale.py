"""From days and millimetres to pixels: the frame of a chart, its two scales and their ticks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import ceil

from surveillance.chart.parts import Box, Text
from surveillance.chart.words import Read
from surveillance.engine.day import DAYS_PER_MONTH
from surveillance.engine.message import Value, say

SIZE_STEPS = (1, 2, 5, 10, 20, 50, 100)
MONTH_STEPS = (1, 3, 6, 12, 24, 60, 120, 240)
GLYPH = 0.6  # width of one letter in units of the font size; wide on purpose
TICK_GAP = 14  # px between two labels of the time axis
MOST_TICKS = 9  # on the time axis
EDGE = 14  # px from the first day to the size axis


@dataclass(frozen=True, slots=True)
class Frame:
    """What a width allows: margins, height of the plot, size of the letters."""

    width: float
    left: float
    right: float
    plot_height: float
    font: float
    size_ticks: int
    top: float = 42

    @property
    def narrow(self) -> bool:
        """A phone: no room beside the plot."""
        return self.right < 60

    @property
    def plot(self) -> Box:
        """The rectangle in which sizes are drawn."""
        return Box(self.left, self.top, self.width - self.left - self.right, self.plot_height)

    def text_width(self, words: str, *, bold: bool = False) -> float:
        """A cautious estimate of how wide `words` are."""
        return len(words) * self.font * GLYPH * (1.08 if bold else 1.0)


def frame_of(width: int) -> Frame:
    """The frame for a chart of `width` pixels: screen, print or column, a column of a printed sheet, phone."""
    if width >= 900:
        return Frame(width=width, left=64, right=152, plot_height=300, font=13, size_ticks=7)
    if width >= 500:
        return Frame(width=width, left=64, right=144, plot_height=250, font=12, size_ticks=6)
    if width >= 400:
        return Frame(width=width, left=58, right=10, plot_height=120, font=13, size_ticks=4, top=62)
    return Frame(width=width, left=58, right=10, plot_height=220, font=13, size_ticks=5, top=62)


@dataclass(frozen=True, slots=True)
class Scales:
    """The two scales of a plot; sizes start at 0."""

    plot: Box
    first: date
    last: date
    top_mm: float

    def x(self, on: date) -> float:
        """The pixel of a day, kept inside the plot."""
        share = (on - self.first).days / max((self.last - self.first).days, 1)
        inner = self.plot.width - 2 * EDGE
        return round(min(max(self.plot.x + EDGE + share * inner, self.plot.x), self.plot.right), 1)

    def y(self, mm: float) -> float:
        """The pixel of a size, kept inside the plot."""
        share = min(max(mm / self.top_mm, 0.0), 1.0)
        return round(self.plot.bottom - share * self.plot.height, 1)


def size_axis(largest_mm: float, count: int) -> tuple[float, int]:
    """The top of the axis and its step, so that at most `count` steps from 0 hold `largest_mm`."""
    step = next((s for s in SIZE_STEPS if largest_mm <= s * count), SIZE_STEPS[-1])
    return float(step * max(ceil(largest_mm / step), 1)), step


def size_ticks(scales: Scales, step: int, frame: Frame) -> tuple[Text, ...]:
    """The labels of the size axis, 0 first, and its unit on top."""
    x = scales.plot.x - 8
    drop = frame.font * 0.35
    unit = Text(x, scales.plot.y - 16, "mm", "end")
    sizes = range(0, round(scales.top_mm) + 1, step)
    return (*(Text(x, round(scales.y(mm) + drop, 1), str(mm), "end") for mm in sizes), unit)


def time_ticks(scales: Scales, frame: Frame, origin: date | None, *, read: Read) -> tuple[Text, ...]:
    """The labels of the time axis: calendar months or years, or months from a nominal origin."""
    y = scales.plot.bottom + 6 + frame.font
    for step in MONTH_STEPS:
        days = _elapsed(scales, step, origin) if origin else _calendar(scales, step)
        if len(days) > MOST_TICKS:
            continue
        ticks = tuple(Text(scales.x(on), y, read(said), "middle") for on, said in days)
        if not _crowded(ticks, frame):
            return ticks
    return ()


def _crowded(ticks: tuple[Text, ...], frame: Frame) -> bool:
    gaps = (b.x - a.x - (frame.text_width(a.words) + frame.text_width(b.words)) / 2 for a, b in pairwise(ticks))
    return min(gaps, default=TICK_GAP) < TICK_GAP


def grid_path(scales: Scales, step: int) -> str:
    """A hairline at each size but 0."""
    sizes = range(step, round(scales.top_mm) + 1, step)
    return "".join(f"M{scales.plot.x} {scales.y(mm)}H{scales.plot.right}" for mm in sizes)


def axis_path(scales: Scales, ticks: tuple[Text, ...]) -> str:
    """The time axis with a small stroke at each label."""
    strokes = "".join(f"M{tick.x} {scales.plot.bottom}v5" for tick in ticks)
    return f"M{scales.plot.x} {scales.plot.bottom}H{scales.plot.right}{strokes}"


def _calendar(scales: Scales, step: int) -> list[tuple[date, Value]]:
    found: list[tuple[date, Value]] = []
    month = (scales.first.year * 12 + scales.first.month - 1) // step * step
    while (on := date(month // 12, month % 12 + 1, 1)) <= scales.last:
        if on >= scales.first:
            found.append((on, str(on.year) if step >= 12 else say("chart.month", on=on)))
        month += step
    return found


def _elapsed(scales: Scales, step: int, origin: date) -> list[tuple[date, Value]]:
    found: list[tuple[date, Value]] = []
    month = 0
    while (on := origin + timedelta(days=round(month * DAYS_PER_MONTH))) <= scales.last:
        found.append((on, say("chart.years", n=month / 12) if step >= 12 else say("chart.months", n=month)))
        month += step
    return found

"""The growth of one target of one lesion, and what its exam days say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from surveillance.engine.day import DAYS_PER_YEAR
from surveillance.engine.growth.called import called
from surveillance.engine.growth.fit import Figures
from surveillance.engine.growth.series import LONG, Sized
from surveillance.engine.message import Message, say


@dataclass(frozen=True, slots=True)
class Abrupt:
    """An exam day too far from what was expected, and what the next exam day made of it."""

    day: date
    z: float
    expected_mm: float  # before the day was read
    found_mm: float | None  # None: not visible
    rise: bool
    verdict: str  # held | drift | step | misreading
    conflict: tuple[Sized, ...] = ()  # the readings of the day, where they differ beyond their errors
    axis: str = LONG  # on which expected and found stand: the first axis that was read

    @property
    def said(self) -> Message:
        """What the day showed, in words; readings that disagree are all named."""
        if self.conflict:
            each = [
                say("result.by", size=_size(sized.size_mm, sized.axis), modality=sized.modality)
                for sized in self.conflict
            ]
            return say("result.disagree", each=tuple(each))
        return _size(self.found_mm, self.axis)


@dataclass(frozen=True, slots=True)
class Point:
    """One exam day for the chart: what was observed, what was believed after it, and what all exams say of it."""

    day: date
    t: float  # years since the first exam day
    observed_mm: float | None  # the mean of the long axis weighted by precision; None: not visible, or other axes only
    modality: str  # of the day's first reading in canonical order
    error_sd: float
    level_mm: float
    level_sd: float
    rate_mm_per_year: float
    rate_sd: float
    smoothed_mm: float | None
    smoothed_sd: float | None
    readings: tuple[Sized, ...]

    @property
    def not_visible(self) -> bool:
        """Whether the day saw nothing of the target; a day that read another axis than the long one did see it."""
        return all(sized.size_mm is None for sized in self.readings)

    def size_on(self, axis: str) -> float | None:
        """The day's size on one axis; None when it was not read."""
        if axis == LONG:
            return self.observed_mm
        sizes = [sized.size_mm for sized in self.readings if sized.axis == axis and sized.size_mm is not None]
        return fmean(sizes) if sizes else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth(Figures):
    """The growth of one target of one lesion in its present segment (since the last operation or rupture)."""

    lesion: str
    target: str
    abrupt: tuple[Abrupt, ...]
    points: tuple[Point, ...]
    first_on: date
    last_on: date
    days_by_modality: Mapping[str, int]
    days_by_axis: Mapping[str, int]  # on how many exam days each axis was read: long, short, third
    too_vague: int  # readings of the target left out because their date is too vague
    cannot_tell: int  # "not visible" left out because the exam could not have shown the target
    ended_on: date | None  # the operation or rupture after which there is no exam yet
    earlier: tuple[Growth, ...]  # the segments before

    @property
    def held(self) -> Abrupt | None:
        """The abrupt change of the last exam day, which the next one will judge."""
        return self.abrupt[-1] if self.abrupt and self.abrupt[-1].verdict == "held" else None

    def forecast(self, on: date) -> tuple[float, float]:
        """The expected level and its SD on a day after the last exam."""
        return self.line.after((on - self.last_on).days / DAYS_PER_YEAR)


def _size(mm: float | None, axis: str) -> Message:
    if mm is None:
        return say("result.not_visible")
    return say("result.size", mm=mm) if axis == LONG else say("result.size_on", mm=mm, axis=called(axis))

"""From sizes to figures: the growth of each lesion, its course, and how many exams would decide."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from surveillance.engine.growth.abrupt import Verdict
from surveillance.engine.growth.ahead import Further, exams_to_decide
from surveillance.engine.growth.decide import (
    ABRUPT,
    UNDECIDED,
    WORDS,
    Exams,
    Odds,
    courses,
    is_abrupt,
    is_telling,
    odds,
)
from surveillance.engine.growth.filter import Start
from surveillance.engine.growth.readings import Layout
from surveillance.engine.growth.series import Packed, Series, Sized, pack
from surveillance.engine.growth.smooth import smooth
from surveillance.engine.growth.sums import Floats
from surveillance.engine.growth.track import Track, run
from surveillance.engine.message import Message
from surveillance.engine.policy import Policy


@dataclass(frozen=True, slots=True)
class Line:
    """The level and slope after the last exam, enough to look ahead."""

    level: float
    slope: float
    level_variance: float
    covariance: float
    slope_variance: float
    level_drift: float
    slope_drift: float

    def after(self, years: float) -> tuple[float, float]:
        """The expected level and its SD so many years after the last exam (not before it)."""
        gap = max(years, 0.0)
        spread = self.level_variance + gap * (2.0 * self.covariance + gap * self.slope_variance)
        spread += gap * (self.level_drift + self.slope_drift * gap * gap / 3.0)
        return self.level + self.slope * gap, math.sqrt(spread)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What the sizes of one target say. Rates and probabilities are None until there is a rate at all."""

    n: int  # exam days used
    course: str  # regression | stability | progression | abrupt | undecided
    rate_mm_per_year: float | None  # the slope at the last exam
    rate_sd: float | None
    p_progression: float | None  # under our prior; the three sum to one
    p_regression: float | None
    p_stability: float | None
    mean_rate: float | None  # since the first exam (or since a step was seen), mm per year
    mean_rate_sd: float | None
    p_steady: float | None  # that the mean rate lies within the growth threshold
    level_mm: float  # at the last exam, in terms of the modality of the first one
    level_sd: float
    span_years: float
    line: Line
    further: Further = field(compare=False, repr=False)
    place: int = field(compare=False, repr=False)  # of the target among those that were fitted together

    @property
    def word(self) -> Message:
        """The course as shown."""
        return WORDS[self.course]

    @property
    def exams_to_decide(self) -> int | None:
        """0 when decided; None when more exams than the policy looks ahead. Found only when asked for."""
        return self.further.of(self.place)


@dataclass(frozen=True, slots=True)
class FitDay:
    """One exam day: its readings and what was believed after it; `smoothed` is what all exams say of it."""

    years: float
    readings: tuple[Sized, ...]
    level_mm: float
    level_sd: float
    rate_mm_per_year: float
    rate_sd: float
    z: float | None  # None on the first exam day, and where no axis that was read had been read before
    expected_mm: float | None  # what the first axis read was to show, known before it was read
    verdict: Verdict
    smoothed_mm: float | None
    smoothed_sd: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit(Figures):
    """The figures of one target with its exam days, times in years."""

    days: tuple[FitDay, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """The last word on every lesion of a series, as arrays."""

    exams: Exams
    telling: NDArray[np.bool_]
    now: Odds
    mean: Odds
    course: NDArray[np.str_]
    further: Further
    layout: Layout


def trajectories(
    lesions: Sequence[Sequence[Sized]], policy: Policy, *, start: Start | None = None, smoothed: bool = False
) -> list[Fit]:
    """The fit of each lesion, each given as its sizes in any order; `smoothed` adds the line through all exams."""
    if not lesions:
        return []
    packed = pack(lesions, policy)
    track = run(packed.series, policy, start=start)
    judged = judge(packed.series, track, same_modality(packed), policy)
    lines = smooth(packed.series, track, policy, start=start) if smoothed else None
    return [
        _fit(days, place, track=track, judged=judged, lines=lines, policy=policy)
        for days, place in zip(packed.days, packed.column, strict=True)
    ]


def judge(series: Series, track: Track, same: NDArray[np.intp], policy: Policy) -> Judged:
    """The course of each lesion after its last exam day."""
    lesion, layout = np.arange(series.counts.size), series.layout
    end = (series.counts - 1, lesion)
    exams = Exams(series.counts, same, series.years[end] - series.years[0], unbroken(series, policy))
    now = odds(track.rate[end], track.rate_sd[end], policy)
    mean = odds(track.change[end], track.change_sd[end], policy)
    held = is_abrupt(track.z[end], policy)
    course = courses(now, mean, exams, held=held, policy=policy)

    def find() -> NDArray[np.intp]:
        further, who = np.zeros(lesion.size, np.intp), np.flatnonzero((course == UNDECIDED) | (course == ABRUPT))
        since, last, state = (
            (series.years[end] - track.entered[end])[who],
            series.last().take(who),
            track.state.take(who),
        )
        further[who] = exams_to_decide(state, last, exams.take(who), since_entry=since, layout=layout, policy=policy)
        return further

    further = Further(find)
    return Judged(exams, is_telling(exams, policy), now, mean, course, further, layout)


def unbroken(series: Series, policy: Policy) -> Floats:
    """Years of the last run of exam days none of which came more than `steady_gap` years after the one before."""
    last = series.years[series.counts - 1, np.arange(series.counts.size)]
    starts = np.diff(series.years, axis=0, prepend=-np.inf) > policy.steady_gap
    first: Floats = np.where(starts, series.years, -np.inf).max(axis=0)
    return last - first


def same_modality(packed: Packed) -> NDArray[np.intp]:
    """The most exam days in one modality, by column of the series."""
    most = np.zeros(len(packed.days), np.intp)
    for days, place in zip(packed.days, packed.column, strict=True):
        seen = [modality for day in days for modality in {sized.modality for sized in day}]
        most[place] = max(seen.count(modality) for modality in set(seen))
    return most


def _fit(
    days: list[tuple[Sized, ...]],
    at: int,
    *,
    track: Track,
    judged: Judged,
    lines: tuple[Floats, Floats] | None,
    policy: Policy,
) -> Fit:
    last, tells = len(days) - 1, bool(judged.telling[at])

    def told(value: np.float64) -> float | None:
        return float(value) if tells and math.isfinite(value) else None

    return Fit(
        n=len(days),
        course=str(judged.course[at]),
        rate_mm_per_year=told(track.rate[last, at]),
        rate_sd=told(track.rate_sd[last, at]),
        p_progression=told(judged.now.progression[at]),
        p_regression=told(judged.now.regression[at]),
        p_stability=told(judged.now.stability[at]),
        mean_rate=told(track.change[last, at]),
        mean_rate_sd=told(track.change_sd[last, at]),
        p_steady=told(judged.mean.stability[at]),
        level_mm=float(track.level[last, at]),
        level_sd=float(track.level_sd[last, at]),
        span_years=float(judged.exams.span[at]),
        line=_line(track, last, at, layout=judged.layout, policy=policy),
        further=judged.further,
        place=at,
        days=tuple(_day(day, exam, at, track=track, lines=lines) for exam, day in enumerate(days)),
    )


def _line(track: Track, last: int, at: int, *, layout: Layout, policy: Policy) -> Line:
    slope, cov = layout.slope, track.state.cov[:, :, at]
    return Line(
        level=float(track.level[last, at]),
        slope=float(track.rate[last, at]),
        level_variance=float(cov[0, 0]),
        covariance=float(cov[0, slope]),
        slope_variance=float(cov[slope, slope]),
        level_drift=policy.level_drift,
        slope_drift=policy.slope_drift,
    )


def _finite(value: np.float64) -> float | None:
    return float(value) if math.isfinite(value) else None


def _day(
    readings: tuple[Sized, ...], exam: int, at: int, *, track: Track, lines: tuple[Floats, Floats] | None
) -> FitDay:
    return FitDay(
        years=readings[0].years,
        readings=readings,
        level_mm=float(track.level[exam, at]),
        level_sd=float(track.level_sd[exam, at]),
        rate_mm_per_year=float(track.rate[exam, at]),
        rate_sd=float(track.rate_sd[exam, at]),
        z=_finite(track.z[exam, at]),
        expected_mm=_finite(track.expected[exam, at]),
        verdict=Verdict(int(track.verdict[exam, at])),
        smoothed_mm=float(lines[0][exam, at]) if lines else None,
        smoothed_sd=float(lines[1][exam, at]) if lines else None,
    )

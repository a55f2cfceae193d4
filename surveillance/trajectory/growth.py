"""The growth of every target of a patient's lesions, read off the history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from statistics import fmean

from surveillance.policy import Policy
from surveillance.trajectory.abrupt import Verdict
from surveillance.trajectory.decide import DAYS_PER_YEAR
from surveillance.trajectory.fit import Figures, Fit, FitDay, trajectories
from surveillance.trajectory.history import History
from surveillance.trajectory.numerals import number
from surveillance.trajectory.one_day import in_conflict, mean_on
from surveillance.trajectory.segments import LeftOut, Segment, cuts, segments
from surveillance.trajectory.series import AXIS, LONG, Sized


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
    def found(self) -> str:
        """What the day showed, in words; readings that disagree are all named."""
        if self.conflict:
            each = ", ".join(f"{_words(sized.size_mm, sized.axis)} by {sized.modality}" for sized in self.conflict)
            return f"{each} (the readings of one day disagree)"
        return _words(self.found_mm, self.axis)


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


def follow(history: History, policy: Policy, *, smoothed: bool = False) -> History:
    """The history with the growth of every (lesion, target) that has a size on the long axis."""
    return follow_all([history], policy, smoothed=smoothed)[0]


def follow_all(histories: Sequence[History], policy: Policy, *, smoothed: bool = False) -> list[History]:
    """The same for many patients at once, in one run of the filter."""
    found = [segments(history) for history in histories]
    fits = iter(trajectories([segment.sizes for cut, _ in found for segment in cut], policy, smoothed=smoothed))
    return [
        _with_growth(history, list(zip(cut, fits, strict=False)), left_out, policy)
        for history, (cut, left_out) in zip(histories, found, strict=True)
    ]


def _with_growth(
    history: History, fitted: list[tuple[Segment, Fit]], left_out: Mapping[tuple[str, str], LeftOut], policy: Policy
) -> History:
    growth: dict[tuple[str, str], Growth] = {}
    for segment, fit in fitted:
        key = (segment.lesion, segment.target)
        before = growth.get(key)
        earlier = (*before.earlier, replace(before, earlier=())) if before else ()
        ends = [cut for cut in cuts(history, segment.lesion) if cut >= segment.days[-1]]
        growth[key] = _growth(
            segment, fit, left_out=left_out[key], ended_on=min(ends, default=None), earlier=earlier, policy=policy
        )
    return replace(history, growth=growth)


def _growth(
    segment: Segment, fit: Fit, *, left_out: LeftOut, ended_on: date | None, earlier: tuple[Growth, ...], policy: Policy
) -> Growth:
    days = segment.days
    figures = {f.name: getattr(fit, f.name) for f in fields(Figures)}
    pairs = list(zip(days, fit.days, strict=True))
    modalities = [modality for _, day in pairs for modality in sorted({sized.modality for sized in day.readings})]
    axes = Counter(axis for day in fit.days for axis in {sized.axis for sized in day.readings})
    return Growth(
        **figures,
        lesion=segment.lesion,
        target=segment.target,
        abrupt=tuple(_abrupts(pairs, policy)),
        points=tuple(_point(on, day, policy) for on, day in pairs),
        first_on=days[0],
        last_on=days[-1],
        days_by_modality={modality: modalities.count(modality) for modality in dict.fromkeys(modalities)},
        days_by_axis={axis: axes[axis] for axis in AXIS if axes[axis]},
        too_vague=left_out.too_vague,
        cannot_tell=left_out.cannot_tell,
        ended_on=ended_on,
        earlier=earlier,
    )


def _abrupts(pairs: Iterable[tuple[date, FitDay]], policy: Policy) -> Iterable[Abrupt]:
    known: set[str] = set()
    for on, day in pairs:
        read = {sized.axis for sized in day.readings}
        axis = min(read & known, key=AXIS.__getitem__, default=LONG)
        known |= read
        if day.verdict == Verdict.ORDINARY or day.z is None or day.expected_mm is None:
            continue
        found, _ = mean_on(axis, day.readings, level=day.level_mm, policy=policy)
        conflict = in_conflict(day.readings, day.expected_mm, policy)
        yield Abrupt(on, day.z, day.expected_mm, found, day.z > 0.0, day.verdict.name.lower(), conflict, axis)


def _words(size_mm: float | None, axis: str) -> str:
    if size_mm is None:
        return "not visible"
    return f"{number(size_mm)} mm" if axis == LONG else f"{number(size_mm)} mm on the {axis} axis"


def _point(on: date, day: FitDay, policy: Policy) -> Point:
    observed, error = mean_on(LONG, day.readings, level=day.level_mm, policy=policy)
    return Point(
        day=on,
        t=day.years,
        observed_mm=observed,
        modality=day.readings[0].modality,
        error_sd=error,
        level_mm=day.level_mm,
        level_sd=day.level_sd,
        rate_mm_per_year=day.rate_mm_per_year,
        rate_sd=day.rate_sd,
        smoothed_mm=day.smoothed_mm,
        smoothed_sd=day.smoothed_sd,
        readings=day.readings,
    )

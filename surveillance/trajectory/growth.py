"""The growth of every target of a patient's lesions, read off the history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

import numpy as np

from registry.terms import INTERVENTIONS
from surveillance.policy import Policy
from surveillance.trajectory.abrupt import Verdict
from surveillance.trajectory.decide import DAYS_PER_YEAR
from surveillance.trajectory.fit import Figures, Fit, FitDay, trajectories
from surveillance.trajectory.history import History, Reading
from surveillance.trajectory.numerals import number
from surveillance.trajectory.rupture import became_known
from surveillance.trajectory.series import Sized, deviation, disagree
from surveillance.trajectory.vanishing import can_tell

LONG = "long"  # the axis that drives growth
ENDERS = frozenset(INTERVENTIONS)  # treatments that end a segment


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

    @property
    def found(self) -> str:
        """What the day showed, in words; readings that disagree are all named."""
        if self.conflict:
            each = ", ".join(f"{_words(sized.size_mm)} by {sized.modality}" for sized in self.conflict)
            return f"{each} (the readings of one day disagree)"
        return _words(self.found_mm)


@dataclass(frozen=True, slots=True)
class Point:
    """One exam day for the chart: what was observed, what was believed after it, and what all exams say of it."""

    day: date
    t: float  # years since the first exam day
    observed_mm: float | None  # the mean of the day weighted by precision; None: not visible
    modality: str  # of the day's first reading in canonical order
    error_sd: float
    level_mm: float
    level_sd: float
    rate_mm_per_year: float
    rate_sd: float
    smoothed_mm: float | None
    smoothed_sd: float | None
    readings: tuple[Sized, ...]


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


@dataclass(slots=True)
class Segment:
    """The sizes of one target between two cuts, by the day they were taken."""

    lesion: str
    target: str
    number: int
    sizes: list[tuple[date, str, Reading]]


@dataclass(slots=True)
class LeftOut:
    """How many readings of one target growth does not use, by reason."""

    too_vague: int = 0
    cannot_tell: int = 0


def follow(history: History, policy: Policy, *, smoothed: bool = False) -> History:
    """The history with the growth of every (lesion, target) that has a size on the long axis."""
    segments, left_out = _segments(history)
    fits = trajectories([_sized(segment) for segment in segments], policy, smoothed=smoothed)
    growth: dict[tuple[str, str], Growth] = {}
    for segment, fit in zip(segments, fits, strict=True):
        key = (segment.lesion, segment.target)
        before = growth.get(key)
        earlier = (*before.earlier, replace(before, earlier=())) if before else ()
        cuts = [cut for cut in _cuts(history, segment.lesion) if cut >= max(day for day, _, _ in segment.sizes)]
        growth[key] = _growth(
            segment, fit, left_out=left_out[key], ended_on=min(cuts, default=None), earlier=earlier, policy=policy
        )
    return replace(history, growth=growth)


def _segments(history: History) -> tuple[list[Segment], Mapping[tuple[str, str], LeftOut]]:
    """The usable sizes cut into segments, in the order of time; and how many readings are left out."""
    found: dict[tuple[str, str, int], Segment] = {}
    left_out: defaultdict[tuple[str, str], LeftOut] = defaultdict(LeftOut)
    for exam in history.exams:
        for reading in exam.readings:
            if reading.axis != LONG or (reading.size_mm is None and not reading.not_visible):
                continue
            if exam.when.too_vague:
                left_out[reading.lesion, reading.target].too_vague += 1
                continue
            if reading.not_visible and not can_tell(history, exam, lesion=reading.lesion, target=reading.target):
                left_out[reading.lesion, reading.target].cannot_tell += 1
                continue
            day = exam.when.middle
            place = sum(cut < day for cut in _cuts(history, reading.lesion))
            key = (reading.lesion, reading.target, place)
            segment = found.setdefault(key, Segment(*key, []))
            segment.sizes.append(
                (day, exam.modality, reading if reading.reader else replace(reading, reader=exam.reader))
            )
    return [found[key] for key in sorted(found)], left_out


def _cuts(history: History, lesion: str) -> list[date]:
    """The days after which a new segment starts: operations on the lesion, and the days its rupture became known.

    A size taken on the day itself belongs to the segment before: it is what the lesion had come to.
    """
    return history.once(("cuts", lesion), lambda: _cut_days(history, lesion))


def _cut_days(history: History, lesion: str) -> list[date]:
    treatments = [t.when.middle for t in history.treatments if t.kind in ENDERS and t.lesion in (None, "", lesion)]
    return sorted({*treatments, *became_known(history, lesion)})


def _sized(segment: Segment) -> list[Sized]:
    origin = min(day for day, _, _ in segment.sizes)
    return [
        Sized(
            years=(day - origin).days / DAYS_PER_YEAR,
            size_mm=None if reading.not_visible else reading.size_mm,
            modality=modality,
            reader=reading.reader,
            rounding_mm=reading.rounding_mm,
        )
        for day, modality, reading in segment.sizes
    ]


def _growth(
    segment: Segment, fit: Fit, *, left_out: LeftOut, ended_on: date | None, earlier: tuple[Growth, ...], policy: Policy
) -> Growth:
    days = sorted({day for day, _, _ in segment.sizes})
    figures = {f.name: getattr(fit, f.name) for f in fields(Figures)}
    pairs = list(zip(days, fit.days, strict=True))
    modalities = [modality for _, day in pairs for modality in sorted({sized.modality for sized in day.readings})]
    return Growth(
        **figures,
        lesion=segment.lesion,
        target=segment.target,
        abrupt=tuple(_abrupts(pairs, policy)),
        points=tuple(_point(on, day, policy) for on, day in pairs),
        first_on=days[0],
        last_on=days[-1],
        days_by_modality={modality: modalities.count(modality) for modality in dict.fromkeys(modalities)},
        too_vague=left_out.too_vague,
        cannot_tell=left_out.cannot_tell,
        ended_on=ended_on,
        earlier=earlier,
    )


def _abrupts(pairs: Iterable[tuple[date, FitDay]], policy: Policy) -> Iterable[Abrupt]:
    for on, day in pairs:
        if day.verdict == Verdict.ORDINARY or day.z is None or day.expected_mm is None:
            continue
        found, _ = _observed(day, policy)
        conflict = day.readings if disagree(day.readings, day.expected_mm, policy) else ()
        yield Abrupt(on, day.z, day.expected_mm, found, day.z > 0.0, day.verdict.name.lower(), conflict)


def _words(size_mm: float | None) -> str:
    return "not visible" if size_mm is None else f"{number(size_mm)} mm"


def _point(on: date, day: FitDay, policy: Policy) -> Point:
    observed, error = _observed(day, policy)
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


def _observed(day: FitDay, policy: Policy) -> tuple[float | None, float]:
    """The day's mean weighted by precision and its SD; None when no reading saw the target."""
    seen = [sized for sized in day.readings if sized.size_mm is not None]
    if not seen:
        return None, policy.not_visible_sd
    weights = np.array([deviation(sized, day.level_mm, policy) ** -2.0 for sized in seen])
    sizes = np.array([sized.size_mm for sized in seen])
    return float(weights @ sizes / weights.sum()), float(weights.sum() ** -0.5)

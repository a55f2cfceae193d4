"""The growth of every target of a patient's lesions, read off the history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date

from surveillance.engine.case import Case
from surveillance.engine.course.segments import LeftOut, Segment, cuts, segments
from surveillance.engine.growth.abrupt import Verdict
from surveillance.engine.growth.fit import Figures, Fit, FitDay, trajectories
from surveillance.engine.growth.one_day import in_conflict, mean_on
from surveillance.engine.growth.result import Abrupt, Growth, Point
from surveillance.engine.growth.series import AXIS, LONG
from surveillance.engine.known.clock import Clock
from surveillance.engine.known.history import History
from surveillance.engine.policy import Policy

Grown = Mapping[tuple[str, str], Growth]  # by (lesion, target)


def case_of(history: History, policy: Policy, today: date, *, smoothed: bool = False) -> Case:
    """The case of one patient: its history on this day under these numbers, with its growth."""
    return Case(history, policy, Clock(today), follow(history, policy, smoothed=smoothed))


def cases_of(histories: Sequence[History], policy: Policy, today: date) -> list[Case]:
    """The cases of many patients on one day under the same numbers, with one run of growth for all."""
    grown = follow_all(histories, policy)
    return [Case(history, policy, Clock(today), growth) for history, growth in zip(histories, grown, strict=True)]


def follow(history: History, policy: Policy, *, smoothed: bool = False) -> Grown:
    """The growth of every (lesion, target) of the history that has a size."""
    return follow_all([history], policy, smoothed=smoothed)[0]


def follow_all(histories: Sequence[History], policy: Policy, *, smoothed: bool = False) -> list[Grown]:
    """The same for many patients at once, in one run of the filter."""
    found = [segments(history) for history in histories]
    fits = iter(trajectories([segment.sizes for cut, _ in found for segment in cut], policy, smoothed=smoothed))
    return [
        _grown(history, list(zip(cut, fits, strict=False)), left_out, policy)
        for history, (cut, left_out) in zip(histories, found, strict=True)
    ]


def _grown(
    history: History, fitted: list[tuple[Segment, Fit]], left_out: Mapping[tuple[str, str], LeftOut], policy: Policy
) -> Grown:
    growth: dict[tuple[str, str], Growth] = {}
    for segment, fit in fitted:
        key = (segment.lesion, segment.target)
        before = growth.get(key)
        earlier = (*before.earlier, replace(before, earlier=())) if before else ()
        ends = [cut for cut in cuts(history, segment.lesion) if cut >= segment.days[-1]]
        growth[key] = _growth(
            segment, fit, left_out=left_out[key], ended_on=min(ends, default=None), earlier=earlier, policy=policy
        )
    return growth


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

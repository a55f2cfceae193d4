"""The fit through all exams, for drawing: the filter again with its verdicts, then backward (Rauch-Tung-Striebel)."""

from __future__ import annotations

import numpy as np

from surveillance.engine.growth.abrupt import Verdict, widen
from surveillance.engine.growth.filter import Start, State, begin, errors_of, predict, update
from surveillance.engine.growth.readings import Layout, Readings
from surveillance.engine.growth.series import Series
from surveillance.engine.growth.sums import Floats
from surveillance.engine.growth.track import Track
from surveillance.engine.policy import Policy


def smooth(series: Series, track: Track, policy: Policy, *, start: Start | None = None) -> tuple[Floats, Floats]:
    """Level and its SD at each exam day given all exam days, (E, n); NaN where there is no exam."""
    layout = series.layout
    keep = np.delete(np.arange(layout.states), layout.entry)
    before, after = _forward(series, track, policy, start=start)
    level, sd = np.full(series.years.shape, np.nan), np.full(series.years.shape, np.nan)
    later: State | None = None
    for exam in reversed(range(len(after))):
        now = _without(after[exam], keep)
        if later is not None:
            gap = series.years[exam + 1, : later.mean.shape[1]] - series.years[exam, : later.mean.shape[1]]
            now = _back(now, _without(before[exam + 1], keep), later, transition=_transition(gap, layout, keep))
        level[exam, : now.mean.shape[1]] = now.mean[0]
        sd[exam, : now.mean.shape[1]] = np.sqrt(np.maximum(now.cov[0, 0], 0.0))
        later = now
    return level, sd


def _forward(series: Series, track: Track, policy: Policy, *, start: Start | None) -> tuple[list[State], list[State]]:
    """The states just before and just after each exam day, with steps and misreadings allowed for.

    A held day is doubted like a misreading, so that the line does not bend before the next exam has decided.
    """
    layout = series.layout
    after = [begin(series.day(0), layout=layout, policy=policy, start=start)]
    before = [after[0]]
    for exam in range(1, len(series.years)):
        day = series.day(exam)
        n = day.years.size
        ahead = predict(after[-1].take(slice(n)), day.years - series.years[exam - 1, :n], layout=layout, policy=policy)
        verdict = track.verdict[exam, :n]
        widen(ahead, np.where(verdict == Verdict.STEP, policy.step_sd**2, 0.0), layout)
        errors = errors_of(day, ahead, layout=layout, policy=policy)
        doubted = (verdict == Verdict.MISREADING) | (verdict == Verdict.HELD)
        errors = errors + np.where(doubted, day.misread(policy), 0.0)
        after.append(update(ahead, day, errors, layout=layout).state)
        before.append(_without_new(ahead, day, layout))
    return before, after


def _without_new(state: State, day: Readings, layout: Layout) -> State:
    """The state before the day without the axes that enter by it: of them nothing was known."""
    if not day.first.any():
        return state
    mean, cov = state.mean.copy(), state.cov.copy()
    for axis in range(layout.axes):
        new = (day.first & (day.axis == axis)).any(axis=0)
        mean[axis] = np.where(new, 0.0, mean[axis])
        cov[axis] = np.where(new, 0.0, cov[axis])
        cov[:, axis] = np.where(new, 0.0, cov[:, axis])
    return State(mean, cov)


def _back(now: State, ahead: State, later: State, *, transition: Floats) -> State:
    """One step back: what the later exams say about this one; lesions without a later exam stay as they are."""
    n = later.mean.shape[1]
    cov = np.moveaxis(now.cov[:, :, :n], -1, 0)
    gain = cov @ transition.transpose(0, 2, 1) @ np.linalg.pinv(np.moveaxis(ahead.cov, -1, 0), hermitian=True)
    mean, spread = now.mean.copy(), now.cov.copy()
    mean[:, :n] += np.einsum("nst,tn->sn", gain, later.mean - ahead.mean)
    spread[:, :, :n] += np.einsum("nsu,uvn,ntv->stn", gain, later.cov - ahead.cov, gain)
    return State(mean, spread)


def _transition(gap: Floats, layout: Layout, keep: np.ndarray) -> Floats:
    step: Floats = np.tile(np.eye(layout.states), (gap.size, 1, 1))
    for axis in range(layout.axes):
        step[:, axis, layout.slope] = gap
    kept: Floats = step[np.ix_(np.arange(gap.size), keep, keep)]
    return kept


def _without(state: State, keep: np.ndarray) -> State:
    """The states without the copy at entry, whose covariance with the level is singular at first."""
    return State(state.mean[keep], state.cov[np.ix_(keep, keep)])

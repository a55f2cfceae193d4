"""The small-matrix filter under the growth engine: a drifting level with a drifting slope, read with error."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from surveillance.policy import Policy

Floats = NDArray[np.float64]
SHEPPARD = 12.0  # a value rounded to h has the variance h²/12


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each state stands: the levels, their shared slope, the level at entry, one offset per further modality."""

    offsets: int = 0
    axes: int = 1

    @property
    def slope(self) -> int:
        """The index of the slope."""
        return self.axes

    @property
    def entry(self) -> int:
        """The index of the copy of the first level as it was at the first exam (or at the last step)."""
        return self.axes + 1

    @property
    def states(self) -> int:
        """How many states there are."""
        return self.axes + 2 + self.offsets

    def offset(self, number: int) -> int:
        """The index of the offset of further modality `number`, counted from 1."""
        return self.axes + 1 + number


COLUMNS = ("size", "error", "relative", "rounding", "offset", "axis", "given")


@dataclass(frozen=True, slots=True)
class Readings:
    """One exam day of n lesions: up to R readings each, arrays (R, n); `given` says which places hold a reading."""

    years: Floats  # (n,)
    size: Floats
    error: Floats  # SD in mm, the reader's factor included
    relative: Floats  # SD per mm of predicted level, the reader's factor included
    rounding: Floats
    offset: NDArray[np.intp]  # 0: the modality of the first exam; k: further modality k
    axis: NDArray[np.intp]
    given: NDArray[np.bool_]

    def take(self, who: NDArray[np.intp]) -> Readings:
        """The same exam day for some of the lesions, in the order of `who`."""
        return self.pick(self.years[who], (slice(None), who))

    def pick(self, years: Floats, index: tuple[slice | int | NDArray[np.intp], ...]) -> Readings:
        """Every column at this index, with these years."""
        return Readings(years, **{name: getattr(self, name)[index] for name in COLUMNS})

    def variance(self, level: Floats) -> Floats:
        """The error variance of each reading at the predicted level, never at the reading itself (CLINICAL C2)."""
        spread = np.maximum(self.error, self.relative * level)
        return np.where(self.given, spread * spread + self.rounding * self.rounding / SHEPPARD, 1.0)


@dataclass(frozen=True, slots=True)
class Start:
    """What is believed of (level, slope) at the first exam before it is read; without one the level is unknown."""

    mean: Floats  # (2,)
    covariance: Floats  # (2, 2)


@dataclass(frozen=True, slots=True)
class State:
    """Mean (S, n) and covariance (S, S, n) of n lesions."""

    mean: Floats
    cov: Floats

    def take(self, who: NDArray[np.intp] | slice) -> State:
        """The same for some of the lesions."""
        return State(self.mean[:, who], self.cov[:, :, who])


@dataclass(frozen=True, slots=True)
class Update:
    """What one exam day taught: the state after it, its one test, and its log-likelihood (up to a constant)."""

    state: State
    z: Floats  # the common innovation in its own SD: one test a day
    expected: Floats  # what the day was to show in mm, known before it was read
    loglik: Floats


def predict(state: State, years: Floats, *, layout: Layout, policy: Policy) -> State:
    """The state `years` later: the slope drifts (q_b), and the level with it and by itself (q), CLINICAL D1."""
    mean, cov, slope = state.mean.copy(), state.cov.copy(), layout.slope
    levels = range(layout.axes)
    for axis in levels:
        mean[axis] += mean[slope] * years
        cov[axis] += years * cov[slope]
    for axis in levels:
        cov[:, axis] += years * cov[:, slope]
    wander = policy.slope_drift * years
    bend = wander * years / 2.0
    for axis in levels:
        cov[axis, axis] += policy.level_drift * years
        cov[axis, slope] += bend
        cov[slope, axis] += bend
        for other in levels:
            cov[axis, other] += bend * years * (2.0 / 3.0)
    cov[slope, slope] += wander
    return State(mean, cov)


def design(day: Readings, layout: Layout) -> Floats:
    """Which states each reading sees, (R, S, n): its level, and the offset of its modality if it has one."""
    rows = np.zeros((len(day.size), layout.states, day.size.shape[1]))
    for axis in range(layout.axes):
        rows[:, axis] = day.given & (day.axis == axis)
    for number in range(1, layout.offsets + 1):
        rows[:, layout.offset(number)] = day.given & (day.offset == number)
    return rows


def whiten(total: Floats, rows: Floats) -> tuple[Floats, Floats]:
    """L⁻¹·rows and log det L with total = L·Lᵀ, per lesion: (R, R, n), (R, k, n). R is small, the loops short."""
    lower, white = np.zeros_like(total), rows.copy()
    volume = np.zeros(total.shape[-1])
    for i in range(len(total)):
        for j in range(i):
            lower[i, j] = (total[i, j] - (lower[i, :j] * lower[j, :j]).sum(axis=0)) / lower[j, j]
            white[i] -= lower[i, j] * white[j]
        lower[i, i] = np.sqrt(total[i, i] - (lower[i, :i] ** 2).sum(axis=0))
        white[i] /= lower[i, i]
        volume += np.log(lower[i, i])
    return white, volume


def update(state: State, day: Readings, variance: Floats, *, layout: Layout) -> Update:
    """All readings of the day enter as one vector; their order does not matter."""
    sees = design(day, layout)
    seen = np.einsum("stn,rtn->rsn", state.cov, sees)
    total = np.einsum("rsn,qsn->rqn", seen, sees)
    diagonal = np.arange(len(total))
    total[diagonal, diagonal] += variance
    foreseen = np.einsum("rsn,sn->rn", sees, state.mean)
    surprise = np.where(day.given, day.size, 0.0) - foreseen
    rows = np.concatenate([surprise[:, None], day.given[:, None].astype(float), seen], axis=1)
    white, volume = whiten(total, rows)
    new, one, gain = white[:, 0], white[:, 1], white[:, 2:]
    weight = (one * one).sum(axis=0)
    mean = state.mean + np.einsum("rsn,rn->sn", gain, new)
    cov = state.cov - np.einsum("rsn,rtn->stn", gain, gain)
    precision = day.given / variance
    expected = (precision * foreseen).sum(axis=0) / precision.sum(axis=0)
    z = (one * new).sum(axis=0) / np.sqrt(weight)
    return Update(State(mean, cov), z, expected, -(new * new).sum(axis=0) / 2.0 - volume)


def begin(day: Readings, *, layout: Layout, policy: Policy, start: Start | None) -> State:
    """The state after the first exam: the level enters at the reading with its error, the slope at its prior."""
    lesions = day.size.shape[1]
    mean, cov = np.zeros((layout.states, lesions)), np.zeros((layout.states, layout.states, lesions))
    for number in range(1, layout.offsets + 1):
        cov[layout.offset(number), layout.offset(number)] = policy.offset_sd**2
    sizes = np.where(day.given, day.size, 0.0).sum(axis=0) / day.given.sum(axis=0)
    if start is not None:
        known = [0, layout.slope]
        mean[known], cov[np.ix_(known, known)] = start.mean[:, None], start.covariance[:, :, None]
        state = update(State(mean, cov), day, day.variance(mean[0]), layout=layout).state
    else:
        variance = day.variance(sizes)
        mean[0], cov[0, 0] = day.size[0], variance[0]
        cov[layout.slope, layout.slope] = policy.slope_prior_sd**2
        state = State(mean, cov)
        if len(day.size) > 1:
            state = _second_readings(state, day, variance, layout=layout)
    return enter(state, layout)


def _second_readings(state: State, day: Readings, variance: Floats, *, layout: Layout) -> State:
    """The first day's further readings, after its first one has set the level; a lesion without any stays as it is."""
    who = np.flatnonzero(day.given[1:].any(axis=0))
    if not who.size:
        return state
    rest = replace(day.take(who), given=day.given[:, who] & (np.arange(len(day.size)) > 0)[:, None])
    after = update(state.take(who), rest, np.where(rest.given, variance[:, who], 1.0), layout=layout).state
    state.mean[:, who], state.cov[:, :, who] = after.mean, after.cov
    return state


def enter(state: State, layout: Layout) -> State:
    """Copy the first level as it is now into the entry state, so that the change since then stays known."""
    mean, cov = state.mean.copy(), state.cov.copy()
    mean[layout.entry] = mean[0]
    cov[layout.entry] = cov[0]
    cov[:, layout.entry] = cov[:, 0]
    cov[layout.entry, layout.entry] = cov[0, 0]
    return State(mean, cov)


def change_since_entry(state: State, years: Floats, layout: Layout) -> tuple[Floats, Floats]:
    """The mean rate of the level since the first exam (or the last step) and its SD; NaN when no time has passed."""
    entry, mean, cov = layout.entry, state.mean, state.cov
    variance = np.maximum(cov[0, 0] + cov[entry, entry] - 2.0 * cov[0, entry], 0.0)
    span = np.where(years > 0.0, years, np.nan)
    return (mean[0] - mean[entry]) / span, np.sqrt(variance) / span

"""The small-matrix filter under the growth engine: drifting levels that share a drifting slope, read with error."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from surveillance.engine.growth.readings import Layout, Readings
from surveillance.engine.growth.sums import Floats, down, total
from surveillance.engine.policy import Policy

FAR = 1_000_000  # an axis behind every other


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
    z: Floats  # the common innovation in its own SD: one test a day; NaN where no axis read was known before
    expected: Floats  # what the day was to show in mm on its leading axis, known before it was read
    loglik: Floats


def predict(state: State, years: Floats, *, layout: Layout, policy: Policy) -> State:
    """The state `years` later: the slope drifts (q_b), and each level with it and by itself (q), CLINICAL D1."""
    mean, cov, slope, levels = state.mean.copy(), state.cov.copy(), layout.slope, slice(layout.axes)
    mean[levels] += mean[slope] * years
    cov[levels] += years * cov[slope]
    cov[:, levels] += (years * cov[:, slope])[:, None]
    wander = policy.slope_drift * years
    bend = wander * years / 2.0
    for axis in range(layout.axes):
        cov[axis, axis] += policy.level_drift * years
    cov[levels, slope] += bend
    cov[slope, levels] += bend
    cov[levels, levels] += bend * years * (2.0 / 3.0)
    cov[slope, slope] += wander
    return State(mean, cov)


def errors_of(day: Readings, state: State, *, layout: Layout, policy: Policy) -> Floats:
    """The covariance of the day's errors at the levels that this state predicts."""
    return day.errors(state.mean[: layout.axes], policy)


def design(day: Readings, read: NDArray[np.bool_], layout: Layout) -> Floats:
    """Which states each reading sees, (R, S, n): its level, and the offset of its modality if it has one."""
    rows = np.zeros((len(day.size), layout.states, day.size.shape[1]))
    for axis in range(layout.axes):
        rows[:, axis] = read & (day.axis == axis)
    for number in range(1, layout.offsets + 1):
        rows[:, layout.offset(number)] = read & (day.offset == number)
    return rows


def expect(sees: Floats, state: State, layout: Layout) -> Floats:
    """What each reading is to show, (R, n)."""
    return total(sees[:, place] * state.mean[place] for place in layout.read)


def whiten(spread: Floats, rows: Floats) -> tuple[Floats, Floats]:
    """L⁻¹·rows and log det L with spread = L·Lᵀ, per lesion: (R, R, n), (R, k, n). R is small, the loops short."""
    lower, white = np.zeros_like(spread), rows.copy()
    volume = np.zeros(spread.shape[-1])
    for i in range(len(spread)):
        for j in range(i):
            rest = spread[i, j] - down(lower[i, :j] * lower[j, :j]) if j else spread[i, j]
            lower[i, j] = rest / lower[j, j]
            white[i] -= lower[i, j] * white[j]
        lower[i, i] = np.sqrt(spread[i, i] - down(lower[i, :i] ** 2) if i else spread[i, i])
        white[i] /= lower[i, i]
        volume += np.log(lower[i, i])
    return white, volume


def update(state: State, day: Readings, errors: Floats, *, layout: Layout) -> Update:
    """All readings of the day enter as one vector; their order does not matter. Axes seen first enter by themselves."""
    read = day.given & ~day.first
    cross: Floats | None = None
    if day.first.any():
        state, cross = _admit(state, day, errors, layout)
        errors = _among(errors, read)
    sees = design(day, read, layout)
    seen = total(sees[:, place, None] * state.cov[:, place] for place in layout.read)
    spread = errors.copy()
    if cross is not None:
        cross = np.where(read[:, None], np.moveaxis(cross, 1, 0), 0.0)
        seen += cross
        spread += total(sees[:, None, place] * cross[:, place] for place in layout.read)
    spread += total(seen[:, place, None] * sees[:, place] for place in layout.read)
    foreseen = expect(sees, state, layout)
    surprise = np.where(read, day.size, 0.0) - foreseen
    tested = read & day.known
    rows = np.concatenate([surprise[:, None], tested[:, None].astype(float), seen], axis=1)
    white, volume = whiten(spread, rows)
    new, one, gain = white[:, 0], white[:, 1], white[:, 2:]
    weight = down(one * one)
    mean = state.mean + total(each * way for each, way in zip(gain, new, strict=True))
    cov = state.cov - total(each[:, None] * each for each in gain)
    z = _over(down(one * new), np.sqrt(weight))
    expected = _expected(day, foreseen, tested, errors)
    return Update(State(mean, cov), z, expected, -down(new * new) / 2.0 - volume)


def _expected(day: Readings, foreseen: Floats, tested: NDArray[np.bool_], errors: Floats) -> Floats:
    """What the first axis that was read and known before was to show, weighted by the precision of its readings."""
    diagonal = np.arange(len(errors))
    if len(errors) > 1:
        tested = tested & (day.axis == np.where(tested, day.axis, FAR).min(axis=0))
    precision = tested / errors[diagonal, diagonal]
    return _over(down(precision * foreseen), down(precision))


def _over(above: Floats, below: Floats) -> Floats:
    """above ÷ below, NaN where nothing was tested."""
    some = below > 0.0
    return above / below if some.all() else np.divide(above, below, out=np.full_like(above, np.nan), where=some)


def _among(errors: Floats, read: NDArray[np.bool_]) -> Floats:
    """The errors of the readings that still inform, the others made idle."""
    kept = np.where(read[:, None] & read, errors, 0.0)
    diagonal = np.arange(len(kept))
    kept[diagonal, diagonal] = np.where(read, errors[diagonal, diagonal], 1.0)
    return kept


def _admit(state: State, day: Readings, errors: Floats, layout: Layout) -> tuple[State, Floats]:
    """Each axis seen for the first time enters at its reading: level = reading − offset − error, nothing else known.

    The error belongs to the day: its covariance with the other readings' errors, negative, is the second result
    (S, R, n). Reading the rest of the day then takes the error that the other axes lead one to expect off the level,
    and widens or narrows it, which is the limit of a prior without bounds (CLINICAL D1).
    """
    mean, cov = state.mean.copy(), state.cov.copy()
    cross = np.zeros((layout.states, *day.size.shape))
    for axis in range(layout.axes):
        mine = day.first & (day.axis == axis)
        who = np.flatnonzero(mine.any(axis=0))
        at = mine[:, who].argmax(axis=0)
        further = day.offset[at, who] > 0
        place = layout.entry + day.offset[at, who]
        row = np.where(further, -cov[place, :, who].T, 0.0) - cross[:, at, who]
        row[axis] = errors[at, at, who] + np.where(further, cov[place, place, who], 0.0)
        mean[axis, who] = day.size[at, who] - np.where(further, mean[place, who], 0.0)
        cov[axis][:, who] = row
        cov[:, axis][:, who] = row
        cross[axis][:, who] = -errors[at, :, who].T
    return State(mean, cov), cross


def begin(day: Readings, *, layout: Layout, policy: Policy, start: Start | None) -> State:
    """The state after the first exam: each level enters at its reading with its error, the slope at its prior."""
    lesions = day.size.shape[1]
    mean, cov = np.zeros((layout.states, lesions)), np.zeros((layout.states, layout.states, lesions))
    for number in range(1, layout.offsets + 1):
        cov[layout.offset(number), layout.offset(number)] = policy.offset_sd**2
    if start is None:
        cov[layout.slope, layout.slope] = policy.slope_prior_sd**2
    else:
        known = [0, layout.slope]
        mean[known], cov[np.ix_(known, known)] = start.mean[:, None], start.covariance[:, :, None]
        day = replace(day, first=day.first & (day.axis > 0), known=day.known | (day.axis == 0))
    state = State(mean, cov)
    errors = errors_of(day, state, layout=layout, policy=policy)
    return enter(update(state, day, errors, layout=layout).state, layout)


def enter(state: State, layout: Layout) -> State:
    """Copy the first level as it is now into the entry state, so that the change since then stays known."""
    mean, cov = state.mean.copy(), state.cov.copy()
    mean[layout.entry] = mean[0]
    cov[layout.entry] = cov[0]
    cov[:, layout.entry] = cov[:, 0]
    cov[layout.entry, layout.entry] = cov[0, 0]
    return State(mean, cov)


def change_since_entry(state: State, years: Floats, layout: Layout) -> tuple[Floats, Floats]:
    """The mean rate of the first level since the first exam (or the last step) and its SD; NaN when no time passed."""
    entry, mean, cov = layout.entry, state.mean, state.cov
    variance = np.maximum(cov[0, 0] + cov[entry, entry] - 2.0 * cov[0, entry], 0.0)
    span = np.where(years > 0.0, years, np.nan)
    return (mean[0] - mean[entry]) / span, np.sqrt(variance) / span

"""An abrupt change is held; the next exam day chooses between drift, a step and a misreading (CLINICAL D1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from surveillance.engine.growth.filter import State, enter, errors_of, predict, update
from surveillance.engine.growth.readings import Layout, Readings
from surveillance.engine.growth.sums import Floats, down, total
from surveillance.engine.policy import Policy


class Verdict(IntEnum):
    """What an exam day turned out to be; the first three are the rivals, in the order they are stacked."""

    DRIFT = 0
    STEP = 1
    MISREADING = 2
    HELD = 3
    ORDINARY = 4


RIVALS = 3


@dataclass(frozen=True, slots=True)
class Rivals:
    """The lesions whose last exam day was abrupt: their state under each rival (3·k columns) and its log weight."""

    who: NDArray[np.intp]  # (k,)
    state: State
    weight: Floats  # (3, k)

    def head(self, lesions: int) -> Rivals:
        """Only those among the first `lesions`."""
        keep = np.flatnonzero(self.who < lesions)
        columns = np.concatenate([keep + rival * self.who.size for rival in range(RIVALS)])
        return Rivals(self.who[keep], self.state.take(columns), self.weight[:, keep])


def hold(before: State, day: Readings, who: NDArray[np.intp], *, layout: Layout, policy: Policy) -> Rivals:
    """The three readings of an abrupt exam day; `before` is the state just before it, of all lesions."""
    state, seen = before.take(who), day.take(who)
    errors = errors_of(seen, state, layout=layout, policy=policy)
    stepped = State(state.mean, state.cov.copy())
    widen(stepped, np.full(who.size, policy.step_sd**2), layout)
    drift = update(state, seen, errors, layout=layout)
    step = update(stepped, seen, errors, layout=layout)
    misreading = update(state, seen, errors + seen.misread(policy), layout=layout)
    priors = np.log([policy.prior_drift, policy.prior_step, policy.prior_misreading])
    weight = priors[:, None] + np.stack([drift.loglik, step.loglik, misreading.loglik])
    return Rivals(who, _join(drift.state, step.state, misreading.state), weight)


def settle(
    rivals: Rivals, day: Readings, years: Floats, *, layout: Layout, policy: Policy
) -> tuple[State, NDArray[np.intp]]:
    """The state just before `day` under the rival that explains both days best, and which one that was, per lesion.

    After a step the entry state starts anew: the mean rate since entry is then the rate since the step was seen.
    """
    lesions = rivals.who.size
    ahead = predict(rivals.state, np.tile(years[rivals.who], RIVALS), layout=layout, policy=policy)
    seen = day.take(np.tile(rivals.who, RIVALS))
    likely = update(ahead, seen, errors_of(seen, ahead, layout=layout, policy=policy), layout=layout).loglik
    chosen = (rivals.weight + likely.reshape(RIVALS, lesions)).argmax(axis=0)
    state = ahead.take(chosen * lesions + np.arange(lesions))
    anew, stepped = enter(state, layout), chosen == Verdict.STEP
    return State(np.where(stepped, anew.mean, state.mean), np.where(stepped, anew.cov, state.cov)), chosen


def mixture(rivals: Rivals) -> State:
    """What is believed while nothing is decided: the rivals weighted by their odds, as one mean and covariance."""
    odds = np.exp(rivals.weight - rivals.weight.max(axis=0))
    odds /= down(odds)
    means = rivals.state.mean.reshape(len(rivals.state.mean), RIVALS, -1)
    covs = rivals.state.cov.reshape(*rivals.state.cov.shape[:2], RIVALS, -1)
    mean = total(weight * means[:, rival] for rival, weight in enumerate(odds))
    apart = means - mean[:, None]
    within = total(weight * covs[:, :, rival] for rival, weight in enumerate(odds))
    between = total(weight * apart[:, None, rival] * apart[:, rival] for rival, weight in enumerate(odds))
    return State(mean, within + between)


def widen(state: State, variance: Floats, layout: Layout) -> None:
    """Let all levels of each lesion jump together by something of this variance (in place)."""
    state.cov[: layout.axes, : layout.axes] += variance


def _join(*states: State) -> State:
    return State(
        np.concatenate([state.mean for state in states], axis=-1),
        np.concatenate([state.cov for state in states], axis=-1),
    )

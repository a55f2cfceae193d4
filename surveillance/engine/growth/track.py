"""The filter run through exam days: one patient or a million, in a loop over exam days only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveillance.engine.growth.abrupt import Rivals, Verdict, hold, mixture, settle
from surveillance.engine.growth.decide import is_abrupt
from surveillance.engine.growth.filter import Start, State, begin, change_since_entry, errors_of, predict, update
from surveillance.engine.growth.readings import Layout, Readings
from surveillance.engine.growth.series import Series
from surveillance.engine.growth.sums import Floats
from surveillance.engine.policy import Policy

NO_EXAM = -1
CHUNK = 20_000  # lesions at a time: the arrays stay in the processor's cache


@dataclass(frozen=True, slots=True)
class Belief:
    """What is believed of n lesions after their last exam day, and the rivals of those whose last day was abrupt."""

    years: Floats
    entered: Floats  # when the entry level was set: the first exam, or the last step
    state: State
    rivals: Rivals | None = None

    def head(self, lesions: int) -> Belief:
        """Only the first `lesions`: those behind have no further exam."""
        if lesions == self.years.size:
            return self
        rivals = self.rivals.head(lesions) if self.rivals else None
        return Belief(self.years[:lesions], self.entered[:lesions], self.state.take(slice(lesions)), rivals)

    @property
    def shown(self) -> State:
        """The state to report: where an abrupt change is held, the rivals weighted by their odds."""
        if not self.rivals or not self.rivals.who.size:
            return self.state
        mixed, mean, cov = mixture(self.rivals), self.state.mean.copy(), self.state.cov.copy()
        mean[:, self.rivals.who], cov[:, :, self.rivals.who] = mixed.mean, mixed.cov
        return State(mean, cov)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one exam day showed: its test, what it was to show in mm, and what the held day before it was."""

    z: Floats
    expected: Floats
    settled: NDArray[np.intp]  # the lesions whose held day was decided
    verdict: NDArray[np.intp]  # and how


def first(day: Readings, *, layout: Layout, policy: Policy, start: Start | None = None) -> Belief:
    """The belief after the first exam day."""
    return Belief(day.years, day.years, begin(day, layout=layout, policy=policy, start=start))


def advance(belief: Belief, day: Readings, *, layout: Layout, policy: Policy) -> tuple[Belief, Seen]:
    """One more exam day of every lesion: settle what was held, read the day, hold what is abrupt."""
    gap = day.years - belief.years
    before = predict(belief.state, gap, layout=layout, policy=policy)
    entered = belief.entered
    settled: NDArray[np.intp] = np.zeros(0, np.intp)
    verdict = settled
    if belief.rivals and belief.rivals.who.size:
        settled = belief.rivals.who
        chosen, verdict = settle(belief.rivals, day, gap, layout=layout, policy=policy)
        before.mean[:, settled], before.cov[:, :, settled] = chosen.mean, chosen.cov
        entered = entered.copy()
        stepped = settled[verdict == Verdict.STEP]
        entered[stepped] = day.years[stepped]
    now = update(before, day, errors_of(day, before, layout=layout, policy=policy), layout=layout)
    who = np.flatnonzero(is_abrupt(now.z, policy))
    rivals = hold(before, day, who, layout=layout, policy=policy) if who.size else None
    return Belief(day.years, entered, now.state, rivals), Seen(now.z, now.expected, settled, verdict)


@dataclass(frozen=True, slots=True)
class Track:
    """What was believed after each exam day, arrays (E, n) in the order of the series; NaN where there is no exam."""

    level: Floats
    level_sd: Floats
    rate: Floats
    rate_sd: Floats
    change: Floats  # mean rate of the level since entry (the first exam, or the last step)
    change_sd: Floats
    z: Floats
    expected: Floats
    verdict: NDArray[np.int8]  # Verdict of each exam day, as known after the last one
    entered: Floats
    state: State  # after the last exam day of each lesion


def run(series: Series, policy: Policy, *, start: Start | None = None) -> Track:
    """Every lesion of the series through its exam days; `start` replaces the flat level and the slope's prior."""
    layout = series.layout
    track = _empty(series, layout)
    for low in range(0, series.counts.size, CHUNK):
        part = slice(low, min(low + CHUNK, series.counts.size))
        _run_part(series.part(part), _part(track, part), policy=policy, start=start)
    return track


def _run_part(series: Series, track: Track, *, policy: Policy, start: Start | None) -> None:
    layout = series.layout
    belief = first(series.day(0), layout=layout, policy=policy, start=start)
    _record(track, 0, belief, layout)
    for exam in range(1, len(series.years)):
        day = series.day(exam)
        belief, seen = advance(belief.head(day.years.size), day, layout=layout, policy=policy)
        _record(track, exam, belief, layout)
        here = slice(day.years.size)
        track.z[exam, here], track.expected[exam, here] = seen.z, seen.expected
        track.verdict[exam - 1, seen.settled] = seen.verdict
        if belief.rivals:
            track.verdict[exam, belief.rivals.who] = Verdict.HELD


def _record(track: Track, exam: int, belief: Belief, layout: Layout) -> None:
    here, slope, shown = slice(belief.years.size), layout.slope, belief.shown
    mean, cov = shown.mean, shown.cov
    track.level[exam, here], track.level_sd[exam, here] = mean[0], np.sqrt(cov[0, 0])
    track.rate[exam, here], track.rate_sd[exam, here] = mean[slope], np.sqrt(cov[slope, slope])
    since = belief.years - belief.entered
    track.change[exam, here], track.change_sd[exam, here] = change_since_entry(shown, since, layout)
    track.entered[exam, here] = belief.entered
    track.verdict[exam, here] = Verdict.ORDINARY
    track.state.mean[:, here], track.state.cov[:, :, here] = mean, cov


def _empty(series: Series, layout: Layout) -> Track:
    shape, states = series.years.shape, layout.states
    arrays = {name: np.full(shape, np.nan) for name in ARRAYS}
    arrays["verdict"] = np.full(shape, NO_EXAM, np.int8)
    return Track(**arrays, state=State(np.zeros((states, shape[1])), np.zeros((states, states, shape[1]))))


def _part(track: Track, part: slice) -> Track:
    """A view on some of the lesions: what is written there is written in the whole."""
    arrays = {name: getattr(track, name)[:, part] for name in ARRAYS}
    state = State(track.state.mean[:, part], track.state.cov[:, :, part])
    return Track(**arrays, state=state)


ARRAYS = ("level", "level_sd", "rate", "rate_sd", "change", "change_sd", "z", "expected", "verdict", "entered")

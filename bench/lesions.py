"""Simulated lesions under surveillance: a known truth, an error, visits, and the engine reading along exam by exam."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from surveillance.engine.growth.decide import PROGRESSION, Exams, courses, is_abrupt, is_watch, odds
from surveillance.engine.growth.filter import change_since_entry
from surveillance.engine.growth.readings import Floats, Layout, Readings
from surveillance.engine.growth.track import Belief, advance, first
from surveillance.engine.policy import DEFAULT, Policy

RATIO = (1.0, 0.7, 0.6)  # the short and the third axis beside the long one (ours: a semilunar mass)
ENTRY_MM = (20.0, 30.0)  # the size at the first exam, below 33 mm, where the error starts to grow with size
VISIT_YEARS = (0.5, 1.0)
ROUNDING_MM = 1.0
Truth = Callable[[Floats], Floats]  # the true size at these years, (n,) or (axes, n), asked in the order of time


@dataclass(frozen=True, slots=True)
class Plan:
    """How the lesions are followed: how many, how many exams, and whether G4's early second look is used."""

    lesions: int
    exams: int
    adaptive: bool = False
    policy: Policy = DEFAULT
    error_mm: float = 2.0
    axes: int = 1
    correlation: float = 0.3  # of the true errors of the axes within one exam
    rounding_mm: float = ROUNDING_MM

    @property
    def layout(self) -> Layout:
        """Where the states stand."""
        return Layout(axes=self.axes)


@dataclass(frozen=True, slots=True)
class Course:
    """What the engine said at each exam, arrays (E, n)."""

    years: Floats
    course: np.ndarray
    progression: np.ndarray  # G1
    rise: np.ndarray  # G2
    fall: np.ndarray  # G6 by its z
    rate: Floats
    rate_sd: Floats

    @property
    def alert(self) -> np.ndarray:
        """G1 or G2."""
        return self.progression | self.rise


def watch_them(truth: Truth, plan: Plan, rng: np.random.Generator, misread: dict[int, float] | None = None) -> Course:
    """The lesions through their exams; `misread` adds so many mm to everybody's reading at an exam (from 0)."""
    years, looks, belief = np.zeros(plan.lesions), np.zeros(plan.lesions, int), None
    rows = []
    for exam in range(plan.exams):
        size = truth(years) + errors(plan, rng) + (misread or {}).get(exam, 0.0)
        rounded = np.round(size / plan.rounding_mm) * plan.rounding_mm
        day = reading(years, rounded, plan.policy, first=not exam, rounding_mm=plan.rounding_mm)
        belief, z = _read(belief, day, plan)
        row, watch = _say(belief, z, exam + 1, plan)
        rows.append((years, *row))
        gap = rng.uniform(*VISIT_YEARS, plan.lesions)
        if plan.adaptive:
            gap, looks = _second_look(gap, watch, looks, plan.policy)
        years = years + gap
    return Course(*(np.stack(column) for column in zip(*rows, strict=True)))


def errors(plan: Plan, rng: np.random.Generator) -> Floats:
    """The reading errors of one exam: (n,), or (axes, n) that share a part."""
    if plan.axes == 1:
        return rng.normal(0.0, plan.error_mm, plan.lesions)
    shared, own = rng.normal(size=plan.lesions), rng.normal(size=(plan.axes, plan.lesions))
    return plan.error_mm * (plan.correlation**0.5 * shared + (1.0 - plan.correlation) ** 0.5 * own)


def reading(years: Floats, size: Floats, policy: Policy, *, first: bool, rounding_mm: float = ROUNDING_MM) -> Readings:
    """One TTE exam of every lesion, each axis read once: sizes (n,) or (axes, n)."""
    sizes = np.atleast_2d(size)
    shape = sizes.shape

    def same(value: float) -> Floats:
        return np.broadcast_to(np.array(value), shape)

    zero = np.broadcast_to(np.array(0, np.intp), shape)
    axis = np.broadcast_to(np.arange(len(sizes))[:, None], shape)
    numbers = (same(policy.error_tte), same(policy.error_relative), same(rounding_mm))
    new = np.full(shape, first)
    return Readings(years, sizes, *numbers, zero, axis, np.ones(shape, np.bool_), zero, zero, new, ~new)


def _read(belief: Belief | None, day: Readings, plan: Plan) -> tuple[Belief, Floats]:
    if belief is None:
        return first(day, layout=plan.layout, policy=plan.policy), np.zeros(day.years.size)
    belief, seen = advance(belief, day, layout=plan.layout, policy=plan.policy)
    return belief, seen.z


def _say(belief: Belief, z: Floats, exams: int, plan: Plan) -> tuple[tuple[np.ndarray, ...], np.ndarray]:
    """Course, G1, G2, G6, the rate and its SD; and whether G4 asks for an early second look."""
    state, slope, policy = belief.shown, plan.layout.slope, plan.policy
    rate, sd = state.mean[slope], np.sqrt(state.cov[slope, slope])
    now, count, held = odds(rate, sd, policy), np.full(z.size, exams), is_abrupt(z, policy)
    mean = odds(*change_since_entry(state, belief.years - belief.entered, plan.layout), policy)
    course = courses(now, mean, Exams(count, count, belief.years, unbroken=belief.years), held=held, policy=policy)
    watch = is_watch(now.progression, policy) & ~held
    return (course, course == PROGRESSION, held & (z > 0.0), held & (z < 0.0), rate, sd), watch


def _second_look(gap: Floats, watch: np.ndarray, looks: np.ndarray, policy: Policy) -> tuple[Floats, np.ndarray]:
    """G4: one exam after three months, at most two in succession, then after six months."""
    early = watch & (looks < policy.watch_successions)
    spent = watch & ~early
    gap = np.where(early, policy.watch_interval_months / 12.0, np.where(spent, policy.short_months / 12.0, gap))
    return gap, np.where(early, looks + 1, 0)


def entry(lesions: int, rng: np.random.Generator) -> Floats:
    """Sizes at the first exam."""
    return rng.uniform(*ENTRY_MM, lesions)


@dataclass(frozen=True, slots=True)
class Growing:
    """How the axes grow: at which rate, since when, each by its share of the long one, apart by how much (SD, mm/y)."""

    rate: Floats | float
    since: float = 0.0
    proportional: bool = False
    apart: float = 0.0


def growing(rate: Floats | float, plan: Plan, rng: np.random.Generator, since: float = 0.0) -> Truth:
    """A size that stands still until `since` and grows at `rate` from then on, every axis alike."""
    return truth_of(Growing(rate, since), plan, rng)


def truth_of(how: Growing, plan: Plan, rng: np.random.Generator) -> Truth:
    """The sizes of lesions that grow so, (n,) or (axes, n)."""
    base = entry(plan.lesions, rng)
    if plan.axes == 1 and not how.apart:
        return lambda years: base + how.rate * np.maximum(years - how.since, 0.0)
    ratio = np.array(RATIO[: plan.axes])[:, None]
    drift = rng.normal(0.0, how.apart, (plan.axes, plan.lesions)) if how.apart else 0.0
    rates = how.rate * (ratio if how.proportional else 1.0)
    return lambda years: ratio * base + rates * np.maximum(years - how.since, 0.0) + drift * years


def drawn(plan: Plan, rng: np.random.Generator) -> tuple[Truth, list[Floats]]:
    """A size drawn from the engine's own model, and its true slope at every exam, filled as it is asked."""
    policy = plan.policy
    level, slope, last = entry(plan.lesions, rng), rng.normal(0.0, policy.slope_prior_sd, plan.lesions), [0.0]
    slopes: list[Floats] = []

    def truth(years: Floats) -> Floats:
        nonlocal level, slope
        gap = years - last[0]
        bend, wander = rng.normal(size=(2, plan.lesions))
        turn = np.sqrt(policy.slope_drift * gap) * bend
        arc = turn * gap / 2.0 + np.sqrt(policy.slope_drift * gap**3 / 12.0) * wander
        level = level + slope * gap + arc + np.sqrt(policy.level_drift * gap) * rng.normal(size=plan.lesions)
        slope, last[0] = slope + turn, years
        slopes.append(slope)
        return level

    return truth, slopes


def without_relative_error(policy: Policy) -> Policy:
    """The same policy with an error that does not grow with size: sizes of the own model may be anything."""
    return replace(policy, error_relative=0.0)

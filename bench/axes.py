"""Sharper than one diameter: the table of one, two and three axes, fixed and adaptive intervals (CLINICAL D1b)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from bench.figures import (
    ADAPTIVE,
    FAST,
    FIXED,
    QUIET,
    Figure,
    Study,
    first_alert_rate,
    follow_ups,
    found,
    median_delay,
)
from bench.lesions import Course, Growing, Plan, truth_of, watch_them

STABLE, GROWS, LATE = Growing(0.0), Growing(FAST), Growing(FAST, since=QUIET)
TRUE_CORRELATION, HALF_CM, APART = 0.6, 5.0, 1.0  # how the truth may differ from what the filter believes
FIRST_QUESTION = 20  # of the random numbers


@dataclass(frozen=True, slots=True)
class Limits:
    """What issue 3 promises of so many axes at the adaptive interval."""

    found: float | None = None
    delay: float | None = None
    late: float | None = None
    proportional: float | None = None


FALSE, EXAMS = 1.3, 1.4  # per 100 stable patient-years; per stable patient-year after the first exam
PROMISED = {
    2: Limits(found=0.65, delay=1.75, late=0.45, proportional=0.50),
    3: Limits(found=0.72, delay=1.75, late=0.55),
}


def axes(study: Study) -> Iterator[Figure]:
    """Every question of one, two and three axes."""
    for count in (1, 2, 3):
        yield from _promised(study, count)
    yield from _elsewhere(study)


def _promised(study: Study, count: int) -> Iterator[Figure]:
    """What is found and what is falsely alarmed with so many axes."""
    for adaptive, how in ((False, "fixed"), (True, "adaptive")):
        name = f"{count} {'axis' if count == 1 else 'axes'}, {how}"
        limits = PROMISED.get(count, Limits()) if adaptive else Limits()
        plan = replace(study.plan(ADAPTIVE if adaptive else FIXED, adaptive=adaptive), axes=count)
        yield from stable(study, plan, name, limited=adaptive and count in PROMISED)
        course = _watched(study, GROWS, plan, 1)
        yield Figure(f"{name}: +3 mm/y of every axis found within 2 years", found(course, 0.0), None, limits.found)
        yield Figure(f"{name}: median delay of +3 mm/y, years", median_delay(course), limits.delay)
        longer = replace(plan, exams=ADAPTIVE + 4 if adaptive else FIXED + 3)
        late = found(_watched(study, LATE, longer, 2), QUIET)
        yield Figure(f"{name}: +3 mm/y after 5 stable years, within 2 years", late, None, limits.late)
        if count > 1:
            share = found(_watched(study, replace(GROWS, proportional=True), plan, 3), 0.0)
            yield Figure(f"{name}: +3 mm/y in proportion to the axis", share, None, limits.proportional)


def stable(study: Study, plan: Plan, name: str, *, limited: bool, apart: float = 0.0) -> Iterator[Figure]:
    """False first alerts and exams of stable lesions."""
    course = _watched(study, replace(STABLE, apart=apart), plan, 0)
    rate = 100.0 * first_alert_rate(course)
    yield Figure(f"{name}: false first alerts / 100 patient-years", rate, FALSE if limited else None)
    yield Figure(f"{name}: exams after the first / patient-year", follow_ups(course), EXAMS if limited else None)


def _elsewhere(study: Study) -> Iterator[Figure]:
    """Where the truth is not what the filter believes: two axes, adaptive, printed."""
    plan = replace(study.plan(ADAPTIVE, adaptive=True), axes=2)
    for name, other, apart in (
        (f"axes drift apart (SD {APART:g} mm/y)", plan, APART),
        (f"true correlation {TRUE_CORRELATION:g}", replace(plan, correlation=TRUE_CORRELATION), 0.0),
        ("half-cm rounding", replace(plan, rounding_mm=HALF_CM), 0.0),
    ):
        yield from stable(study, other, f"   {name}", limited=False, apart=apart)
        course = _watched(study, replace(GROWS, apart=apart), other, 1)
        yield Figure(f"   {name}: +3 mm/y found within 2 years", found(course, 0.0))
        yield Figure(f"   {name}: median delay, years", median_delay(course))


def _watched(study: Study, how: Growing, plan: Plan, question: int) -> Course:
    """The lesions of one question, with random numbers of its own."""
    rng: np.random.Generator = study.rng(FIRST_QUESTION + 10 * plan.axes + question)
    return watch_them(truth_of(how, plan, rng), plan, rng)

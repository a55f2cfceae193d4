"""What the tables of the growth engine are made of: a figure with its limit, a study, and what is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bench.lesions import Course, Plan
from surveillance.engine.policy import DEFAULT, Policy

YEARS = 6.0  # the horizon of the false alerts
QUIET = 5.0  # stable years before late growth
FAST = 3.0  # mm per year
SOON = 2.0  # years within which growth should be found
FIXED, ADAPTIVE = 13, 25  # exams that surely reach the horizon, and two years more where it is asked
LESIONS, SEED = 40_000, 1


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number and its limit; without limits it is only printed."""

    name: str
    value: float
    at_most: float | None = None
    at_least: float | None = None

    @property
    def passes(self) -> bool:
        """Whether it keeps its limits."""
        low = self.at_least is None or self.value >= self.at_least
        return low and (self.at_most is None or self.value <= self.at_most)

    @property
    def limit(self) -> str:
        """The limits in words."""
        if self.at_least is not None and self.at_most is not None:
            return f"{self.at_least:g} to {self.at_most:g}"
        if self.at_least is not None:
            return f"≥ {self.at_least:g}"
        return "" if self.at_most is None else f"≤ {self.at_most:g}"


@dataclass(frozen=True, slots=True)
class Study:
    """One run of everything: how many lesions, which seed, which policy."""

    lesions: int = LESIONS
    seed: int = SEED
    policy: Policy = DEFAULT

    def plan(self, exams: int, *, adaptive: bool = False) -> Plan:
        """How the lesions of one question are followed."""
        return Plan(self.lesions, exams, adaptive, self.policy)

    def rng(self, question: int) -> np.random.Generator:
        """The random numbers of one question, independent of the others'."""
        return np.random.default_rng([self.seed, question])


def first_alert_rate(course: Course) -> float:
    """First alerts per patient-year under watch."""
    alert = course.alert & (course.years <= YEARS)
    first = np.take_along_axis(course.years, alert.argmax(axis=0)[None], axis=0)[0]
    return float(alert.any(axis=0).sum() / np.where(alert.any(axis=0), first, YEARS).sum())


def found(course: Course, since: float) -> float:
    """The share alerted within two years of `since`, of those not alerted before."""
    before = (course.alert & (course.years <= since)).any(axis=0)
    within = course.alert & (course.years > since) & (course.years <= since + SOON)
    return float(within.any(axis=0)[~before].mean())


def median_delay(course: Course) -> float:
    """Years until half of the lesions have been alerted."""
    alert = course.alert
    first = np.take_along_axis(course.years, alert.argmax(axis=0)[None], axis=0)[0]
    return float(np.median(np.where(alert.any(axis=0), first, np.inf)))


def follow_ups(course: Course) -> float:
    """Exams per patient-year after the first exam."""
    years, lesions = course.years, course.years.shape[1]
    return float(((years <= YEARS).sum() - lesions) / (YEARS * lesions))


def line(figure: Figure) -> str:
    """One line of the table."""
    if np.isnan(figure.value):
        return figure.name
    verdict = "" if not figure.limit else "pass" if figure.passes else "FAIL"
    return f"{figure.name:<66}{figure.value:>8.3f}  {figure.limit:<14}{verdict}"


def row(figures: Sequence[Figure]) -> str:
    """One line of the table of a document: the same figure of every seed, and its limit."""
    name = figures[0].name.strip()
    cells = [f"{figure.value:.3f}" for figure in figures]
    if np.isnan(figures[0].value):  # a sentence: what it is about, then its figures
        name, cells = name.partition(": ")[0], [figure.name.partition(": ")[2] for figure in figures]
    return f"| {name} | {' | '.join(cells)} | {figures[0].limit or 'printed'} |"

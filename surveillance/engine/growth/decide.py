"""What the filter's numbers mean: the odds of the courses and the cuts of the rules, for one lesion or a million."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveillance.engine.day import DAYS_PER_YEAR
from surveillance.engine.message import Message, say
from surveillance.engine.policy import Policy

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

REGRESSION, STABILITY, PROGRESSION = "regression", "stability", "progression"
ABRUPT, UNDECIDED = "abrupt", "undecided"
WORDS: Mapping[str, Message] = {
    REGRESSION: say("decide.regression"),
    STABILITY: say("decide.stability"),
    PROGRESSION: say("decide.progression"),
    ABRUPT: say("decide.abrupt"),
    UNDECIDED: say("decide.undecided"),
}

_erfc = np.frompyfunc(math.erfc, 1, 1)


def phi(x: Floats) -> Floats:
    """The standard normal distribution function."""
    return 0.5 * np.asarray(_erfc(np.asarray(x) / -math.sqrt(2.0)), dtype=float)


@dataclass(frozen=True, slots=True)
class Odds:
    """The three probabilities of one rate, under our prior; they sum to one."""

    progression: Floats
    regression: Floats

    @property
    def stability(self) -> Floats:
        """What is left of the other two."""
        return 1.0 - self.progression - self.regression


def odds(rate: Floats, sd: Floats, policy: Policy) -> Odds:
    """P(rate > δ), P(rate < −δ) and the rest, δ the growth threshold (CLINICAL D1)."""
    cut = policy.growth_threshold
    return Odds(phi((rate - cut) / sd), phi((-cut - rate) / sd))


@dataclass(frozen=True, slots=True)
class Exams:
    """How much was looked at: exam days, the most of them in one modality, years, and years without a gap."""

    days: NDArray[np.intp]
    same_modality: NDArray[np.intp]
    span: Floats
    unbroken: Floats  # years of the last run of exam days without a gap longer than `steady_gap`

    def take(self, who: NDArray[np.intp]) -> Exams:
        """The same for some of the lesions."""
        return Exams(self.days[who], self.same_modality[who], self.span[who], self.unbroken[who])


def is_telling(exams: Exams, policy: Policy) -> Flags:
    """Whether there is a rate at all: two exam days further apart than a vague date."""
    return (exams.days >= 2) & (exams.span * DAYS_PER_YEAR > policy.rate_span_days)


def reaches(span: Floats, years: float) -> Flags:
    """Whether so many years lie between two exam days: 365 days are a year, as yearly visits count it."""
    return np.rint(span * DAYS_PER_YEAR) >= math.floor(years * DAYS_PER_YEAR)


def is_abrupt(z: Floats, policy: Policy) -> Flags:
    """G2 and G6: the exam day lies too far from what was expected; the first exam day (NaN) never does."""
    return np.abs(z) >= policy.abrupt_z


def is_watch(p_progression: Floats, policy: Policy) -> Flags:
    """G4: progression is likelier than not, so look again soon."""
    return p_progression >= policy.watch_probability


def is_progression(p_progression: Floats, exams: Exams, policy: Policy) -> Flags:
    """G1: P ≥ 0.80 on three exam days, two of them in one modality; or P ≥ 0.95 on two a year apart."""
    seen = (exams.days >= policy.progression_exams) & (exams.same_modality >= policy.progression_same_modality)
    usual = seen & (p_progression >= policy.course_probability)
    early = reaches(exams.span, policy.early_progression_span)
    early &= p_progression >= policy.early_progression_probability
    return is_telling(exams, policy) & (usual | early)


def is_regression(p_regression: Floats, exams: Exams, policy: Policy) -> Flags:
    """G5: P(rate < −δ) ≥ 0.80."""
    return is_telling(exams, policy) & (p_regression >= policy.course_probability)


def is_stability(now: Odds, since_entry: Odds, exams: Exams, *, policy: Policy) -> Flags:
    """Stable now, or stable on average since the first exam with neither growth nor shrinkage likelier than not.

    The slope drifts (q_b), so the slope of this very day is never known better than to about 1 mm/y with TTE:
    P(|slope| < 1) ends at 0.68 however many exams there are. What a long quiet series does tell is the mean rate;
    but a mean over years in which nobody looked hides what began in them, so that it counts only where the last
    `steady_span` years were looked at without a gap longer than `steady_gap`.
    """
    quiet = (now.progression < policy.watch_probability) & (now.regression < policy.watch_probability)
    watched = (exams.days >= policy.progression_exams) & reaches(exams.unbroken, policy.steady_span)
    steady = quiet & watched & (since_entry.stability >= policy.course_probability)
    return is_telling(exams, policy) & (steady | (now.stability >= policy.course_probability))


def courses(now: Odds, since_entry: Odds, exams: Exams, *, held: Flags, policy: Policy) -> NDArray[np.str_]:
    """The course of each lesion; a held abrupt change stands before every other word."""
    conditions = [
        held,
        is_progression(now.progression, exams, policy),
        is_regression(now.regression, exams, policy),
        is_stability(now, since_entry, exams, policy=policy),
    ]
    return np.select(conditions, [ABRUPT, PROGRESSION, REGRESSION, STABILITY], UNDECIDED)

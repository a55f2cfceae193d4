"""What the readings of one exam day say together: their mean, and which of them disagree."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

import numpy as np

from surveillance.engine.growth.readings import SHEPPARD
from surveillance.engine.growth.series import Sized, looks
from surveillance.engine.growth.sums import Floats
from surveillance.engine.policy import Policy

DISAGREE = 1.96  # SD of the difference of two readings of one day, CLINICAL B, X1


def deviation(sized: Sized, level: float, policy: Policy) -> float:
    """The SD in mm of one reading by the usual reader at this level, rounding included."""
    error = max(policy.error_of(sized.modality), policy.error_relative * level)
    return math.hypot(error, sized.rounding_mm / math.sqrt(SHEPPARD))


def mean_on(axis: str, readings: Sequence[Sized], *, level: float, policy: Policy) -> tuple[float | None, float]:
    """The day's size on one axis and its SD, re-reads weighed as such; None when no reading saw the target on it."""
    seen = [sized for sized in readings if sized.size_mm is not None and sized.axis == axis]
    if not seen:
        return None, policy.not_visible_sd
    if len(seen) == 1:
        return seen[0].size_mm, deviation(seen[0], level, policy)
    weights = np.linalg.solve(_errors(seen, level, policy), np.ones(len(seen)))
    sizes = np.array([sized.size_mm for sized in seen])
    return float(weights @ sizes / weights.sum()), float(weights.sum() ** -0.5)


def in_conflict(readings: Sequence[Sized], level: float, policy: Policy) -> tuple[Sized, ...]:
    """X1: the readings on each axis on which two differ beyond their errors and, between modalities, the offset."""
    pairs = [pair for pair in combinations(readings, 2) if pair[0].axis == pair[1].axis]
    axes = {one.axis for one, other in pairs if _differ(one, other, level, policy)}
    return tuple(sized for sized in readings if sized.axis in axes)


def _differ(one: Sized, other: Sized, level: float, policy: Policy) -> bool:
    seen = [sized for sized in (one, other) if sized.size_mm is not None]
    sizes = [policy.not_visible_mean if sized.size_mm is None else sized.size_mm for sized in (one, other)]
    covariance = _errors(seen, level, policy)
    signs = np.array([1.0, -1.0][: len(seen)])
    variance = float(signs @ covariance @ signs) + policy.not_visible_sd**2 * (2 - len(seen))
    bias = policy.offset_sd if len(seen) > 1 and one.modality != other.modality else 0.0
    return abs(sizes[0] - sizes[1]) > DISAGREE * math.hypot(math.sqrt(variance), bias)


def _errors(readings: Sequence[Sized], level: float, policy: Policy) -> Floats:
    """The covariance of the errors of readings of one day on one axis: re-reads of one acquisition share theirs."""
    sd = np.array([deviation(sized, level, policy) for sized in readings])
    image, look = np.transpose(looks(readings)) if readings else np.zeros((2, 0))
    together = (image[:, None] == image) * np.where(look[:, None] == look, 1.0, policy.reread_correlation)
    found: Floats = np.where(np.eye(len(sd)) > 0.0, 1.0, together) * np.outer(sd, sd)
    return found

"""Sizes and policies that several tests of the growth engine share."""

from __future__ import annotations

from dataclasses import replace

from surveillance.engine.growth.fit import Fit, trajectories
from surveillance.engine.growth.series import Sized
from surveillance.engine.policy import DEFAULT, Policy

STRAIGHT = replace(DEFAULT, level_drift=0.0, slope_drift=0.0)  # a straight line read with error
STEADY_SLOPE = replace(DEFAULT, slope_drift=0.0)


def apart(gap: float, *sizes: float | None) -> list[Sized]:
    """TTE sizes so many years apart, None for not visible."""
    return [Sized(exam * gap, size) for exam, size in enumerate(sizes)]


def fit_of(sizes: list[Sized], policy: Policy = DEFAULT) -> Fit:
    """The fit of one lesion."""
    return trajectories([sizes], policy)[0]

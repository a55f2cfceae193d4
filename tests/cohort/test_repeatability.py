"""The within-target SD against published numbers, printed tables and its own coverage."""

from __future__ import annotations

import numpy as np
import pytest

from surveillance.cohort.repeatability import within_target

# Bland and Altman, Lancet 1986;1:307-310, Table 1: two readings of 17 people by the Wright and the mini Wright meter.
WRIGHT = [
    (494, 490), (395, 397), (516, 512), (434, 401), (476, 470), (557, 611), (413, 415), (442, 431), (650, 638),
    (433, 429), (417, 420), (656, 633), (267, 275), (478, 492), (178, 165), (423, 372), (427, 421),
]  # fmt: skip
# Printed tables of chi-square, 20 degrees of freedom: what is exceeded with 0.975, 0.025 and 0.80.
CHI_975, CHI_025, CHI_80 = 9.591, 34.170, 14.578


def test_the_wright_meter_of_bland_and_altman() -> None:
    """They print a coefficient of repeatability of 43.2 l/min, 2 SD of the differences about zero."""
    said = within_target([again - first for first, again in WRIGHT])
    assert said.n == 17
    assert 2.0 * 2.0**0.5 * said.sd == pytest.approx(43.2, abs=0.15)


def test_the_intervals_are_those_of_printed_tables() -> None:
    said = within_target([1.0, -3.0] * 10)
    assert said.sd == pytest.approx((100.0 / 40.0) ** 0.5, abs=1e-12)
    assert said.low == pytest.approx(said.sd * (20.0 / CHI_025) ** 0.5, abs=1e-4)
    assert said.high == pytest.approx(said.sd * (20.0 / CHI_975) ** 0.5, abs=1e-4)
    assert said.upper == pytest.approx(said.sd * (20.0 / CHI_80) ** 0.5, abs=1e-4)
    assert said.bias == pytest.approx(-1.0, abs=1e-12)


def test_the_upper_limit_holds_the_truth_in_eighty_of_a_hundred_studies() -> None:
    draws = np.random.default_rng(5).normal(0.0, 2.0**0.5, (4000, 20))
    told = [within_target(row) for row in draws]
    assert np.mean([said.upper >= 1.0 for said in told]) == pytest.approx(0.80, abs=0.02)
    assert np.mean([said.low <= 1.0 <= said.high for said in told]) == pytest.approx(0.95, abs=0.012)


def test_the_error_of_one_exam_adds_what_two_readings_of_the_same_images_share() -> None:
    """As D1 has it: errors of 2 mm that correlate by 0.7 give back 2 mm, though their own SD is 1.1."""
    chance = np.random.default_rng(6)
    shared, own = chance.normal(size=200_000), chance.normal(size=(2, 200_000))
    first, again = 2.0 * (0.7**0.5 * shared + 0.3**0.5 * own)
    said = within_target(again - first)
    assert said.sd == pytest.approx(2.0 * 0.3**0.5, rel=0.01)
    whole = said.of_one_exam(0.7)
    assert whole.upper == pytest.approx(2.0, rel=0.01)
    assert whole.sd == pytest.approx(2.0, rel=0.01)
    assert (whole.low / said.low, whole.high / said.high) == pytest.approx((0.3**-0.5, 0.3**-0.5), abs=1e-12)
    assert (whole.n, whole.bias) == (said.n, said.bias)


def test_readings_that_never_differ_have_no_error() -> None:
    said = within_target([0.0] * 20)
    assert (said.sd, said.upper) == (0.0, 0.0)


def test_without_a_difference_there_is_nothing_to_say() -> None:
    with pytest.raises(ValueError, match="no repeatability"):
        within_target([])

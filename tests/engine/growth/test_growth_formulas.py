"""The filter against closed forms, published numbers and its own symmetries."""

from __future__ import annotations

import csv
import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from surveillance.engine.growth.ahead import exams_to_decide
from surveillance.engine.growth.filter import Start
from surveillance.engine.growth.fit import Fit, trajectories
from surveillance.engine.growth.series import Sized
from surveillance.engine.policy import DEFAULT
from surveillance.words.message import text
from tests.calls import counted
from tests.engine.growth.sizes import STEADY_SLOPE, STRAIGHT, apart, fit_of

UNROUNDED = [replace(sized, rounding_mm=0.0) for sized in apart(0.75, 21.0, 22.0, 26.0, 28.0)]


def closed_form(sizes: list[Sized], variances: list[float], prior_sd: float) -> tuple[float, float, float, float]:
    """CLINICAL D1: slope, its variance, level at the last time, its variance, with q = q_b = 0 and a flat level."""
    t, y = np.array([s.years for s in sizes]), np.array([s.size_mm for s in sizes], float)
    w = 1.0 / np.array(variances)
    t0, y0 = (w @ t) / w.sum(), (w @ y) / w.sum()
    sxx, sxy = w @ (t - t0) ** 2, w @ ((t - t0) * (y - y0))
    precision = sxx + prior_sd**-2
    slope = sxy / precision
    return slope, 1.0 / precision, y0 + slope * (t[-1] - t0), 1.0 / w.sum() + (t[-1] - t0) ** 2 / precision


def test_without_drift_the_filter_is_the_closed_form() -> None:
    rounding, readers = [0.1, 1.0, 5.0, 1.0, 0.1], ["a", "b", "a", "", "b"]
    times, values = [-1.0, 0.1, 0.4, 1.7, 3.2], [21.3, 24.0, 20.0, 26.0, 23.4]
    sizes = [Sized(*row[:2], "TTE", *row[2:]) for row in zip(times, values, readers, rounding, strict=True)]
    factors = [1.25 if reader == "b" else 1.0 for reader in readers]
    variances = [(2.0 * f) ** 2 + h * h / 12.0 for f, h in zip(factors, rounding, strict=True)]
    slope, slope_variance, level, level_variance = closed_form(sizes, variances, 2.0)
    fit = fit_of(sizes, STRAIGHT)
    assert fit.line.slope == pytest.approx(slope, abs=1e-9)
    assert fit.line.slope_variance == pytest.approx(slope_variance, abs=1e-9)
    assert fit.level_mm == pytest.approx(level, abs=1e-9)
    assert fit.line.level_variance == pytest.approx(level_variance, abs=1e-9)


def test_the_slope_that_clinical_d5_prints() -> None:
    assert fit_of(UNROUNDED, STRAIGHT).rate_mm_per_year == pytest.approx(2.459016393442623, abs=1e-12)


def interval(fit: Fit) -> tuple[float, float, float]:
    assert fit.rate_mm_per_year is not None
    assert fit.rate_sd is not None
    return (
        fit.rate_mm_per_year,
        fit.rate_mm_per_year - 1.96 * fit.rate_sd,
        fit.rate_mm_per_year + 1.96 * fit.rate_sd,
    )


def test_the_worked_example_of_clinical_d1() -> None:
    four, three = fit_of(UNROUNDED, STEADY_SLOPE), fit_of(UNROUNDED[:3], STEADY_SLOPE)
    assert interval(four) == pytest.approx((2.4, 0.3, 4.5), abs=0.06)
    assert four.p_progression == pytest.approx(0.91, abs=0.005)
    assert interval(three) == pytest.approx((1.7, -1.0, 4.5), abs=0.06)
    assert three.p_progression == pytest.approx(0.70, abs=0.005)
    assert (text(three.word), text(four.word)) == ("not enough information", "progression")


def test_started_from_lme4_it_gives_the_slopes_of_sleepstudy(outside_data: Path) -> None:
    tables = outside_data / "lmm-tables"
    expected = json.loads((tables / "expected.json").read_text())["sleepstudy"]
    rows = list(csv.DictReader((tables / "sleepstudy.csv").open()))
    subjects = list(dict.fromkeys(row["Subject"] for row in rows))
    lesions = [
        [Sized(float(r["Days"]), float(r["Reaction"]), rounding_mm=0.0) for r in rows if r["Subject"] == subject]
        for subject in subjects
    ]
    sd0, sd1, corr, residual = 24.740658, 5.922138, 0.065551, 25.591796  # lme4; CLINICAL D5 prints four digits
    covariance = np.array([[sd0**2, corr * sd0 * sd1], [corr * sd0 * sd1, sd1**2]])
    start = Start(np.array([251.405105, 10.467286]), covariance)
    policy = replace(STRAIGHT, error_tte=residual, error_relative=0.0, abrupt_z=1e9)
    fits = trajectories(lesions, policy, start=start)
    slopes = dict(zip(subjects, (fit.rate_mm_per_year for fit in fits), strict=True))
    assert slopes == pytest.approx(expected["subject_slopes"], abs=1e-3)


def test_with_a_wide_prior_it_gives_the_least_squares_slopes_of_orthodont(outside_data: Path) -> None:
    tables = outside_data / "lmm-tables"
    expected = json.loads((tables / "expected.json").read_text())["orthodont"]["per_subject_ols_slope"]
    rows = list(csv.DictReader((tables / "orthodont.csv").open()))
    policy = replace(STRAIGHT, slope_prior_sd=1e4, abrupt_z=1e9)
    for subject, slope in expected.items():
        mine = [Sized(float(r["age"]), float(r["distance"])) for r in rows if r["Subject"] == subject]
        assert fit_of(mine, policy).rate_mm_per_year == pytest.approx(slope, abs=1e-4)


def many_readings(seed: int) -> list[Sized]:
    chance = random.Random(seed)
    kinds = [("TTE", "a", 1.0), ("TOE", "b", 1.0), ("CT", "", 0.1), ("TTE", "b", 5.0)]
    return [Sized(day * 0.4, round(chance.uniform(15, 40), 1), *kind) for day in range(5) for kind in kinds]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_readings_does_not_matter_to_the_last_bit(seed: int) -> None:
    sizes = many_readings(seed)
    shuffled = random.Random(seed).sample(sizes, len(sizes))
    assert fit_of(shuffled) == fit_of(sizes)


def test_moving_the_origin_of_time_moves_nothing() -> None:
    sizes = many_readings(1)
    here, there = fit_of(sizes), fit_of([replace(sized, years=sized.years + 2000.0) for sized in sizes])
    assert (there.level_mm, there.line.slope) == pytest.approx((here.level_mm, here.line.slope), abs=1e-9)
    assert there.p_steady == pytest.approx(here.p_steady, abs=1e-9)


def test_larger_sizes_by_a_constant_move_the_level_alone() -> None:
    policy = replace(DEFAULT, error_relative=0.0)
    sizes = many_readings(2)
    here, there = fit_of(sizes, policy), fit_of([replace(s, size_mm=(s.size_mm or 0) + 7.0) for s in sizes], policy)
    assert there.level_mm - here.level_mm == pytest.approx(7.0, abs=1e-9)
    assert there.line.slope == pytest.approx(here.line.slope, abs=1e-9)
    assert there.rate_sd == pytest.approx(here.rate_sd, abs=1e-12)


def test_two_exams_at_the_same_moment_merge_by_precision() -> None:
    policy = replace(DEFAULT, offset_sd=1e-9, error_relative=0.0)
    fit = fit_of([Sized(0.0, 20.0, "TTE"), Sized(1e-12, 23.0, "CT")], policy)
    weights = 1.0 / (2.0**2 + 1 / 12), 1.0 / (1.2**2 + 1 / 12)
    assert fit.level_mm == pytest.approx((20.0 * weights[0] + 23.0 * weights[1]) / sum(weights), abs=1e-6)
    assert fit.level_sd == pytest.approx(sum(weights) ** -0.5, abs=1e-6)
    one_day = fit_of([Sized(0.0, 20.0, "TTE"), Sized(0.0, 23.0, "CT")], policy)
    assert one_day.level_mm == pytest.approx(fit.level_mm, abs=1e-6)


def test_the_error_grows_with_the_predicted_size_not_with_the_reading() -> None:
    small, large = fit_of(apart(1.0, 25.0, 45.0)), fit_of(apart(1.0, 50.0, 50.0))
    assert small.days[1].z is not None
    assert small.days[1].z == pytest.approx(20.0 / np.sqrt(4 + 4 + 2 / 12 + 4 + 0.25 + 0.5 / 3), abs=1e-9)
    assert large.days[0].level_sd == pytest.approx(np.sqrt(3.0**2 + 1 / 12), abs=1e-12)


def test_an_offset_between_modalities_is_recovered_where_both_look_on_the_same_days() -> None:
    paired = [Sized(exam * 0.75, size, m, "", 0.1) for exam in range(8) for m, size in (("TTE", 25.0), ("CT", 27.7))]
    fit = fit_of(paired)
    assert fit.level_mm == pytest.approx(25.0, abs=0.5)
    assert fit.rate_mm_per_year == pytest.approx(0.0, abs=0.01)


def test_a_change_of_modality_is_not_taken_for_growth() -> None:
    echo = [Sized(exam * 0.75, 25.0, "TTE") for exam in range(5)]
    switched = [*echo, *(Sized(exam * 0.75, 28.0, "CT", "", 0.1) for exam in range(5, 7))]
    known = fit_of(switched, STEADY_SLOPE)
    ignored = fit_of(switched, replace(STEADY_SLOPE, offset_sd=1e-6))
    assert (known.p_progression or 0.0) < 0.3
    assert (known.p_progression or 0.0) < (ignored.p_progression or 0.0) - 0.05
    assert (known.days[5].z or 0.0) < (ignored.days[5].z or 0.0) - 0.1


def test_another_readers_reading_weighs_less() -> None:
    same = fit_of([Sized(0.0, 20.0, "TTE", "a"), Sized(1.0, 26.0, "TTE", "a")])
    other = fit_of([Sized(0.0, 20.0, "TTE", "a"), Sized(1.0, 26.0, "TTE", "b")])
    assert (other.rate_mm_per_year or 0.0) < (same.rate_mm_per_year or 0.0)
    assert (other.days[1].z or 0.0) < (same.days[1].z or 0.0)


def test_many_lesions_at_once_equal_one_by_one() -> None:
    chance = random.Random(3)
    lesions = [random.Random(seed).sample(many_readings(seed), chance.randint(1, 20)) for seed in range(40)]
    together = trajectories(lesions, DEFAULT, smoothed=True)
    for lesion, fit in zip(lesions, together, strict=True):
        alone = trajectories([lesion], DEFAULT, smoothed=True)[0]
        assert fit.course == alone.course
        assert fit.exams_to_decide == alone.exams_to_decide
        numbers = [(d.level_mm, d.level_sd, d.smoothed_mm, d.smoothed_sd, d.z or 0.0) for d in fit.days]
        assert np.array(numbers) == pytest.approx(
            np.array([(d.level_mm, d.level_sd, d.smoothed_mm, d.smoothed_sd, d.z or 0.0) for d in alone.days]), abs=1e-9
        )


def test_a_lesion_alone_and_among_others_agree_to_the_last_digit() -> None:
    lesions = [many_readings(seed) for seed in range(60)]
    together = trajectories(lesions, DEFAULT)
    assert together == [trajectories([lesion], DEFAULT)[0] for lesion in lesions]
    assert together == [fit for half in (lesions[:7], lesions[7:]) for fit in trajectories(half, DEFAULT)]


def test_exams_to_decide_are_found_only_when_asked_for_and_once_for_all() -> None:
    lesions = [many_readings(seed) for seed in range(10)]
    with counted(exams_to_decide) as calls:
        fits = trajectories(lesions, DEFAULT)
        assert not calls
        further = [fit.exams_to_decide for fit in fits]
    assert calls == {"exams_to_decide": 1}
    assert further == [trajectories([lesion], DEFAULT)[0].exams_to_decide for lesion in lesions]
    assert any(further)


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), -1.0])
def test_a_size_that_is_no_size_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="size"):
        Sized(0.0, wrong)


def test_a_time_that_is_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match="time"):
        Sized(float("nan"), 20.0)


def test_the_line_through_all_exams_is_the_regression_when_nothing_drifts() -> None:
    sizes = apart(0.7, 20.0, 23.0, 21.0, 24.0, 26.0)
    slope, _, level, variance = closed_form(sizes, [4.0 + 1 / 12] * 5, 2.0)
    fit = trajectories([sizes], STRAIGHT, smoothed=True)[0]
    expected = [level - slope * (sizes[-1].years - sized.years) for sized in sizes]
    assert [day.smoothed_mm for day in fit.days] == pytest.approx(expected, abs=1e-9)
    assert fit.days[-1].smoothed_sd == pytest.approx(variance**0.5, abs=1e-9)

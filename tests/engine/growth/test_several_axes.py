"""Several axes of one target as one vector, and re-reads of one acquisition: equalities, symmetries, soundness."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from bench.lesions import reading
from surveillance.engine.growth.abrupt import Verdict
from surveillance.engine.growth.fit import Fit, trajectories
from surveillance.engine.growth.readings import COLUMNS, Readings
from surveillance.engine.growth.series import AXIS, Series, Sized
from surveillance.engine.growth.track import run
from surveillance.engine.policy import DEFAULT, Policy, from_document
from tests.engine.growth.sizes import apart, fit_of

FIXED_ERROR = replace(DEFAULT, error_relative=0.0)


def exam(years: float, *sizes: float, **more: Any) -> list[Sized]:
    """One exam: the long axis, then the short, then the third."""
    return [Sized(years, size, axis=axis, **more) for size, axis in zip(sizes, AXIS, strict=False)]


def on_the_mean(policy: Policy, axes: int) -> Policy:
    """The policy under which one axis reads like the mean of so many that are always read together."""
    error = policy.error_tte * ((1.0 + (axes - 1) * policy.axis_correlation) / axes) ** 0.5
    return replace(policy, error_tte=error, level_drift=policy.level_drift / axes)


def said(fit: Fit) -> list[object]:
    """The slope, its odds, every z and every verdict."""
    return [fit.line.slope, fit.line.slope_variance, fit.p_progression, *(day.z or 0.0 for day in fit.days)]


@pytest.mark.parametrize("axes", [2, 3])
@pytest.mark.parametrize("seed", range(8))
def test_equal_axes_read_together_are_the_scalar_filter_on_their_mean(axes: int, seed: int) -> None:
    """Issue 3: error s²(1 + (k − 1)ρ)/k, level drift q/k and the same q_b; some seeds hold, judge and step."""
    chance = np.random.default_rng(seed)
    times = np.cumsum(chance.uniform(0.2, 1.0, 7))
    jump = np.where(np.arange(7) >= 4, (0.0, 9.0, -9.0)[seed % 3], 0.0)
    sizes = 25.0 + chance.normal(0.0, 2.0, (axes, 7)) + jump
    vector = [sized for t, row in zip(times, sizes.T, strict=True) for sized in exam(t, *row, rounding_mm=0.0)]
    scalar = [Sized(t, size, rounding_mm=0.0) for t, size in zip(times, sizes.mean(axis=0), strict=True)]
    together, alone = fit_of(vector, FIXED_ERROR), fit_of(scalar, on_the_mean(FIXED_ERROR, axes))
    assert said(together) == pytest.approx(said(alone), abs=1e-9)
    assert [day.verdict for day in together.days] == [day.verdict for day in alone.days]


def test_the_equality_above_meets_steps_and_held_days() -> None:
    steady = [sized for e in range(5) for sized in exam(e * 0.75, 25.0, 25.0, rounding_mm=0.0)]
    stepped = [*steady, *exam(3.75, 37.0, 37.0, rounding_mm=0.0), *exam(4.5, 37.0, 37.0, rounding_mm=0.0)]
    assert fit_of(stepped[:12], FIXED_ERROR).days[-1].verdict == Verdict.HELD
    assert fit_of(stepped, FIXED_ERROR).days[5].verdict == Verdict.STEP


def test_an_axis_first_seen_later_enters_at_its_reading_minus_the_error_its_exam_lets_expect() -> None:
    """By hand, for two exams: x = (L, b) before the second; the long axis surprises by ν; the short is 18 mm."""
    policy, gap = replace(FIXED_ERROR, slope_drift=0.0, level_drift=0.0), 1.0
    s2, rho = policy.error_tte**2, policy.axis_correlation
    sizes = [*exam(0.0, 25.0, rounding_mm=0.0), *exam(gap, 28.0, 18.0, rounding_mm=0.0)]
    after = fit_of([*sizes, Sized(gap + 1e-9, 30.0, rounding_mm=0.0, axis="short", exam="next")], policy)
    total = s2 + policy.slope_prior_sd**2 * gap**2 + s2
    entered = 18.0 - rho * s2 / total * 3.0
    variance = s2 - (rho * s2) ** 2 / total
    assert after.days[-1].expected_mm == pytest.approx(entered, abs=1e-7)
    assert after.days[-1].z == pytest.approx((30.0 - entered) / (variance + s2) ** 0.5, abs=1e-7)


def test_an_axis_that_has_just_entered_says_nothing_of_growth() -> None:
    alone, joined = fit_of(apart(1.0, 25.0, 27.0)), fit_of([*apart(1.0, 25.0, 27.0), Sized(1.0, 18.0, axis="short")])
    assert said(joined) == pytest.approx(said(alone), abs=1e-12)
    assert joined.level_mm == pytest.approx(alone.level_mm, abs=1e-12)


def test_a_second_axis_sharpens_the_slope_of_both() -> None:
    one = fit_of(apart(0.75, 21.0, 23.0, 26.0, 28.0))
    two = fit_of(
        [s for e in range(4) for s in exam(e * 0.75, (21.0, 23.0, 26.0, 28.0)[e], (14.0, 16.0, 19.0, 21.0)[e])]
    )
    assert (two.rate_sd or 9.0) < (one.rate_sd or 0.0)
    assert (two.p_progression or 0.0) > (one.p_progression or 1.0)
    assert two.level_mm == pytest.approx(28.0, abs=1.0)


def test_a_day_with_the_short_axis_alone_counts_and_moves_the_long_level() -> None:
    both = [*exam(0.0, 25.0, 18.0), *exam(1.0, 25.0, 18.0)]
    short = fit_of([*both, Sized(2.0, 24.0, axis="short")])
    assert short.n == 3
    assert short.days[-1].expected_mm == pytest.approx(18.0, abs=0.2)
    assert short.level_mm > fit_of(both).level_mm + 1.0


def test_short_sizes_before_the_first_long_one_or_beside_not_visible_are_not_used() -> None:
    early = Sized(0.0, 18.0, axis="short")
    assert fit_of([early, *exam(1.0, 25.0)]).n == 1
    beside = [*exam(0.0, 25.0), Sized(1.0, None, "TOE"), Sized(1.0, 18.0, axis="short")]
    assert said(fit_of(beside)) == said(fit_of(beside[:2]))
    with pytest.raises(ValueError, match="long axis"):
        fit_of([early])


def test_an_axis_without_a_name_is_refused() -> None:
    with pytest.raises(ValueError, match="long, short, third"):
        Sized(0.0, 20.0, axis="widest")


def test_a_re_read_of_the_same_images_weighs_less_than_a_second_exam() -> None:
    first = Sized(0.0, 25.0, rounding_mm=0.0)
    again, anew = fit_of([first, replace(first, reread=True)]), fit_of([first, first])
    v = DEFAULT.error_tte**2
    assert again.level_sd**2 == pytest.approx(v * (1.0 + DEFAULT.reread_correlation) / 2.0, abs=1e-12)
    assert anew.level_sd**2 == pytest.approx(v / 2.0, abs=1e-12)


@pytest.mark.parametrize(("reread", "shared"), [(False, 0.3), (True, 0.3 * 0.7)])
def test_another_axis_by_another_reader_shares_the_product_of_both_correlations(reread: bool, shared: float) -> None:
    """What the short axis, new, takes over of the long one's surprise of 3 mm (its error: 4 of 12 mm²)."""
    policy = replace(FIXED_ERROR, slope_drift=0.0, level_drift=0.0)
    sizes = [*exam(0.0, 25.0, rounding_mm=0.0), *exam(1.0, 28.0, rounding_mm=0.0)]
    short = Sized(1.0, 18.0, rounding_mm=0.0, axis="short", reread=reread)
    fit = fit_of([*sizes, short, replace(short, years=1.0 + 1e-9, reread=False)], policy)
    assert fit.days[-1].expected_mm == pytest.approx(18.0 - shared * 4.0 / 12.0 * 3.0, abs=1e-7)


def test_a_second_observer_who_agrees_speaks_against_a_misreading() -> None:
    quiet, rise, after = apart(0.75, 25.0, 25.0, 26.0, 25.0), Sized(3.0, 36.0), Sized(3.75, 29.0)
    alone, agreed = fit_of([*quiet, rise, after]), fit_of([*quiet, rise, replace(rise, reread=True), after])
    assert alone.days[4].verdict == Verdict.MISREADING
    assert agreed.days[4].verdict != Verdict.MISREADING


def test_one_exam_that_is_wrong_is_wrong_on_all_its_axes() -> None:
    quiet = [sized for e in range(4) for sized in exam(e * 0.75, 25.0, 18.0)]
    fit = fit_of([*quiet, *exam(3.0, 36.0, 29.0), *exam(3.75, 25.0, 18.0)])
    assert [day.verdict for day in fit.days[4:]] == [Verdict.MISREADING, Verdict.ORDINARY]
    assert fit.level_mm == pytest.approx(25.0, abs=1.0)


def many(seed: int) -> list[Sized]:
    """Two exams a day, three axes, some re-read."""
    chance, sizes = random.Random(seed), []
    for day in range(5):
        for modality, rounding in (("TTE", 1.0), ("CT", 0.1)):
            for size in exam(day * 0.4, *(round(chance.uniform(15, 40), 1) for _ in range(3))):
                first = replace(size, modality=modality, rounding_mm=rounding, reader="a")
                sizes += [first, replace(first, size_mm=(size.size_mm or 0.0) + 1.0, reader="b", reread=True)]
    return sizes


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_a_days_readings_does_not_matter_to_the_last_bit(seed: int) -> None:
    sizes = many(seed)
    assert fit_of(random.Random(seed).sample(sizes, len(sizes))) == fit_of(sizes)


def test_lesions_with_fewer_axes_are_not_touched_by_their_neighbours() -> None:
    plain = apart(0.75, 21.0, 23.0, 26.0, None, 28.0)
    lesions = [plain, many(1), [*plain, *exam(2.0, 25.0, 18.0)], many(2)[:9]]
    together = trajectories(lesions, DEFAULT, smoothed=True)
    for lesion, fit in zip(lesions, together, strict=True):
        alone = trajectories([lesion], DEFAULT, smoothed=True)[0]
        assert fit.course == alone.course
        assert said(fit) == pytest.approx(said(alone), abs=1e-9)
        assert [day.smoothed_mm for day in fit.days] == pytest.approx([d.smoothed_mm for d in alone.days], abs=1e-9)


def test_the_unit_does_not_matter() -> None:
    """Everything in cm: each number of the policy in its unit, each size a tenth."""
    lengths = ("slope_prior_sd", "growth_threshold", "offset_sd", "error_tte", "error_ct", "step_sd", "misreading_sd")
    scaled = {name: getattr(DEFAULT, name) / 10.0 for name in lengths}
    variances = {name: getattr(DEFAULT, name) / 100.0 for name in ("level_drift", "slope_drift")}
    sizes = many(3)
    small = [replace(s, size_mm=(s.size_mm or 0.0) / 10.0, rounding_mm=s.rounding_mm / 10.0) for s in sizes]
    mm, cm = fit_of(sizes), fit_of(small, replace(DEFAULT, **scaled, **variances))
    assert cm.level_mm * 10.0 == pytest.approx(mm.level_mm, abs=1e-9)
    assert cm.p_progression == pytest.approx(mm.p_progression, abs=1e-9)
    assert [day.z or 0.0 for day in cm.days] == pytest.approx([day.z or 0.0 for day in mm.days], abs=1e-9)


def test_the_line_through_all_exams_knows_the_later_axes_too() -> None:
    sizes = [*exam(0.0, 25.0), *(s for e in range(1, 6) for s in exam(e * 0.75, 25.0 + e, 15.0 + e))]
    fit = trajectories([sizes], DEFAULT, smoothed=True)[0]
    assert fit.days[-1].smoothed_mm == pytest.approx(fit.level_mm, abs=1e-9)
    assert all((day.smoothed_sd or 9.0) <= day.level_sd + 1e-9 for day in fit.days)
    assert (fit.days[1].smoothed_mm or 0.0) == pytest.approx(26.0, abs=1.0)


def test_a_hundred_thousand_random_series_stay_sound() -> None:
    """Three axes that come and go, sizes anywhere: no variance turns negative, nothing is not a number."""
    chance, lesions, exams = np.random.default_rng(1), 100_000, 6
    gaps = chance.choice([1e-6, 0.02, 0.25, 1.0, 10.0], (exams, lesions))
    years = np.cumsum(gaps, axis=0)
    seen = chance.random((exams, 3, lesions)) < 0.6
    seen[:, 0] |= ~seen.any(axis=1)
    seen[0, 0] = True
    known = np.cumsum(seen, axis=0) - seen > 0
    sizes = chance.uniform(0.0, 120.0, (exams, 3, lesions))
    days = [reading(t, row, DEFAULT, first=False) for t, row in zip(years, sizes, strict=True)]
    columns = {name: np.stack([getattr(day, name) for day in days]) for name in COLUMNS}
    columns |= {"given": seen, "first": seen & ~known, "known": known}
    track = run(Series(Readings(years, **columns), np.full(lesions, exams), 0, 3), DEFAULT)
    variances = track.state.cov[np.arange(5), np.arange(5)]
    entered = seen.any(axis=0)
    assert (variances[:3][entered] > 0.0).all()
    assert (variances[3:] > 0.0).all()
    assert np.isfinite(track.level).all()
    assert np.isfinite(track.rate_sd).all()
    assert (track.change_sd[1:] >= 0.0)[~np.isnan(track.change_sd[1:])].all()


def test_a_policy_whose_errors_are_one_is_refused() -> None:
    with pytest.raises(ValueError, match="axis_correlation"):
        from_document({"axis_correlation": 1.0}, version="1", signed=True)
    assert from_document({"axis_correlation": 0.99}, version="1", signed=True).axis_correlation == 0.99

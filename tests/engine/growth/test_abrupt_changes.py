"""An abrupt change is held, then judged by the next exam; nothing restarts."""

from __future__ import annotations

import pytest

from surveillance.engine.growth.abrupt import Verdict
from surveillance.engine.growth.fit import Fit, trajectories
from surveillance.engine.growth.series import Sized
from surveillance.engine.policy import DEFAULT
from surveillance.words.message import text
from tests.engine.growth.sizes import apart, fit_of

QUIET = (25.0, 25.0, 26.0, 25.0)


def verdicts(fit: Fit) -> list[Verdict]:
    return [day.verdict for day in fit.days]


def test_a_sudden_rise_is_held() -> None:
    fit = fit_of(apart(0.75, *QUIET, 36.0))
    assert (fit.course, text(fit.word)) == ("abrupt", "abrupt change")
    assert verdicts(fit)[-1] == Verdict.HELD
    assert (fit.days[-1].z or 0.0) >= DEFAULT.abrupt_z
    assert fit.exams_to_decide is None or fit.exams_to_decide >= 1


def test_a_rise_that_stays_was_a_step_and_the_slope_is_kept() -> None:
    fit = fit_of(apart(0.75, *QUIET, 39.0, 39.0, 39.0))
    assert verdicts(fit)[4] == Verdict.STEP
    assert fit.level_mm == pytest.approx(39.0, abs=1.0)
    assert abs(fit.rate_mm_per_year or 0.0) < 1.0


def test_a_rise_that_goes_away_was_a_misreading_and_its_return_is_no_fall() -> None:
    fit = fit_of(apart(0.75, *QUIET, 36.0, 25.0))
    assert verdicts(fit)[4:] == [Verdict.MISREADING, Verdict.ORDINARY]
    assert abs(fit.days[-1].z or 0.0) < 1.0
    assert fit.level_mm == pytest.approx(25.0, abs=1.0)


def test_steady_fast_growth_was_drift_all_along() -> None:
    fit = fit_of(apart(1.0, 20.0, 30.0, 40.0, 50.0))
    assert verdicts(fit) == [Verdict.ORDINARY, Verdict.DRIFT, Verdict.DRIFT, Verdict.ORDINARY]


def test_while_held_the_figures_weigh_what_it_may_be() -> None:
    before, held = fit_of(apart(0.75, *QUIET)), fit_of(apart(0.75, *QUIET, 45.0))
    assert held.level_sd > 2.0 * before.level_sd
    assert before.level_mm < held.level_mm < 45.0


def test_a_target_no_longer_visible_is_an_abrupt_fall() -> None:
    fit = fit_of(apart(0.75, *QUIET, None))
    assert fit.course == "abrupt"
    assert (fit.days[-1].z or 0.0) < -DEFAULT.abrupt_z


def test_a_target_that_was_never_seen_stays_unseen_quietly() -> None:
    fit = fit_of(apart(0.75, None, None, None, None, None, None))
    assert fit.course == "stability"
    assert fit.level_mm == pytest.approx(1.5, abs=1e-9)


def test_not_visible_teaches_no_offset_to_its_modality() -> None:
    echo = [Sized(0.75 * exam, None, "TTE") for exam in range(3)]
    gone = fit_of([*echo, Sized(3.0, None, "CT")])
    assert gone.level_mm == pytest.approx(1.5, abs=1e-9)
    assert gone.level_sd == pytest.approx(fit_of([*echo, Sized(3.0, None, "TTE")]).level_sd, abs=1e-12)


def test_one_test_a_day_however_many_readings() -> None:
    agree = fit_of([*apart(0.75, *QUIET), Sized(3.0, 34.0, "TTE"), Sized(3.0, 32.0, "TTE")])
    differ = fit_of([*apart(0.75, *QUIET), Sized(3.0, 36.0, "TTE"), Sized(3.0, 17.0, "TTE")])
    assert agree.course == "abrupt"
    assert differ.course != "abrupt"


def test_the_drawn_line_does_not_bend_to_a_held_or_misread_day() -> None:
    held = trajectories([apart(0.75, *QUIET, 45.0)], DEFAULT, smoothed=True)[0]
    misread = trajectories([apart(0.75, *QUIET, 45.0, 25.0)], DEFAULT, smoothed=True)[0]
    assert max(abs((day.smoothed_mm or 0.0) - 25.25) for day in held.days[:4]) < 1.5
    assert max(abs((day.smoothed_mm or 0.0) - 25.25) for day in misread.days) < 1.0


def test_right_after_a_step_there_is_no_mean_rate_yet() -> None:
    fit = fit_of(apart(0.75, *QUIET, 39.0, 39.0))
    assert fit.days[4].verdict == Verdict.STEP
    assert fit.mean_rate is fit.p_steady is None
    assert fit.rate_mm_per_year is not None
    assert fit_of(apart(0.75, *QUIET, *[39.0] * 9)).course == "stability"

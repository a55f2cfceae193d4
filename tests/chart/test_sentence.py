"""The sentence under a chart and what is said of one exam: the numbers, the interval, whose threshold, what is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from surveillance.chart import sentence, sparkline
from surveillance.chart.words import day_words, percent, span_words
from surveillance.engine.day import Day
from surveillance.engine.known.numerals import between, number, signed
from surveillance.engine.policy import OURS
from surveillance.words.message import text
from tests.chart.cases import (
    BLANK,
    CASES,
    CROWD,
    GONE,
    GROWING,
    JUMP,
    NOMINAL,
    ONE,
    OPERATED,
    SPLIT,
    STABLE,
    STRAND,
    TWO,
    Case,
)


def said(case: Case) -> str:
    return sentence(case.history, case.growth, case.window, read=text)


def test_the_sentence_says_count_span_first_and_last_size() -> None:
    assert said(GROWING).startswith(
        "10 exams, 12-May-2021 to 10-Mar-2026. The mass was 14.1 mm at first and 27.2 mm at last. "
    )


def test_the_sentence_says_the_rate_of_the_engine_with_its_interval() -> None:
    growth = GROWING.growth
    assert growth.rate_mm_per_year is not None
    assert growth.rate_sd is not None
    low, high = growth.rate_mm_per_year - 1.96 * growth.rate_sd, growth.rate_mm_per_year + 1.96 * growth.rate_sd
    assert f"+{growth.rate_mm_per_year:.1f} mm a year (95 % interval {low:.1f} to {high:.1f})" in said(GROWING)


def test_a_course_is_said_under_our_prior_and_names_whose_threshold_it_is() -> None:
    probability = GROWING.growth.p_progression
    assert probability is not None
    assert f"progression, {probability:.0%} under our prior ({text(OURS)})".replace("%", " %") in said(GROWING)


@pytest.mark.parametrize("name", CASES)
def test_no_sentence_calls_anything_likely_or_names_a_risk(name: str) -> None:
    assert "likely" not in said(CASES[name])
    assert "risk" not in said(CASES[name])


def test_too_few_exams_are_not_enough_information() -> None:
    assert "not enough information" in said(TWO)
    assert "Growth: not enough information" in said(ONE)
    assert "The mass was" not in said(ONE)


def test_stability_rests_on_the_mean_since_the_first_exam() -> None:
    assert "stability since the first exam, " in said(STABLE)


def test_an_abrupt_change_has_no_rate() -> None:
    expected = "22.4 mm expected at that exam before it was read"
    assert f"Abrupt change: {expected}, found 34 mm; the next exam decides." in said(JUMP)
    assert "a year" not in said(JUMP)


def test_what_vanished_is_said_to_be_not_visible() -> None:
    assert "21.4 mm at first and not visible at last" in said(GONE)


def test_events_and_dialysis_are_said_with_their_dates() -> None:
    assert "Sepsis, 10-Feb-2025; Transient ischaemic attack, 18-Nov-2025; Haemodialysis since 01-Sep-2022." in said(
        GROWING
    )


def test_the_window_closes_the_sentence() -> None:
    assert said(GROWING).endswith("Next exam due 10-Sep-2026 to 10-Mar-2027.")
    assert said(replace(GROWING, window=None)).endswith("01-Sep-2022.")


def test_nominal_dates_are_never_said_as_dates() -> None:
    assert said(NOMINAL).startswith("3 exams, first exam to 12 mo after the first exam (calendar dates not reported).")
    assert "2000" not in said(NOMINAL)
    assert "due" not in said(NOMINAL)


def test_a_vague_date_is_left_out_aloud() -> None:
    assert "1 left out, date too vague for growth." in said(CROWD)


def test_growth_after_an_operation_says_where_it_counts_from() -> None:
    assert "Growth counts from the last operation or rupture." in said(OPERATED)


def test_another_target_is_named() -> None:
    assert "The mobile strand was 6 mm at first" in said(STRAND)


def test_an_exam_is_said_with_size_interval_change_and_reader() -> None:
    mark = GROWING.chart().marks[1]
    assert mark.label == (
        "TTE 03-Dec-2021: mass 15.4 mm; 95 % measurement interval 11.5 to 19.3 mm; "
        "+1.3 mm since TTE 12-May-2021; reader Neri"
    )
    assert mark.tip.splitlines()[0] == "15.4 mm"


def test_no_two_exams_are_said_alike() -> None:
    for case in CASES.values():
        labels = [mark.label for mark in case.chart().marks]
        assert len(set(labels)) == len(labels)


def test_an_abrupt_exam_says_what_was_expected() -> None:
    words = "abrupt: 22.4 mm expected at that exam before it was read, the next exam decides"
    assert words in JUMP.chart().marks[-1].label


def test_an_exam_that_could_not_tell_is_drawn_and_said_to_be_left_out() -> None:
    mark = BLANK.chart().marks[-1]
    assert (mark.hidden, mark.unused, mark.abrupt) == (True, True, False)
    assert "could not tell, left out of growth; image quality poor" in mark.label
    assert "not visible at last" in said(BLANK)
    assert "1 left out, not visible in an exam that could not tell." in said(BLANK)


def test_readings_of_one_day_that_disagree_are_both_said() -> None:
    """The number on the chart is the one the rules say."""
    expected = f"{number(SPLIT.growth.abrupt[-1].expected_mm)} mm expected"
    assert "found 23 mm by TTE, not visible by TOE (the readings of one day disagree)" in said(SPLIT)
    assert expected in said(SPLIT)
    for mark in SPLIT.chart().marks[-2:]:
        assert f"{expected} at that exam before it was read, the next exam decides" in mark.label
        assert "the readings of one day disagree" in mark.label


def test_dates_are_said_as_precisely_as_they_are_known() -> None:
    august = Day(date(2024, 8, 1), date(2024, 8, 31), "month")
    year = Day(date(2024, 1, 1), date(2024, 12, 31), "year")
    assert [text(day_words(d, None)) for d in (Day.exactly(date(2024, 8, 9)), august, year)] == [
        "09-Aug-2024",
        "Aug-2024",
        "2024",
    ]


def test_a_date_has_two_digits_letters_and_four_digits() -> None:
    assert text(date(2026, 3, 1)) == "01-Mar-2026"  # NHS CUI date display


def test_numbers_have_a_true_minus_sign_and_never_a_negative_zero() -> None:
    assert (number(27.0), number(27.25), number(-0.04), number(-3.0)) == ("27", "27.2", "0", "−3")
    assert (signed(2.6), signed(-0.14), signed(-0.04)) == ("+2.6", "−0.1", "±0.0")
    assert between(-2.0, 1.94) == "−2.0 to 1.9"


def test_a_probability_is_never_certainty() -> None:
    assert tuple(text(percent(p)) for p in (0.9999, 0.001, 0.914)) == ("more than 99 %", "less than 1 %", "91 %")


def test_a_length_of_time_is_said_in_a_unit_that_fits() -> None:
    assert tuple(text(span_words(days)) for days in (12, 61, 1096)) == ("12 d", "2 mo", "3 y")


def test_a_sparkline_starts_at_zero_and_marks_the_last_exam() -> None:
    spark = sparkline(GROWING.growth.points, read=text)
    assert len(spark.dots) == 9
    assert spark.last is not None
    assert spark.last[1] < spark.dots[0][1]
    assert spark.label == "10 exam days, 14.1 mm to 27.2 mm"


def test_small_sizes_look_small_in_a_sparkline() -> None:
    small, large = sparkline(STRAND.growth.points, read=text), sparkline(GROWING.growth.points, read=text)
    assert small.last is not None
    assert large.last is not None
    assert small.last[1] > small.height / 2 > large.last[1]


def test_a_lesion_that_vanished_ends_on_the_floor_of_its_sparkline() -> None:
    spark = sparkline(GONE.growth.points, read=text)
    assert spark.last is not None
    assert spark.last[1] == pytest.approx(spark.height - 4)
    assert spark.label == "2 exam days, 21.4 mm to not visible"


def test_a_sparkline_without_sizes_says_so() -> None:
    assert sparkline((), read=text).label == "no size recorded"

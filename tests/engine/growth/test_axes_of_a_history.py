"""Which axes of a patient's history growth follows, and what is said of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from surveillance.engine.case import Case
from surveillance.engine.course.patient_growth import case_of
from surveillance.engine.day import Day
from surveillance.engine.growth.result import Growth
from surveillance.engine.known.history import ExamSeen, History, Reading
from surveillance.engine.policy import DEFAULT
from surveillance.engine.rules import g1, g2, g6
from surveillance.words.message import text

FIRST, TODAY = date(2020, 1, 1), date(2026, 1, 1)


def exam(days: int, modality: str = "TTE", *, quality: str = "", **sizes: float | None) -> ExamSeen:
    """One exam so many days after the first, with a reading of the mass on each axis named; None: not visible."""
    readings = tuple(Reading("L1", "mass", axis, size, not_visible=size is None) for axis, size in sizes.items())
    when = Day.exactly(FIRST + timedelta(days))
    return ExamSeen(f"E{days}-{modality}", when, modality, quality=quality, readings=readings)


def followed(*exams: ExamSeen) -> Case:
    """The case of one lesion with its growth."""
    return case_of(History("P1", FIRST, lesions=("L1",), exams=exams), DEFAULT, TODAY)


def grown(*exams: ExamSeen) -> Growth:
    """The growth of the mass."""
    return followed(*exams).growth["L1", "mass"]


TWO = [exam(365 * i, long=20.0 + 3 * i, short=14.0 + 3 * i) for i in range(5)]
ONE = [exam(365 * i, long=20.0 + 3 * i) for i in range(5)]


def test_growth_says_on_how_many_days_it_read_each_axis() -> None:
    growth = grown(*TWO, exam(2000, long=36.0), exam(2300, long=37.0, short=31.0, third=20.0))
    assert growth.days_by_axis == {"long": 7, "short": 6, "third": 1}
    assert grown(*ONE).days_by_axis == {"long": 5}


def test_the_long_axis_is_the_level_shown() -> None:
    growth = grown(*TWO)
    assert growth.level_mm == pytest.approx(32.0, abs=1.0)
    assert [point.observed_mm for point in growth.points] == [20.0, 23.0, 26.0, 29.0, 32.0]
    assert growth.forecast(growth.last_on) == pytest.approx((growth.level_mm, growth.level_sd), abs=1e-12)


def test_the_evidence_of_g1_says_how_many_axes_were_measured() -> None:
    for exams, words in ((TWO, "2 axes (exam days: long 5, short 5)"), (ONE, "1 axis (exam days: long 5)")):
        (signal,) = g1.G1().check(followed(*exams)).signals
        assert {text(number.label): text(number.value) for number in signal.numbers}["measured on"] == words


def test_a_short_size_joins_from_the_first_long_one_on() -> None:
    growth = grown(exam(0, short=14.0), exam(100, long=20.0), exam(200, short=14.0), exam(300, short=14.0, long=20.0))
    assert (growth.n, growth.first_on) == (3, FIRST + timedelta(100))
    assert growth.days_by_axis == {"long": 2, "short": 2}


def test_a_target_with_the_short_axis_alone_has_no_growth() -> None:
    assert followed(exam(0, short=14.0), exam(300, short=15.0)).growth == {}


def test_a_day_with_the_short_axis_alone_is_not_a_day_without_the_target() -> None:
    growth = grown(*TWO[:2], exam(700, short=19.0), exam(900, long=27.0, short=21.0))
    point = growth.points[2]
    assert (point.observed_mm, point.not_visible, point.size_on("short")) == (None, False, 19.0)
    assert growth.n == 4


def test_an_abrupt_rise_on_the_short_axis_alone_is_told_as_such_and_no_vanishing() -> None:
    quiet = [exam(365 * i, long=25.0, short=18.0) for i in range(4)]
    history = followed(*quiet, exam(1461, short=32.0))
    (abrupt,) = history.growth["L1", "mass"].abrupt
    assert (abrupt.axis, abrupt.found_mm, text(abrupt.said)) == ("short", 32.0, "32 mm on the short axis")
    assert abrupt.expected_mm == pytest.approx(18.0, abs=0.5)
    assert len(g2.G2().check(history).signals) == 1
    assert g6.G6().check(history).signals == ()


def test_not_visible_concerns_the_target_and_leaves_the_other_axes_of_the_day_unobserved() -> None:
    quiet = [exam(365 * i, long=25.0, short=18.0) for i in range(4)]
    gone = grown(*quiet, exam(1461, long=None, short=None))
    assert (gone.points[-1].not_visible, gone.course) == (True, "abrupt")
    assert gone.days_by_axis == {"long": 5, "short": 4}
    beside = grown(*quiet, exam(1461, long=25.0, short=18.0), exam(1461, "TOE", long=None))
    assert [sized.axis for sized in beside.points[-1].readings] == ["long", "long"]


def test_not_visible_that_could_not_tell_leaves_the_axes_of_the_day_in_use() -> None:
    exams = [*TWO[:3], exam(1095, long=29.0, short=23.0), exam(1095, "PET", long=None)]
    growth = grown(*exams)
    assert (growth.cannot_tell, growth.days_by_axis) == (1, {"long": 4, "short": 4})


def test_two_exams_of_one_day_do_not_share_their_errors() -> None:
    """The short axis of the TTE knows nothing of the error of the CT."""
    quiet = [exam(365 * i, long=25.0) for i in range(3)]
    both = grown(*quiet, exam(1095, long=25.0, short=18.0), exam(1095, "CT", long=29.0))
    again = replace(exam(1095, long=29.0, short=18.0), id="again")
    apart = grown(*quiet, again, exam(1095, long=25.0))
    assert [sized.exam for sized in both.points[-1].readings] == ["E1095-TTE", "E1095-TTE", "E1095-CT"]
    assert len({sized.exam for sized in apart.points[-1].readings}) == 2


def test_a_re_read_is_known_as_one() -> None:
    first = exam(0, long=25.0)
    again = replace(first.readings[0], size_mm=27.0, reread=True, reader="b")
    growth = grown(replace(first, readings=(*first.readings, again)))
    assert [sized.reread for sized in growth.points[0].readings] == [False, True]
    assert growth.points[0].observed_mm == pytest.approx(26.0, abs=1e-9)
    assert growth.points[0].error_sd > 1.8


@pytest.mark.parametrize(("again", "conflict"), [(29.0, True), (28.0, False)])
def test_re_reads_disagree_sooner_than_two_exams(again: float, conflict: bool) -> None:
    """1.96 SD of their difference are 3.1 mm, of two exams' 5.6 mm."""
    quiet = [exam(365 * i, long=15.0) for i in range(4)]
    day = exam(1461, long=25.0)
    reading = replace(day.readings[0], size_mm=again, reread=True)
    growth = grown(*quiet, replace(day, readings=(*day.readings, reading)))
    assert bool(growth.abrupt[-1].conflict) == conflict

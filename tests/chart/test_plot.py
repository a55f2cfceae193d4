"""The plot: sizes from 0, every exam in its place, words that meet nothing."""

from __future__ import annotations

import re
import time
from dataclasses import fields, is_dataclass, replace
from datetime import date
from itertools import combinations

import pytest

from surveillance.chart.parts import Box, Text, TrajectoryChart
from surveillance.chart.scale import frame_of
from surveillance.engine.day import Day
from surveillance.engine.known.history import ConditionSeen, EventSeen, FormSeen
from surveillance.engine.policy import DEFAULT
from tests.chart.cases import (
    CASES,
    CROWD,
    GONE,
    GROWING,
    JUMP,
    NOMINAL,
    ONE,
    OPERATED,
    STABLE,
    STRAND,
    TWO,
    WIDTHS,
    Case,
    exam,
    history,
)

EVERY = pytest.mark.parametrize("width", WIDTHS)
SHAPES = pytest.mark.parametrize("name", CASES)
GEOMETRY_MS = 5.0  # the budget of PERFORMANCE and of the brief


def written(text: Text, width: int) -> Box:
    """The room that words take."""
    frame = frame_of(width)
    wide = frame.text_width(text.words)
    left = {"start": text.x, "middle": text.x - wide / 2, "end": text.x - wide}[text.anchor]
    return Box(left, text.y - frame.font * 0.8, wide, frame.font)


def inside(plot: Box, x: float, y: float) -> bool:
    return plot.x <= x <= plot.right and plot.y <= y <= plot.bottom


def numbers(path: str) -> list[float]:
    return [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", path)]


@EVERY
@SHAPES
def test_every_mark_and_line_lies_within_the_plot(name: str, width: int) -> None:
    chart = CASES[name].chart(width)
    assert len(chart.marks) == len(CASES[name].history.exams)
    assert all(inside(chart.plot, mark.x, mark.y) for mark in chart.marks)
    for points in (*chart.fits, *chart.bands, chart.forecast, chart.outlook):
        pairs = (pair.split(",") for pair in points.split())
        assert all(inside(chart.plot, float(x), float(y)) for x, y in pairs)


@EVERY
@SHAPES
def test_sizes_start_at_zero(name: str, width: int) -> None:
    chart = CASES[name].chart(width)
    zero = next(tick for tick in chart.ticks if tick.words == "0")
    assert zero.y - frame_of(width).font * 0.35 == pytest.approx(chart.plot.bottom, abs=0.1)


def test_twice_the_size_stands_twice_as_high() -> None:
    chart = STRAND.chart()
    six, eight = chart.marks
    assert (chart.plot.bottom - eight.y) / (chart.plot.bottom - six.y) == pytest.approx(8 / 6, abs=0.01)


def test_time_runs_evenly() -> None:
    first, second, third = (STABLE.chart().marks[n] for n in (0, 1, 2))
    assert (third.x - second.x) / (second.x - first.x) == pytest.approx(366 / 365, abs=0.01)  # 2020 is a leap year


def test_the_error_bar_is_the_95_percent_interval_of_the_engines_reading_error() -> None:
    chart, error = STRAND.chart(), DEFAULT.error_toe
    mark = chart.marks[1]
    high, low = numbers(mark.bars)[1:3]
    pixels_per_mm = (chart.plot.bottom - mark.y) / 8.0
    assert (mark.y - high) / pixels_per_mm == pytest.approx(1.96 * error, rel=0.02)  # + rounding to 0.1 mm
    assert low - mark.y == pytest.approx(mark.y - high, abs=0.2)


def test_each_modality_has_its_own_shape() -> None:
    shapes = {mark.modality: mark.shape for mark in GROWING.chart().marks}
    assert len(shapes) == len(set(shapes.values())) == 5


def test_what_was_not_visible_is_hollow_and_stands_at_the_detection_limit() -> None:
    chart = GONE.chart()
    seen, gone = chart.marks
    pixels_per_mm = (chart.plot.bottom - seen.y) / 21.4
    assert gone.hidden
    assert not seen.hidden
    assert not gone.bars
    assert chart.plot.bottom - gone.y == pytest.approx(DEFAULT.detection_limit * pixels_per_mm, abs=0.2)


def test_a_date_known_to_the_year_is_a_bar_over_the_year_and_hollow() -> None:
    chart = CROWD.chart()
    vague = next(mark for mark in chart.marks if mark.exam == "4")
    first, last = (mark for mark in chart.marks if mark.exam in ("1", "6"))
    assert vague.unused
    span = re.search(rf"M([\d.]+) {vague.y}H([\d.]+)", vague.bars)
    assert span is not None
    assert float(span[1]) < first.x < vague.x < float(span[2]) < last.x


def test_the_ten_millimetre_line_says_that_it_is_context_only() -> None:
    chart = GROWING.chart()
    tick = next(t for t in chart.ticks if t.words == "10")
    assert chart.context is not None
    assert chart.context_words is not None
    assert chart.context.y1 == pytest.approx(tick.y - frame_of(1100).font * 0.35, abs=0.1)
    assert chart.context_words.words == "10 mm · context only"


def test_only_the_mass_has_the_ten_millimetre_line() -> None:
    assert STRAND.chart().context is None


@EVERY
@SHAPES
def test_the_context_words_meet_no_mark_and_no_slope(name: str, width: int) -> None:
    chart = CASES[name].chart(width)
    if chart.context_words is None:
        return
    box = written(chart.context_words, width)
    assert not any(box.meets(mark.room) for mark in chart.marks)
    assert not any(box.meets(written(text, width)) for text in chart.slope)


@EVERY
@SHAPES
def test_no_two_labels_outside_the_lanes_overlap(name: str, width: int) -> None:
    chart = CASES[name].chart(width)
    texts = [*chart.ticks, *chart.slope, *filter(None, (chart.window_words, chart.today_words))]
    clashes = [(a.words, b.words) for a, b in combinations(texts, 2) if written(a, width).meets(written(b, width))]
    assert clashes == []


@EVERY
@SHAPES
def test_no_event_text_stands_inside_the_plot(name: str, width: int) -> None:
    chart = CASES[name].chart(width)
    assert all(event.y > chart.plot.bottom for event in chart.events)


def test_the_dashed_line_runs_from_the_last_exam_to_the_end_of_the_window() -> None:
    chart = GROWING.chart()
    assert chart.window is not None
    xs = [float(pair.split(",")[0]) for pair in chart.forecast.split()]
    assert xs[0] == chart.marks[-1].x
    assert xs[-1] == pytest.approx(chart.window.right, abs=0.2)
    assert xs == sorted(xs)


def test_no_window_no_forecast() -> None:
    assert replace(GROWING, window=None).chart().forecast == ""


def test_a_held_abrupt_change_shows_neither_forecast_nor_rate() -> None:
    chart = JUMP.chart()
    assert chart.forecast == ""
    assert [text.words for text in chart.slope] == [
        "abrupt change",
        "expected 22.4 mm",
        "before it was read",
        "next exam decides",
    ]
    assert [mark.abrupt for mark in chart.marks] == [False, False, False, True]


def test_the_slope_stands_at_the_end_of_the_line_with_its_interval() -> None:
    rate, interval, course = (text.words for text in GROWING.chart().slope)
    assert (rate, interval, course) == ("+2.8 mm/y", "95 % 0.9 to 4.8", "progression")


def test_one_exam_has_no_line_and_no_slope() -> None:
    chart = ONE.chart()
    assert (chart.fits, chart.forecast, chart.slope) == ((), "", ())


def test_an_operation_cuts_the_line_in_two() -> None:
    before, after = OPERATED.chart().fits
    assert float(before.split()[-1].split(",")[0]) < float(after.split()[0].split(",")[0])


def test_nominal_dates_have_no_calendar_no_today_and_no_window() -> None:
    chart = NOMINAL.chart()
    assert (chart.today, chart.window) == (None, None)
    assert not any("2000" in text.words for text in chart.ticks)
    assert {"0 mo", "6 mo", "12 mo"} <= {text.words for text in chart.ticks}


def test_today_is_left_out_when_it_would_squeeze_the_exams_into_a_corner() -> None:
    assert ONE.chart(today=date(2027, 1, 1)).today is not None
    assert OPERATED.chart(today=date(2060, 1, 1)).today is None


@SHAPES
def test_every_number_is_rounded_to_a_tenth(name: str) -> None:
    assert all(value == round(value, 1) for value in floats(CASES[name].chart(340)))


def floats(part: object) -> list[float]:
    """Every float in a chart, however deep."""
    if isinstance(part, float):
        return [part]
    if isinstance(part, str):
        return numbers(part) if part[:1] in "M-0123456789" and "mm" not in part and " to " not in part else []
    if isinstance(part, tuple):
        return [number for item in part for number in floats(item)]
    if is_dataclass(part):
        words = {"words", "label", "tip", "title", "exam"}
        return [n for f in fields(part) if f.name not in words for n in floats(getattr(part, f.name))]
    return []


def best_ms(case: Case) -> float:
    """The fastest of seven charts, in processor time, so that a busy machine does not fail the test."""
    spent = []
    for _ in range(7):
        start = time.thread_time()
        chart: TrajectoryChart = case.chart()
        spent.append((time.thread_time() - start) * 1000)
    assert chart.marks
    return min(spent)


@pytest.mark.timed
def test_the_geometry_of_a_chart_takes_less_than_five_milliseconds() -> None:
    assert best_ms(GROWING) < GEOMETRY_MS
    assert best_ms(CROWD) < GEOMETRY_MS


@EVERY
@pytest.mark.parametrize("absurd", [date.min, date(1899, 12, 31), date(9998, 12, 31), date.max])
def test_no_stored_date_however_absurd_breaks_a_chart(absurd: date, width: int) -> None:
    day = Day(absurd, absurd)
    seen = history(
        [*ONE.history.exams, exam(9, day, "CT", 24.0)],
        events=(EventSeen("e", "tia", day),),
        forms=(FormSeen("f", "L1", day, "ccma"),),
        conditions=(ConditionSeen("c", "dialysis", "present", day, day),),
    )
    for window in ((absurd,) * 3, (date.min, absurd, date.max)):
        for exams in (seen, replace(seen, enrolled_on=absurd), history([exam(9, day, "CT", 24.0)])):
            chart = Case(exams, window).chart(width)
            assert all(inside(chart.plot, mark.x, mark.y) for mark in chart.marks)
            assert chart.ticks


@EVERY
def test_an_absurd_day_does_not_squeeze_the_exams_into_a_corner(width: int) -> None:
    chart = Case(TWO.history, (date(9998, 12, 31),) * 3).chart(width)
    assert chart.marks[-1].x - chart.marks[0].x > chart.plot.width / 12

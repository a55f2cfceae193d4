"""Growth read off a patient's history: which readings count, segments, dates, the forecast."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from surveillance.engine.course.patient_growth import follow
from surveillance.engine.day import Day
from surveillance.engine.growth.result import Growth
from surveillance.engine.known.history import (
    EventSeen,
    ExamSeen,
    FeatureSeen,
    FormSeen,
    History,
    Reading,
    TreatmentSeen,
)
from surveillance.engine.policy import DEFAULT
from surveillance.words.message import text
from tests.engine.growth.sizes import apart, fit_of

FIRST = date(2020, 1, 1)
KEY = ("L1", "mass")


def exam(days: int, size: float | None, modality: str = "TTE", **more: object) -> ExamSeen:
    """One exam so many days after the first, with one long-axis reading of the mass."""
    reading = Reading("L1", "mass", "long", size, not_visible=size is None)
    fields = {"readings": (reading,), **more}
    return ExamSeen(f"E{days}-{modality}", Day.exactly(FIRST + timedelta(days)), modality, **fields)  # type: ignore[arg-type]


def grown(*exams: ExamSeen, **more: object) -> Growth:
    """The growth of the mass of lesion L1."""
    history = History("P1", FIRST, lesions=("L1",), exams=exams, **more)  # type: ignore[arg-type]
    return follow(history, DEFAULT)[KEY]


def test_growth_of_a_history_is_the_growth_of_its_sizes() -> None:
    sizes = (21.0, 22.0, 26.0, 28.0)
    growth = grown(*(exam(round(274 * i), size) for i, size in enumerate(sizes)))
    fit = fit_of(apart(274 / 365.25, *sizes))
    assert growth.rate_mm_per_year == pytest.approx(fit.rate_mm_per_year, abs=1e-12)
    assert (growth.n, growth.course, growth.lesion, growth.target) == (4, "progression", "L1", "mass")
    assert [point.observed_mm for point in growth.points] == list(sizes)
    assert (growth.first_on, growth.last_on) == (FIRST, FIRST + timedelta(822))


def test_targets_stay_apart() -> None:
    core = Reading("L1", "core", "long", 9.0)
    history = History("P1", FIRST, exams=(exam(0, 24.0), exam(300, 24.0, readings=(core,))))
    growth = follow(history, DEFAULT)
    assert {key: value.n for key, value in growth.items()} == {KEY: 1, ("L1", "core"): 1}


def test_a_patient_without_sizes_has_no_growth() -> None:
    assert follow(History("P1", FIRST, exams=(ExamSeen("E", Day.exactly(FIRST), "TTE"),)), DEFAULT) == {}


def test_a_date_too_vague_is_left_out_and_counted() -> None:
    year = Day(date(2021, 1, 1), date(2021, 12, 31), "year")
    vague = ExamSeen("V", year, "TTE", readings=(Reading("L1", "mass", "long", 40.0),))
    growth = grown(exam(0, 24.0), vague, exam(900, 25.0))
    assert (growth.n, growth.too_vague) == (2, 1)


def test_a_month_counts_at_its_middle_and_a_nominal_year_counts_too() -> None:
    march = Day(date(2021, 3, 1), date(2021, 3, 31), "month")
    nominal = Day(date(2022, 1, 1), date(2022, 12, 31), "nominal")
    size = (Reading("L1", "mass", "long", 25.0),)
    growth = grown(
        exam(0, 24.0), ExamSeen("M", march, "TTE", readings=size), ExamSeen("N", nominal, "TTE", readings=size)
    )
    assert [point.day for point in growth.points] == [FIRST, date(2021, 3, 16), date(2022, 7, 2)]


def test_two_exams_of_one_day_are_one_point_weighted_by_precision() -> None:
    growth = grown(exam(0, 24.0), exam(300, 24.0), exam(300, 27.0, "CT"))
    point = growth.points[-1]
    assert growth.n == 2
    assert 25.5 < (point.observed_mm or 0.0) < 27.0
    assert point.error_sd < 1.5
    assert [sized.modality for sized in point.readings] == ["TTE", "CT"]
    assert growth.days_by_modality == {"TTE": 2, "CT": 1}


def test_a_target_not_visible_is_a_point_without_a_size_and_a_held_fall() -> None:
    growth = grown(exam(0, 24.0), exam(274, 25.0), exam(548, None))
    assert growth.points[-1].observed_mm is None
    held = growth.held
    assert held is not None
    assert (held.found_mm, held.rise, held.verdict, held.day) == (None, False, "held", FIRST + timedelta(548))
    assert held.expected_mm == pytest.approx(24.9, abs=0.5)


def test_a_judged_abrupt_change_stays_in_the_record_but_is_no_longer_held() -> None:
    growth = grown(*(exam(274 * i, size) for i, size in enumerate((25.0, 25.0, 25.0, 37.0, 25.0))))
    assert growth.held is None
    assert [(a.verdict, a.rise, a.found_mm) for a in growth.abrupt] == [("misreading", True, 37.0)]


@pytest.mark.parametrize("kind", ["excision", "replacement", "tmvr", "teer", "repair", "drainage"])
def test_an_operation_ends_the_segment(kind: str) -> None:
    operation = TreatmentSeen("T", kind, Day.exactly(FIRST + timedelta(600)), "L1")
    growth = grown(exam(0, 24.0), exam(274, 25.0), exam(700, 8.0), exam(974, 8.0), treatments=(operation,))
    assert (growth.n, growth.first_on, growth.ended_on) == (2, FIRST + timedelta(700), None)
    assert growth.abrupt == ()
    assert [segment.n for segment in growth.earlier] == [2]
    assert growth.earlier[0].ended_on == FIRST + timedelta(600)


def test_a_segment_without_an_exam_after_the_operation_says_that_it_has_ended() -> None:
    operation = TreatmentSeen("T", "excision", Day.exactly(FIRST + timedelta(274)))
    growth = grown(exam(0, 24.0), exam(274, 25.0), treatments=(operation,))
    assert (growth.n, growth.ended_on) == (2, FIRST + timedelta(274))


def test_a_rupture_ends_the_segment_for_exams_after_it_only() -> None:
    rupture = EventSeen("R", "rupture", Day.exactly(FIRST + timedelta(548)), "L1")
    growth = grown(exam(0, 24.0), exam(274, 25.0), exam(548, 26.0), exam(600, 20.0), events=(rupture,))
    assert (growth.n, growth.earlier[0].n) == (1, 3)


def test_what_happens_to_another_lesion_or_is_no_operation_ends_nothing() -> None:
    other = TreatmentSeen("T", "excision", Day.exactly(FIRST + timedelta(100)), "L2")
    statin = TreatmentSeen("S", "statin", Day.exactly(FIRST + timedelta(100)), "L1")
    stroke = EventSeen("X", "stroke", Day.exactly(FIRST + timedelta(100)), "L1")
    growth = grown(exam(0, 24.0), exam(274, 25.0), treatments=(other, statin), events=(stroke,))
    assert (growth.n, growth.earlier) == (2, ())


def test_the_forecast_starts_at_the_level_and_widens() -> None:
    growth = grown(*(exam(274 * i, size) for i, size in enumerate((21.0, 22.0, 26.0, 28.0))))
    assert growth.forecast(growth.last_on) == pytest.approx((growth.level_mm, growth.level_sd), abs=1e-12)
    assert growth.rate_mm_per_year is not None
    level, sd = growth.forecast(growth.last_on + timedelta(days=365))
    gap = 365 / 365.25
    assert level == pytest.approx(growth.level_mm + growth.rate_mm_per_year * gap, abs=1e-9)
    assert sd > growth.level_sd


def test_the_forecast_is_what_the_filter_expects_of_the_next_exam() -> None:
    exams = [exam(300 * i, size) for i, size in enumerate((25.0, 26.0, 26.0, 27.0))]
    before, after = grown(*exams[:3]), grown(*exams)
    level, sd = before.forecast(after.last_on)
    error = 2.0**2 + 1 / 12
    fit = fit_of(apart(300 / 365.25, 25.0, 26.0, 26.0, 27.0))
    assert fit.days[-1].expected_mm == pytest.approx(level, abs=1e-9)
    assert fit.days[-1].z == pytest.approx((27.0 - level) / (sd**2 + error) ** 0.5, abs=1e-9)


def test_the_drawn_line_comes_when_asked_for() -> None:
    history = History("P1", FIRST, exams=(exam(0, 24.0), exam(300, 25.0)))
    assert follow(history, DEFAULT)[KEY].points[0].smoothed_mm is None
    point = follow(history, DEFAULT, smoothed=True)[KEY].points[0]
    assert point.smoothed_mm is not None
    assert (point.smoothed_sd or 9.0) <= point.level_sd


PROGRESSING = tuple(exam(365 * i, 20.0 + 5 * i) for i in range(5))


@pytest.mark.parametrize(
    ("modality", "quality", "used"),
    [("TTE", "poor", False), ("PET", "good", False), ("TTE", "good", True), ("TTE", "", True), ("CT", "good", True)],
)
def test_not_visible_says_nothing_of_growth_where_the_exam_could_not_tell(
    modality: str, quality: str, used: bool
) -> None:
    growth = grown(*PROGRESSING, exam(1826, None, modality, quality=quality))
    assert (growth.n, growth.cannot_tell, growth.course) == ((6, 0, "abrupt") if used else (5, 1, "progression"))


def test_not_visible_by_a_modality_that_sees_less_says_nothing_even_on_the_same_day() -> None:
    toe = (exam(0, 24.0), exam(365, 24.0, "TOE"))
    assert [grown(*toe, exam(day, None)).cannot_tell for day in (365, 700)] == [1, 1]
    assert grown(*toe, exam(700, None, "CT")).cannot_tell == 0


def test_a_size_in_a_poor_exam_still_counts() -> None:
    growth = grown(*PROGRESSING, exam(1826, 45.0, quality="poor"))
    assert (growth.n, growth.cannot_tell) == (6, 0)


def test_a_target_seen_only_by_exams_that_cannot_tell_has_no_growth() -> None:
    history = History("P1", FIRST, lesions=("L1",), exams=(exam(0, None, quality="poor"),))
    assert follow(history, DEFAULT) == {}


def test_what_was_expected_is_what_was_known_before_the_day_was_read() -> None:
    """23 mm by TTE and not visible by TOE on one day: 23 mm were expected, not 41."""
    quiet = [exam(365 * i, 23.0) for i in range(4)]
    abrupt = grown(*quiet, exam(1461, 23.0), exam(1461, None, "TOE")).abrupt[-1]
    level, _ = grown(*quiet).forecast(FIRST + timedelta(1461))
    assert abrupt.expected_mm == pytest.approx(level, abs=1e-9)
    assert (abrupt.found_mm, abrupt.rise) == (23.0, False)
    assert text(abrupt.said) == "23 mm by TTE, not visible by TOE (the readings of one day disagree)"


def test_what_is_expected_of_another_modality_holds_its_offset() -> None:
    """CT has read this lesion 4 mm larger than TTE."""
    exams = [exam(180 * i + n, size, m) for i in range(6) for n, (m, size) in enumerate((("TTE", 20.0), ("CT", 24.0)))]
    by_tte, by_ct = (grown(*exams, exam(1200, 40.0, modality)).abrupt[-1].expected_mm for modality in ("TTE", "CT"))
    assert by_ct - by_tte == pytest.approx(3.0, abs=1.0)


@pytest.mark.parametrize(("ct", "conflict"), [(34.0, False), (40.0, False), (46.0, True)])
def test_readings_of_one_day_disagree_beyond_their_errors_only(ct: float, conflict: bool) -> None:
    quiet = [exam(365 * i, 23.0) for i in range(4)]
    abrupt = grown(*quiet, exam(1461, 35.0), exam(1461, ct, "CT")).abrupt[-1]
    assert bool(abrupt.conflict) == conflict


RUPTURE_DAY = Day.exactly(FIRST + timedelta(548))
KNOWN = {
    "a form": {"forms": (FormSeen("F", "L1", RUPTURE_DAY, "ruptured_ccma"),)},
    "an answer": {"forms": (FormSeen("F", "L1", RUPTURE_DAY, "ccma", rupture_answer="found"),)},
    "an event": {"events": (EventSeen("R", "rupture", RUPTURE_DAY),)},
    "a fistula": {"events": (EventSeen("R", "fistula", RUPTURE_DAY),)},
}
BEFORE = (exam(0, 24.0), exam(274, 25.0))


@pytest.mark.parametrize("how", KNOWN)
def test_a_rupture_ends_the_segment_however_it_became_known(how: str) -> None:
    growth = grown(*BEFORE, exam(548, 26.0), exam(600, 12.0), **KNOWN[how])
    assert (growth.n, growth.abrupt, growth.earlier[0].n) == (1, (), 3)


def test_a_feature_of_rupture_ends_the_segment_once_though_another_shows_it_later() -> None:
    flow, hole = (FeatureSeen("L1", feature, "present") for feature in ("flow_into_core", "capsule_defect"))
    growth = grown(*BEFORE, exam(548, 26.0, features=(flow,)), exam(700, 25.0, features=(flow, hole)), exam(900, 25.0))
    assert (growth.n, [segment.n for segment in growth.earlier]) == (2, [3])
    absent = FeatureSeen("L1", "flow_into_core", "absent")
    assert grown(*BEFORE, exam(548, 26.0, features=(absent,)), exam(700, 25.0)).earlier == ()


@pytest.mark.parametrize(
    ("form", "answer", "by_cardiologist", "cut"),
    [
        ("indeterminate", "ruled_out", True, False),
        ("ccma", "", True, False),
        ("ccma", "", False, True),
        ("mac", "", True, True),
        ("resolved", "", True, True),
    ],
)
def test_a_rupture_that_a_cardiologist_denies_ends_no_segment(
    form: str, answer: str, by_cardiologist: bool, cut: bool
) -> None:
    """MAC or nothing may be what a rupture has left."""
    later = Day.exactly(FIRST + timedelta(560))
    said = FormSeen("G", "L1", later, form, by_cardiologist=by_cardiologist, rupture_answer=answer)
    growth = grown(*BEFORE, exam(700, 25.0), forms=(FormSeen("F", "L1", RUPTURE_DAY, "ruptured_ccma"), said))
    assert bool(growth.earlier) == cut

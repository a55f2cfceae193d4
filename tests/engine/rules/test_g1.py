"""G1: probable progression."""

from __future__ import annotations

import pytest

from surveillance.engine.course.patient_growth import case_of
from surveillance.engine.day import Day
from surveillance.engine.follow_up.windows import Window, window
from surveillance.engine.known.history import History
from surveillance.engine.policy import DEFAULT
from surveillance.words.message import text
from tests.engine.rules.histories import (
    TODAY,
    case,
    day,
    dialysis,
    event,
    exam,
    form,
    growing,
    history,
    severities,
    signals,
    treatment,
)


def test_four_exams_that_grow_by_four_mm_a_year_are_progression() -> None:
    """S2, anchored at the first exam of the run."""
    exams = growing(exams=4)
    found = signals("G1", history(*exams))
    assert [s.severity for s in found] == ["S2"]
    assert found[0].anchor.startswith("L1:mass:TTE-202")
    assert "under our prior" in text(found[0].headline)
    assert set(found[0].facts) == {e.id for e in exams}


def test_the_anchor_stays_when_the_run_goes_on() -> None:
    """The next exam of the same growth alerts nobody again."""
    before = signals("G1", history(*growing(exams=7)[:5]))[0]
    after = signals("G1", history(*growing(exams=7)))[0]
    assert after.anchor == before.anchor
    assert after.since == before.since


def test_a_day_on_which_an_abrupt_change_was_held_does_not_break_the_run() -> None:
    """Growth, a jump that the next exam calls drift or step, growth again: one run, one alert."""
    exams = growing(exams=6)
    jump = exam("2026-02-10", 55)
    assert case(history(*exams, jump)).growth["L1", "mass"].course == "abrupt"
    before = signals("G1", history(*exams))[0]
    after = signals("G1", history(*exams, jump, exam("2026-05-10", 42)))
    assert [s.anchor for s in after] == [before.anchor]


def test_a_stable_lesion_and_a_single_exam_are_silent() -> None:
    """Nothing grows."""
    assert severities("G1", history(*growing(step_mm=0.0, exams=6))) == []
    assert severities("G1", history(exam("2026-01-10", 20))) == []
    assert severities("G1", history()) == []


def test_dialysis_a_mobile_part_and_infection_raise_it_to_s3() -> None:
    """They change the severity and nothing else."""
    plain = signals("G1", history(*growing()))[0]
    for more in (dialysis("2020"), exam("2026-02-01", has=("mobile_element",)), event("2026-05-01", "sepsis")):
        raised = signals("G1", history(*growing(), more))[0]
        assert (raised.severity, raised.anchor) == ("S3", plain.anchor)


def test_an_old_infection_raises_nothing() -> None:
    """Six months, counted from the latest possible day."""
    assert severities("G1", history(*growing(), event("2025-05-01", "sepsis"))) == ["S2"]


def test_an_operation_ends_the_segment() -> None:
    """What grew before it no longer grows."""
    assert severities("G1", history(*growing(), treatment("2026-03-01", "excision"))) == []


def test_what_speaks_against_it_is_said() -> None:
    """Measurement error always; a modality switch and vague dates when there are any."""
    switched = (*growing(exams=4), exam("2026-04-10", 34, modality="CT"), exam("2022", 18))
    texts = " ".join(map(text, signals("G1", history(*switched))[0].against))
    assert "Measurement error" in texts
    assert "Modality switch" in texts
    assert "1 sizes are left out" in texts


def test_the_decision_to_watch_and_wait_makes_it_historical() -> None:
    """A recorded decision after the last exam: no card."""
    assert severities("G1", history(*growing(), treatment("2026-02-01", "surveillance"))) == ["S2h"]
    assert day("2026-02-01") == Day.exactly(TODAY.replace(month=2, day=1))


def test_a_poor_echo_that_sees_nothing_leaves_a_live_progression_as_it_is() -> None:
    """It is counted among what speaks against."""
    poor = exam("2026-04-10", "gone", quality="poor")
    with_it, without = (signals("G1", history(*growing(), *more))[0] for more in ((poor,), ()))
    assert (with_it.headline, with_it.anchor, with_it.facts) == (without.headline, without.anchor, without.facts)
    against = [text(said) for said in with_it.against]
    assert "1 × “not visible” left out: the exam was poor, or by a modality that sees less." in against
    assert due(history(*growing(), poor)) == due(history(*growing()))


def due(patient: History) -> Window | None:
    """The window of the next exam."""
    return window(case_of(patient, DEFAULT, TODAY))


@pytest.mark.parametrize("known", [form("2026-01-10", "ruptured_ccma"), event("2026-01-10", "fistula")])
def test_a_known_rupture_ends_what_is_said_of_growth(known) -> None:
    """Neither growing nor likelier than not."""
    assert severities("G1", history(*growing(), known)) == []
    watched = (exam("2024-05-20", 20), exam("2025-05-20", 21), exam("2026-01-10", 24))
    assert severities("G4", history(*watched)) == ["S1"]
    assert severities("G4", history(*watched, known)) == []

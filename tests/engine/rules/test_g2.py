"""G2: abrupt rise."""

from __future__ import annotations

from datetime import date

from tests.engine.rules.histories import case, dialysis, exam, form, history, severities, signals, treatment

QUIET = tuple(exam(f"{year}-05-20", 20) for year in (2022, 2023, 2024, 2025))
JUMP = exam("2026-05-20", 32)


def test_twelve_mm_above_the_expected_size_is_an_abrupt_rise() -> None:
    """S3 at the same visit, live, anchored at the exam day and the target."""
    found = signals("G2", history(*QUIET, JUMP))
    assert [(s.severity, s.historical, s.anchor) for s in found] == [("S3", False, "L1:mass:2026-05-20")]
    assert found[0].since == date(2026, 5, 20)


def test_a_rise_within_the_error_is_silent() -> None:
    """Three mm are nothing with an SD of 2 mm."""
    assert severities("G2", history(*QUIET, exam("2026-05-20", 23))) == []
    assert severities("G2", history()) == []


def test_no_risk_factor_changes_whether_it_fires() -> None:
    """Dialysis, a mobile part, infection: the same z."""
    plain = signals("G2", history(*QUIET, JUMP))[0].numbers
    assert signals("G2", history(*QUIET, JUMP, dialysis("2020"), form("2022-05-20", "ccma")))[0].numbers == plain


def test_it_goes_when_the_next_exam_calls_it_a_misreading_and_stays_when_it_agrees() -> None:
    """Held, then decided."""
    assert severities("G2", history(*QUIET, JUMP, exam("2026-05-30", 20))) == []
    assert severities("G2", history(*QUIET, JUMP, exam("2026-05-30", 32))) == ["S3"]


def test_a_rise_that_is_still_there_stays_whatever_it_is_called() -> None:
    """After three years the drift of the slope explains what one year would not; the lesion is larger all the same."""
    before = (*(exam(f"{year}-05-20", 25) for year in (2020, 2021, 2022)), exam("2023-05-20", 34))
    larger = history(*before, exam("2026-05-20", 34))
    assert [a.verdict for a in case(larger).growth["L1", "mass"].abrupt] == ["drift"]
    assert severities("G2", larger) == ["S3h"]
    back = history(*before, exam("2026-05-20", 28))
    assert [a.verdict for a in case(back).growth["L1", "mass"].abrupt] == ["drift"]
    assert severities("G2", back) == []


def test_a_rise_of_something_that_was_not_visible_is_no_rise() -> None:
    """Reappearance is X1."""
    blank = (exam("2024-11-20", "gone"), exam("2025-05-20", "gone"), exam("2025-11-20", "gone"))
    back = history(*QUIET[:3], *blank, exam("2026-05-20", 20))
    assert [a.rise for a in case(back).growth["L1", "mass"].abrupt][-1]
    assert severities("G2", back) == []


def test_after_thirty_days_or_an_operation_it_makes_no_card() -> None:
    """Historical, and gone once operated."""
    patient = history(*QUIET, JUMP)
    assert severities("G2", patient, today=date(2026, 6, 19)) == ["S3"]
    assert severities("G2", patient, today=date(2026, 6, 20)) == ["S3h"]
    assert severities("G2", history(*QUIET, JUMP, treatment("2026-05-25", "excision"))) == []

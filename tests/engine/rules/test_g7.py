"""G7: larger than 10 mm."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.engine.rules.histories import exam, history, severities, signals, treatment


def test_eleven_mm_is_a_badge_and_ten_is_not() -> None:
    """S1, never more."""
    assert severities("G7", history(exam("2026-05-20", 11))) == ["S1"]
    assert severities("G7", history(exam("2026-05-20", 10))) == []


def test_the_badge_keeps_its_first_day_while_the_mass_stays_large() -> None:
    """Three exams, one badge."""
    patient = history(exam("2024-05-20", 9), exam("2025-05-20", 12), exam("2026-05-20", 13))
    assert [(s.anchor, s.since) for s in signals("G7", patient)] == [("L1", date(2025, 5, 20))]


def test_it_goes_when_the_mass_is_small_gone_or_cut_out() -> None:
    """The latest exam speaks."""
    large = exam("2025-05-20", 20)
    assert severities("G7", history(large, exam("2026-05-20", 8))) == []
    assert severities("G7", history(large, exam("2026-05-20", "gone"))) == []
    assert severities("G7", history(large, treatment("2026-01-01", "excision"))) == []
    assert severities("G7", history(exam("2026-05-20", strand=15))) == []


def test_a_blank_exam_that_cannot_tell_does_not_end_the_badge() -> None:
    """A good one does."""
    poor, good = (exam("2026-05-20", "gone", quality=quality) for quality in ("poor", "good"))
    assert severities("G7", history(exam("2025-05-20", 20), poor)) == ["S1"]
    assert severities("G7", history(exam("2025-05-20", 20), good)) == []


@pytest.mark.parametrize("entered_last", ["TTE", "CT"])
def test_of_two_exams_of_one_day_the_larger_size_counts(entered_last: str) -> None:
    """Found by the property test of the order of a day."""
    sizes = (("TTE", 9.0), ("CT", 12.0))
    both = (replace(exam("2026-05-20", mm, modality=m), id="z" if m == entered_last else "a") for m, mm in sizes)
    assert len(signals("G7", history(*both))) == 1

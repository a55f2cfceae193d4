"""X2: unit, target or axis in doubt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from surveillance.words.message import text
from tests.engine.rules.histories import exam, history, severities, signals

FIRST = exam("2025-05-20", 27)


@pytest.mark.parametrize(("old", "new"), [(27, 2.7), (2.7, 27), (6, 60), (8, 1)])
def test_a_ratio_of_about_ten_queries_both_exams(old: float, new: float) -> None:
    """Centimetres for millimetres, in either direction."""
    found = signals("X2", history(exam("2025-05-20", old), exam("2026-05-20", new)))
    assert [(s.severity, s.anchor, s.facts) for s in found] == [
        ("T", "L1:mass:2026-05-20", ("TTE-2025-05-20", "TTE-2026-05-20"))
    ]


def test_a_z_beyond_six_does_so_too_until_the_next_exam_agrees() -> None:
    """A jump of 25 mm against a quiet series."""
    quiet = tuple(exam(f"{year}-05-20", 20) for year in (2022, 2023, 2024, 2025))
    jump = exam("2026-03-20", 45)
    assert severities("X2", history(*quiet, jump)) == ["T"]
    assert severities("X2", history(*quiet, jump, exam("2026-05-20", 45))) == []
    assert severities("X2", history(*quiet, exam("2026-03-20", 32))) == []


def test_not_visible_is_exempt() -> None:
    """It raises G6."""
    assert severities("X2", history(FIRST, exam("2026-05-20", "gone"))) == []
    assert severities("X2", history(exam("2025-05-20", "gone"), FIRST)) == []


def test_targets_are_never_compared_with_each_other() -> None:
    """A mass of 27 mm and a strand of 3 mm."""
    assert severities("X2", history(FIRST, exam("2026-05-20", strand=2.7))) == []


def test_ordinary_sizes_and_one_exam_are_silent() -> None:
    """A ratio of 3 is nothing."""
    assert severities("X2", history(exam("2025-05-20", 7), exam("2026-05-20", 20))) == []
    assert severities("X2", history(FIRST)) == []


@pytest.mark.parametrize("entered_last", ["TTE", "TOE"])
def test_a_size_is_compared_with_every_size_of_the_day_before(entered_last: str) -> None:
    """Found by the property test of the order of a day: only the one entered last was looked at."""
    sizes = (("TTE", 11.0), ("TOE", 8.0))
    both = (replace(exam("2025-05-20", mm, modality=m), id="z" if m == entered_last else "a") for m, mm in sizes)
    found = signals("X2", history(*both, exam("2026-05-20", 0.8)))
    assert any("8 mm, then 0.8 mm" in text(signal.headline) for signal in found)

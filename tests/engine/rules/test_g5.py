"""G5: probable regression."""

from __future__ import annotations

from surveillance.words.message import text
from tests.engine.rules.histories import exam, growing, history, severities, signals


def test_steady_shrinkage_is_a_note() -> None:
    """S1: shrinkage is not simply good news."""
    found = signals("G5", history(*growing(step_mm=-4.0, start_mm=45.0)))
    assert [s.severity for s in found] == ["S1"]
    assert "shrinking, −" in text(found[0].headline)


def test_a_stable_or_growing_lesion_is_silent() -> None:
    """And so is one exam."""
    assert severities("G5", history(*growing(step_mm=0.0))) == []
    assert severities("G5", history(*growing())) == []
    assert severities("G5", history(exam("2026-05-20", 20))) == []

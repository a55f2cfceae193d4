"""C3: aggravating disease."""

from __future__ import annotations

from tests.engine.rules.histories import condition, history, severities


def test_hcm_amyloidosis_and_severe_aortic_stenosis_are_notes() -> None:
    """S1 each."""
    assert severities("C3", history(condition("hcm", "2024"))) == ["S1"]
    assert severities("C3", history(condition("amyloidosis"))) == ["S1"]
    assert severities("C3", history(condition("aortic_stenosis", severity="severe"))) == ["S1"]


def test_lesser_or_unknown_stenosis_and_nothing_are_silent() -> None:
    """So is a disease that has not begun."""
    assert severities("C3", history(condition("aortic_stenosis", severity="moderate"))) == []
    assert severities("C3", history(condition("aortic_stenosis"))) == []
    assert severities("C3", history(condition("hcm", "2027"))) == []
    assert severities("C3", history()) == []

"""C1: dialysis."""

from __future__ import annotations

from surveillance.words.message import text
from tests.engine.rules.histories import condition, dialysis, history, severities, signals


def test_dialysis_is_a_note_with_its_interval() -> None:
    """S1: a badge, never a card."""
    found = signals("C1", history(dialysis("2024-03-10")))
    assert [(s.severity, text(s.headline)) for s in found] == [
        ("S1", "On haemodialysis since 10-Mar-2024: exams every 6 months.")
    ]
    assert severities("C1", history(dialysis())) == ["S1"]


def test_dialysis_that_ended_another_condition_and_nothing_are_silent() -> None:
    """After a transplant, for example."""
    assert severities("C1", history(dialysis("2024-03-10", until="2026-03-10"))) == []
    assert severities("C1", history(condition("chronic_kidney_disease", "2024"))) == []
    assert severities("C1", history()) == []

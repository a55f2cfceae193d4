"""I3: exposure to infection."""

from __future__ import annotations

from tests.engine.rules.histories import condition, event, history, severities, treatment


def test_pneumonia_a_line_infection_and_a_central_line_are_s2() -> None:
    """Each by itself."""
    assert severities("I3", history(event("2026-05-20", "pneumonia"))) == ["S2"]
    assert severities("I3", history(event("2026-05-20", "line_infection"))) == ["S2"]
    assert severities("I3", history(condition("central_line", "2026-05-20"))) == ["S2"]


def test_fever_sepsis_and_nothing_are_silent() -> None:
    """Sepsis is I1."""
    assert severities("I3", history(event("2026-05-20", "fever"), event("2026-05-20", "sepsis"))) == []
    assert severities("I3", history()) == []


def test_a_line_of_unknown_date_is_looked_at_and_an_old_one_is_historical() -> None:
    """A line that was taken out is silent."""
    assert severities("I3", history(condition("central_line"))) == ["S2"]
    assert severities("I3", history(condition("central_line", "2025-05-20"))) == ["S2h"]
    assert severities("I3", history(condition("central_line", "2026-05-01", until="2026-05-20"))) == []


def test_an_exposure_before_an_operation_is_historical() -> None:
    """Operated since."""
    assert severities("I3", history(event("2026-05-20", "pneumonia"), treatment("2026-05-25", "excision"))) == ["S2h"]

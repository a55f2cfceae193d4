"""G4: watch."""

from __future__ import annotations

from surveillance.words.message import text
from tests.engine.rules.histories import exam, growing, history, severities, signals

DRIFT = (exam("2024-05-20", 20), exam("2025-05-20", 21), exam("2026-05-20", 24))


def test_growth_that_is_likelier_than_not_is_a_badge() -> None:
    """S1, one TTE after three months."""
    found = signals("G4", history(*DRIFT))
    assert [s.severity for s in found] == ["S1"]
    assert "one early TTE" in text(found[0].headline)


def test_it_gives_way_to_g1_and_is_silent_for_a_stable_lesion() -> None:
    """One word for one target."""
    assert severities("G4", history(*growing())) == []
    assert severities("G4", history(*growing(step_mm=0.0))) == []
    assert severities("G4", history(exam("2026-05-20", 20))) == []


def test_after_two_early_looks_in_succession_it_asks_for_no_third() -> None:
    """Back to six months unless a cardiologist renews."""
    looks = (exam("2025-08-20", 22, reason="watch"), exam("2025-11-20", 23, reason="watch"))
    found = signals("G4", history(*DRIFT[:2], *looks))
    assert ["two early looks are taken" in text(s.headline) for s in found] == [True]

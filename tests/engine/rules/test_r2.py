"""R2: fistula or pseudoaneurysm."""

from __future__ import annotations

import pytest

from surveillance.words.message import text
from tests.engine.rules.histories import event, exam, form, history, severities, signals, treatment


@pytest.mark.parametrize("kind", ["fistula", "pseudoaneurysm"])
def test_a_finding_or_an_event_is_s4(kind: str) -> None:
    """Each with its own anchor; R1 leaves them to R2."""
    patient = history(exam("2026-05-20", 20, has=(kind,)), event("2026-05-21", kind))
    assert severities("R2", patient) == ["S4", "S4"]
    assert len({s.anchor for s in signals("R2", patient)}) == 2
    assert severities("R1", patient) == []


def test_the_chambers_are_named() -> None:
    """LV to LA."""
    seen = exam("2026-05-20", 20, modality="TOE", has=("fistula",), details={"fistula": "lv_la"})
    assert "Fistula (LV to LA) by TOE" in text(signals("R2", history(seen))[0].headline)


def test_absent_not_assessed_and_missing_are_silent() -> None:
    """Three ways of not having one."""
    assert severities("R2", history(exam("2026-05-20", 20, no=("fistula",), unread=("pseudoaneurysm",)))) == []
    assert severities("R2", history()) == []


def test_it_ends_as_r1_does() -> None:
    """By surgery or by a cardiologist, not by an intact exam."""
    seen = exam("2026-05-20", 20, has=("fistula",))
    assert severities("R2", history(seen, exam("2026-05-25", 20, no=("fistula",)))) == ["S4"]
    assert severities("R2", history(seen, treatment("2026-05-25", "repair"))) == []
    assert severities("R2", history(seen, form("2026-05-25", "ccma", cardiologist=True))) == []

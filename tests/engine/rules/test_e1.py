"""E1: embolism."""

from __future__ import annotations

import pytest

from surveillance.engine.known.history import ConditionSeen
from surveillance.words.message import text
from tests.engine.rules.histories import event, history, severities, signals


@pytest.mark.parametrize("attribution", ["", "definite", "probable", "possible", "undetermined"])
@pytest.mark.parametrize("kind", ["stroke", "tia", "systemic_embolism", "silent_embolism"])
def test_any_embolism_without_another_cause_is_s4(kind: str, attribution: str) -> None:
    """In any enrolled patient."""
    found = signals("E1", history(event("2026-05-20", kind, attribution=attribution)))
    assert [(s.severity, s.anchor) for s in found] == [("S4", f"event-2026-05-20-{kind}")]


def test_another_cause_ends_it() -> None:
    """Review §3: the lesion only after other causes are excluded."""
    assert severities("E1", history(event("2026-05-20", "stroke", attribution="other_cause"))) == []
    assert severities("E1", history(event("2026-05-20", "focal_neurology"))) == []
    assert severities("E1", history()) == []


def test_atrial_fibrillation_speaks_against_the_lesion() -> None:
    """As a condition or an event; an absent one does not."""
    stroke, af = event("2026-05-20", "stroke"), "atrial_fibrillation"

    def doubted(*more) -> bool:
        return "Atrial fibrillation" in " ".join(map(text, signals("E1", history(stroke, *more))[0].against))

    assert doubted(ConditionSeen("c", af, "present"))
    assert doubted(event("2026-05-22", af))
    assert not doubted(ConditionSeen("c", af, "absent"))

"""I1: bacteraemia, sepsis, endocarditis."""

from __future__ import annotations

from datetime import date

import pytest

from surveillance.words.message import text
from tests.engine.rules.histories import culture, event, form, history, severities, signals, treatment


@pytest.mark.parametrize("kind", ["sepsis", "bacteraemia", "endocarditis"])
def test_any_bloodstream_infection_is_s4_even_with_plain_mac(kind: str) -> None:
    """Figure 2: MAC to fistula in two weeks."""
    patient = history(event("2026-05-20", kind, organism="Staphylococcus aureus"), form("2026-05-20", "mac"))
    found = signals("I1", patient)
    assert [(s.severity, s.historical, s.anchor) for s in found] == [("S4", False, f"event-2026-05-20-{kind}")]
    assert {text(n.label): text(n.value) for n in found[0].numbers}["Staphylococcus"] == "yes"


def test_a_positive_blood_culture_alone_is_s4() -> None:
    """CLINICAL I1: event or culture."""
    found = signals("I1", history(culture("2026-05-20")))
    assert [(s.severity, s.historical, s.anchor) for s in found] == [("S4", False, "culture-2026-05-20")]
    assert text(found[0].headline) == "Positive blood culture, 20-May-2026."
    assert severities("I1", history(culture("2026-04-20"))) == ["S4h"]


def test_pneumonia_fever_and_nothing_are_silent() -> None:
    """I3 is another rule."""
    assert severities("I1", history(event("2026-05-20", "pneumonia"), event("2026-05-20", "fever"))) == []
    assert severities("I1", history()) == []


def test_antibiotics_leave_the_card_and_death_or_time_take_it() -> None:
    """TOE is still to be asked for."""
    sepsis = event("2026-05-20", "sepsis")
    assert severities("I1", history(sepsis, treatment("2026-05-21", "antibiotics"))) == ["S4"]
    assert severities("I1", history(sepsis, event("2026-05-20", "death"))) == ["S4h"]
    assert severities("I1", history(sepsis), today=date(2026, 6, 20)) == ["S4h"]


def test_a_month_counts_from_its_last_day() -> None:
    """UX: the latest possible day for a recent event."""
    patient = history(event("2026-04", "sepsis"))
    assert severities("I1", patient, today=date(2026, 5, 30)) == ["S4"]
    assert severities("I1", patient, today=date(2026, 5, 31)) == ["S4h"]

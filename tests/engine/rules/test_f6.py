"""F6: what resets the clock."""

from __future__ import annotations

import pytest

from surveillance.words.message import text
from tests.engine.rules.histories import exam, form, history, severities, signals

CCMA = form("2025-06-10", "ccma")
SEEN = exam("2025-06-10", 20)


@pytest.mark.parametrize(
    ("why", "later"),
    [
        ("of poor quality", exam("2026-05-20", 20, quality="poor")),
        ("the annulus was not examined", exam("2026-05-20", annulus="not_examined")),
        ("no result is recorded", exam("2026-05-20")),
        ("done elsewhere and not accepted", exam("2026-05-20", 20, external=True)),
        ("done as an inpatient and not accepted", exam("2026-05-20", 20, inpatient=True)),
        ("CT not accepted", exam("2026-05-20", 20, modality="CT")),
    ],
)
def test_an_exam_that_does_not_count_asks_for_a_repeat(why: str, later) -> None:
    """It says why, and keeps the anchor of the exam that does count."""
    found = signals("F6", history(SEEN, CCMA, later))
    assert [(s.severity, s.anchor, s.facts) for s in found] == [("T", SEEN.id, (later.id,))]
    assert why in text(found[0].headline)


@pytest.mark.parametrize(
    "later",
    [
        exam("2026-05-20", 20),
        exam("2026-05-20", 20, quality=""),
        exam("2026-05-20", "gone"),
        exam("2026-05-20", annulus="not_visible"),
        exam("2026-05-20", annulus="prosthesis_assessed"),
        exam("2026-05-20", 20, modality="CT", accepted=True),
        exam("2026-05-20", 20, external=True, accepted=True),
        exam("2026-05-20", modality="PET"),
        exam("2025-01-20", 20, quality="poor"),
    ],
)
def test_exams_that_count_or_never_could_ask_for_nothing(later) -> None:
    """Nor does a poor exam that a good one has followed."""
    assert severities("F6", history(SEEN, CCMA, later)) == []


def test_a_patient_without_any_plan_is_not_asked_to_repeat() -> None:
    """MAC only."""
    later = exam("2026-05-20", 20, quality="poor")
    assert severities("F6", history(SEEN, form("2025-06-10", "mac"), later)) == []

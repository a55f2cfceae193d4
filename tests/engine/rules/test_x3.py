"""X3: reader or modality switch."""

from __future__ import annotations

from dataclasses import replace

from surveillance.engine.known.history import ExamSeen
from surveillance.words.message import text
from tests.engine.rules.histories import exam, history, severities, signals

FIRST, CT = exam("2025-05-20", 20), exam("2026-05-20", 22, modality="CT")


def by(seen: ExamSeen, reader: str) -> ExamSeen:
    """The exam with its sizes read by `reader`."""
    return replace(seen, readings=tuple(replace(reading, reader=reader) for reading in seen.readings))


def test_another_modality_is_a_note() -> None:
    found = signals("X3", history(FIRST, CT))
    assert [(s.severity, s.anchor) for s in found] == [("S1", "L1:mass:2026-05-20")]
    assert "CT after TTE" in text(found[0].headline)


def test_another_reader_is_a_note_and_the_same_one_is_not() -> None:
    second = exam("2026-05-20", 22)
    assert severities("X3", history(by(FIRST, "Dr A"), by(second, "Dr B"))) == ["S1"]
    assert severities("X3", history(by(FIRST, "Dr A"), by(second, "Dr A"))) == []


def test_a_day_with_both_modalities_is_a_bridge() -> None:
    assert severities("X3", history(FIRST, CT, exam("2026-05-20", 21))) == []


def test_the_next_exam_by_the_same_modality_ends_it() -> None:
    assert severities("X3", history(FIRST, CT, exam("2026-05-28", 22, modality="CT"))) == []


def test_an_unknown_reader_one_exam_and_no_exam_are_silent() -> None:
    assert severities("X3", history(FIRST, by(exam("2026-05-20", 22), "Dr B"))) == []
    assert severities("X3", history(FIRST)) == []
    assert severities("X3", history()) == []

"""I2: vegetation or abscess."""

from __future__ import annotations

from dataclasses import replace

from surveillance.engine.known.history import ExamSeen, Reading
from surveillance.words.message import text
from tests.engine.rules.histories import L, exam, history, severities, signals, treatment


def sized(mm: float) -> ExamSeen:
    """A TOE with a vegetation of that size."""
    found = exam("2026-05-20", modality="TOE", has=("vegetation",))
    return replace(found, readings=(Reading(L, "vegetation", "long", mm),))


def test_a_vegetation_and_an_abscess_are_s4() -> None:
    """One signal each."""
    assert severities("I2", history(exam("2026-05-20", modality="TOE", has=("vegetation", "abscess")))) == ["S4", "S4"]


def test_a_vegetation_above_10_mm_is_named() -> None:
    """Embolic risk; S4 either way."""
    assert "embolic risk" in text(signals("I2", history(sized(10.1)))[0].headline)
    assert "embolic risk" not in text(signals("I2", history(sized(10)))[0].headline)
    assert severities("I2", history(sized(4))) == ["S4"]


def test_it_is_new_only_after_an_exam_that_could_have_shown_it() -> None:
    """Otherwise first recorded."""
    seen = exam("2026-05-20", modality="TOE", has=("vegetation",))
    assert "first recorded" in text(signals("I2", history(seen))[0].headline)
    assert "new" in text(signals("I2", history(exam("2025-05-20", no=("vegetation",)), seen))[0].headline)


def test_it_ends_by_absence_or_operation_and_grows_old() -> None:
    """A poor exam ends nothing; silent with nothing."""
    seen = exam("2026-05-20", modality="TOE", has=("vegetation",))
    assert severities("I2", history(seen, exam("2026-05-25", modality="TOE", no=("vegetation",)))) == []
    assert severities("I2", history(seen, exam("2026-05-25", quality="poor", no=("vegetation",)))) == ["S4"]
    assert severities("I2", history(seen, treatment("2026-05-25", "excision"))) == []
    assert severities("I2", history(exam("2026-02-20", modality="TOE", has=("abscess",)))) == ["S4h"]
    assert severities("I2", history(exam("2026-05-20", unread=("vegetation",)))) == []

"""M1: mobile part."""

from __future__ import annotations

from datetime import date

import pytest

from surveillance.words.message import text
from tests.engine.rules.histories import event, exam, history, severities, signals, treatment

SEEN = exam("2026-05-20", 20, modality="TOE", has=("mobile_element",), details={"mobile_element": "strand"})
BEFORE = exam("2025-05-20", 20, no=("mobile_element",))


def test_a_new_mobile_part_is_s3() -> None:
    """New: an earlier exam able to show it read absent."""
    found = signals("M1", history(BEFORE, SEEN))
    assert [(s.severity, s.historical, s.anchor) for s in found] == [("S3", False, f"L1:mobile_element:{SEEN.id}")]
    assert "new on 20-May-2026" in text(found[0].headline)


@pytest.mark.parametrize("before", [(), (exam("2025-05-20", 20, unread=("mobile_element",)),)])
def test_without_an_exam_that_read_absent_it_is_first_recorded(before: tuple) -> None:
    """Nobody claims that it is new."""
    found = signals("M1", history(*before, SEEN))[0]
    assert "first recorded" in text(found.headline)
    assert any("may be old" in text(said) for said in found.against)


@pytest.mark.parametrize("kind", ["stroke", "tia", "systemic_embolism", "silent_embolism"])
def test_with_an_embolism_it_is_s4(kind: str) -> None:
    """Unless another cause is recorded."""
    assert severities("M1", history(SEEN, event("2026-05-10", kind))) == ["S4"]
    assert severities("M1", history(SEEN, event("2026-05-10", kind, attribution="other_cause"))) == ["S3"]


def test_a_measured_strand_is_a_mobile_part() -> None:
    """Whether or not the box was ticked."""
    assert severities("M1", history(exam("2026-05-20", 6, strand=6))) == ["S3"]


def test_it_ends_with_an_exam_able_to_show_it_that_reads_absent() -> None:
    """Not with one that did not assess it, that was poor, or that cannot show it."""
    assert severities("M1", history(SEEN, exam("2026-05-25", 20, no=("mobile_element",)))) == []
    for blind in (
        exam("2026-05-25", 20, unread=("mobile_element",)),
        exam("2026-05-25", 20, no=("mobile_element",), quality="poor"),
        exam("2026-05-25", 20, no=("mobile_element",), modality="CT"),
    ):
        assert severities("M1", history(SEEN, blind)) == ["S3"]


def test_it_ends_with_an_operation_and_ages_after_thirty_days() -> None:
    """The run counts from its first exam."""
    assert severities("M1", history(SEEN, treatment("2026-05-25", "excision"))) == []
    assert severities("M1", history(SEEN), today=date(2026, 6, 20)) == ["S3h"]


def test_an_exam_that_says_nothing_says_nothing() -> None:
    """Missing is not present."""
    assert severities("M1", history(exam("2026-05-20", 20))) == []
    assert severities("M1", history()) == []

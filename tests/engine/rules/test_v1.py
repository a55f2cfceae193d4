"""V1: mitral regurgitation worse."""

from __future__ import annotations

from surveillance.words.message import text
from tests.engine.rules.histories import echo, event, history, severities, signals, treatment

MILD, MODERATE = echo("2025-05-20", mr_grade="mild"), echo("2026-05-20", mr_grade="moderate")
SEVERE = echo("2026-05-20", mr_grade="severe")


def test_one_grade_worse_is_s2_and_newly_severe_s3() -> None:
    """Anchored at the first worse exam."""
    found = signals("V1", history(MILD, MODERATE))
    assert [(s.severity, s.anchor) for s in found] == [("S2", f"mitral_valve:regurgitation:{MODERATE.id}")]
    assert "worse, mild on 20-May-2025, moderate on 20-May-2026" in text(found[0].headline)
    assert severities("V1", history(MILD, SEVERE)) == ["S3"]


def test_the_same_grade_a_better_one_and_none_to_trace_are_silent() -> None:
    """Trace regurgitation is physiological: none and trace are one grade; trace to mild is one up."""
    assert severities("V1", history(MILD, echo("2026-05-20", mr_grade="mild"))) == []
    assert severities("V1", history(echo("2025-05-20", mr_grade="moderate"), echo("2026-05-20", mr_grade="mild"))) == []
    assert severities("V1", history(echo("2025-05-20", mr_grade="none"), echo("2026-05-20", mr_grade="trace"))) == []
    trace = echo("2025-05-20", mr_grade="trace")
    assert severities("V1", history(trace, echo("2026-05-20", mr_grade="mild"))) == ["S2"]


def test_a_first_grade_speaks_only_when_severe() -> None:
    """First recorded, not new."""
    assert severities("V1", history(MODERATE)) == []
    assert "severe, first recorded" in text(signals("V1", history(SEVERE))[0].headline)
    assert severities("V1", history(echo("2026-05-20", lvef_percent=55))) == []


def test_a_poor_exam_neither_raises_nor_ends() -> None:
    """Nor is it what the next is compared with."""
    poor = echo("2026-05-25", quality="poor", mr_grade="severe")
    assert severities("V1", history(MILD, poor)) == []
    assert severities("V1", history(MILD, MODERATE, echo("2026-05-25", quality="poor", mr_grade="none"))) == ["S2"]


def test_it_ends_when_a_later_exam_reads_the_old_grade() -> None:
    """A further rise begins its own; when that is taken back the first stands again."""
    assert severities("V1", history(MILD, MODERATE, echo("2026-05-28", mr_grade="mild"))) == []
    severe = echo("2026-05-25", mr_grade="severe")
    assert [s.anchor for s in signals("V1", history(MILD, MODERATE, severe))] == [
        f"mitral_valve:regurgitation:{severe.id}"
    ]
    back = echo("2026-05-28", mr_grade="moderate")
    assert [s.anchor for s in signals("V1", history(MILD, MODERATE, severe, back))] == [
        f"mitral_valve:regurgitation:{MODERATE.id}"
    ]


def test_two_grades_of_one_day_are_no_worsening_of_each_other() -> None:
    """TTE mild, TOE moderate: the worse stands, compared with an earlier day only."""
    toe = echo("2025-05-20", modality="TOE", mr_grade="moderate")
    assert severities("V1", history(MILD, toe)) == []
    assert severities("V1", history(MILD, toe, MODERATE)) == []


def test_acute_regurgitation_is_s4_and_so_is_severe_with_heart_failure() -> None:
    """Heart failure within thirty days."""
    assert severities("V1", history(event("2026-05-20", "acute_mr"))) == ["S4"]
    assert severities("V1", history(MILD, SEVERE, event("2026-04-20", "heart_failure"))) == ["S4"]
    assert severities("V1", history(MILD, SEVERE, event("2026-04-19", "heart_failure"))) == ["S3"]
    assert severities("V1", history(MILD, MODERATE, event("2026-05-20", "heart_failure"))) == ["S2"]


def test_an_operation_begins_a_new_course_and_time_makes_it_historical() -> None:
    """What was before it is not compared with."""
    assert severities("V1", history(MILD, SEVERE, treatment("2026-05-25", "repair"))) == []
    assert severities("V1", history(echo("2024-05-20", mr_grade="none"), MILD)) == ["S2h"]

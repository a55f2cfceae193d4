"""F3: long overdue."""

from __future__ import annotations

from datetime import date

from surveillance.engine.known.history import ClosureSeen, PlanSeen
from tests.engine.rules.histories import day, dialysis, event, exam, form, history, severities, signals

CCMA = form("2024-06-10", "ccma")
SEEN = exam("2024-06-10", 20)


def test_eighteen_months_after_the_last_exam_it_is_long_for_anyone() -> None:
    """10 June 2024 and 18 months is 10 December 2025."""
    patient = history(SEEN, CCMA)
    assert severities("F3", patient, today=date(2025, 12, 10)) == []
    assert severities("F3", patient, today=date(2025, 12, 11)) == ["S3"]
    assert signals("F3", patient, today=date(2026, 5, 1))[0].since == date(2025, 12, 11)


def test_with_a_flag_it_is_long_after_more_than_half_the_interval() -> None:
    """Six months from 10 June (183 days) end on 10 December; half of it is 91 days, 11 March."""
    patient = history(SEEN, CCMA, dialysis("2020"))
    assert severities("F3", patient, today=date(2025, 3, 11)) == []
    assert severities("F3", patient, today=date(2025, 3, 12)) == ["S3"]


def test_a_clinicians_longer_interval_beats_the_eighteen_months() -> None:
    """Nobody is long overdue before they are overdue."""
    plan = PlanSeen("p", "interval", date(2024, 6, 10), latest_months=24)
    assert severities("F3", history(SEEN, CCMA, plan=plan), today=date(2026, 6, 10)) == []
    late = signals("F3", history(SEEN, CCMA, plan=plan), today=date(2026, 7, 1))
    assert [s.since for s in late] == [date(2026, 6, 11)]


def test_it_is_long_overdue_no_earlier_than_the_flag_that_makes_it_so() -> None:
    """Three months from 10 June and half of them are over on 26 October; the sepsis comes on 20 May."""
    plan = PlanSeen("p", "interval", date(2024, 6, 10), latest_months=3)
    patient = history(SEEN, CCMA, event("2025-05-20", "sepsis"), plan=plan)
    assert [s.since for s in signals("F3", patient, today=date(2025, 5, 25))] == [date(2025, 5, 20)]


def test_a_closed_patient_is_never_overdue() -> None:
    """Death, refusal, transfer and discharge close the plan."""
    closed = ClosureSeen("c", "transferred", day("2025-01-01"))
    assert severities("F3", history(SEEN, CCMA, closure=closed), today=date(2030, 1, 1)) == []

"""X4: decided and not done."""

from __future__ import annotations

from datetime import date

import pytest

from surveillance.engine.known.history import ClosureSeen, DecisionSeen, History
from tests.engine.rules.histories import day, history, severities, signals, treatment


def decided(intended: str = "replacement", urgency: str = "urgent", on: str = "2026-05-01") -> DecisionSeen:
    """A Heart Team's decision."""
    return DecisionSeen(f"{on}-{intended}", day(on), intended, urgency)


def after(decision: DecisionSeen, *facts: object, **more: object) -> History:
    """A patient with the decision."""
    return history(*facts, decisions=(decision,), **more)


@pytest.mark.parametrize(
    ("urgency", "last"),
    [
        ("emergency", date(2026, 5, 2)),
        ("urgent", date(2026, 5, 8)),
        ("elective", date(2026, 7, 30)),
        ("", date(2026, 7, 30)),
    ],
)
def test_it_is_asked_about_the_day_after_its_time(urgency: str, last: date) -> None:
    """1, 7 and 90 days; an urgency that was not recorded counts as elective."""
    patient = after(decided(urgency=urgency))
    assert severities("X4", patient, today=last) == []
    found = signals("X4", patient, today=date.fromordinal(last.toordinal() + 1))
    assert [(s.severity, s.anchor, s.historical) for s in found] == [("S2", "2026-05-01-replacement", False)]


def test_the_treatment_ends_it_and_an_earlier_one_does_not() -> None:
    assert severities("X4", after(decided(), treatment("2026-05-05", "replacement"))) == []
    assert severities("X4", after(decided(), treatment("2026-04-30", "replacement"))) == ["S2"]


def test_surgeons_may_choose_another_operation_but_a_catheter_is_none() -> None:
    assert severities("X4", after(decided(), treatment("2026-05-05", "excision"))) == []
    assert severities("X4", after(decided(), treatment("2026-05-05", "teer"))) == ["S2"]
    assert severities("X4", after(decided("teer"), treatment("2026-05-05", "teer"))) == []


def test_a_later_decision_on_the_same_ends_it_and_another_question_does_not() -> None:
    def then(intended: str) -> list[str]:
        return severities("X4", history(decisions=(decided(), decided(intended, "elective", "2026-05-10"))))

    assert then("surveillance") == []
    assert then("pacemaker") == ["S2"]
    assert then("antibiotics") == ["S2"]


def test_watchful_waiting_and_drugs_have_no_time() -> None:
    assert severities("X4", after(decided("surveillance"))) == []
    assert severities("X4", after(decided("antibiotics"))) == []
    assert severities("X4", after(decided(""))) == []


def test_without_a_decision_or_after_the_closure_it_is_silent() -> None:
    assert severities("X4", history()) == []
    assert severities("X4", after(decided(), closure=ClosureSeen("c", "died", day("2026-05-20")))) == []

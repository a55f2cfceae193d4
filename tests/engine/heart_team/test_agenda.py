"""The agenda of the Heart Team: who is on it, why, and when somebody leaves it."""

from __future__ import annotations

import inspect
import sys
from datetime import date, timedelta
from typing import Any

import pytest

from surveillance.engine.case import Case
from surveillance.engine.day import Day
from surveillance.engine.heart_team.agenda import DISCUSS, UNDONE, WATCH, Entry, Reason, entries
from surveillance.engine.known.clock import Clock
from surveillance.engine.known.history import DecisionSeen, History, TreatmentSeen
from surveillance.engine.policy import DEFAULT
from surveillance.engine.rules import RULES
from surveillance.engine.rules.base import Rule
from surveillance.words.sentences import SENTENCES

TODAY = date(2026, 11, 28)


def ago(days: int) -> Day:
    return Day.exactly(TODAY - timedelta(days=days))


def agenda(*reasons: Reason, **facts: Any) -> list[Entry]:
    history = History("p", TODAY, **facts)
    return list(entries(Case(history, DEFAULT, Clock(TODAY)), reasons))


def groups(*reasons: Reason, **facts: Any) -> list[str]:
    return [entry.group for entry in agenda(*reasons, **facts)]


def finding(days: int, severity: str = "S3") -> Reason:
    return Reason("Mobile part", ago(days).last, severity)


def decided(days: int, intended: str = "", urgency: str = "") -> tuple[DecisionSeen, ...]:
    return (DecisionSeen("d", ago(days), intended, urgency),)


def test_a_finding_without_a_decision_is_to_be_discussed() -> None:
    assert groups(finding(5)) == [DISCUSS]


@pytest.mark.parametrize(("days", "expected"), [(4, []), (5, []), (6, [DISCUSS])])
def test_a_decision_of_that_day_or_later_takes_a_finding_off(days: int, expected: list[str]) -> None:
    assert groups(finding(5), decisions=decided(days)) == expected


def test_an_operation_after_the_finding_takes_it_off() -> None:
    assert groups(finding(5), treatments=(TreatmentSeen("t", "replacement", ago(2)),)) == []
    assert groups(finding(5), treatments=(TreatmentSeen("t", "antibiotics", ago(2)),)) == [DISCUSS]


def test_the_gravest_reason_stands_first_and_the_oldest_says_since_when() -> None:
    (entry,) = agenda(finding(90), finding(3, "S4"), Reason("brief", ago(40).last))
    assert [reason.severity for reason in entry.reasons] == ["S4", "S3", ""]
    assert entry.on == ago(90).last


def test_a_procedure_that_is_not_done_shows_the_day_it_was_due() -> None:
    (late,) = agenda(decisions=decided(20, "replacement", "urgent"))
    (awaited,) = agenda(decisions=decided(20, "replacement", "elective"))
    assert (late.group, late.state, late.on) == (UNDONE, "late", ago(13).last)
    assert (awaited.state, awaited.on) == ("awaited", TODAY + timedelta(days=70))


def test_what_is_done_is_on_no_list() -> None:
    done = (TreatmentSeen("t", "repair", ago(1)),)
    assert groups(decisions=decided(20, "replacement"), treatments=done) == []


def test_a_decision_to_watch_is_listed_until_an_operation() -> None:
    assert groups(decisions=decided(200, "surveillance")) == [WATCH]
    assert groups(decisions=decided(200, "surveillance"), treatments=(TreatmentSeen("t", "teer", ago(9)),)) == []


def test_a_new_finding_of_a_watched_patient_is_to_be_discussed_again() -> None:
    assert groups(finding(5), decisions=decided(200, "surveillance")) == [DISCUSS, WATCH]


def test_the_list_begins_with_the_gravest_and_then_with_the_oldest() -> None:
    found = [agenda(finding(days, severity))[0] for days, severity in ((1, "S3"), (2, "S4"), (9, "S3"))]
    assert [entry.on for entry in sorted(found, key=lambda entry: entry.rank)] == [ago(n).last for n in (2, 9, 1)]


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.heart_team], ids=lambda rule: rule.id)
def test_every_rule_that_sends_to_the_heart_team_says_so(rule: Rule) -> None:
    source = inspect.getsource(sys.modules[type(rule).__module__])
    said = [sentence for name, sentence in SENTENCES.items() if f'"{name}"' in source]
    assert any("in the Heart Team" in str(sentence) for sentence in said)

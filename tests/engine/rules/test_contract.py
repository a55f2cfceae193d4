"""What every rule owes: it never fails, always says the same, names its source, and knows when to look again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveillance.engine.cards import SEVERITIES
from surveillance.engine.course.heading import HEADING_WORDS, UNDECIDED_WORDS, heading
from surveillance.engine.course.patient_growth import case_of
from surveillance.engine.follow_up.status import STATUS_WORDS, status
from surveillance.engine.follow_up.windows import PLAN_WORDS, window
from surveillance.engine.known.history import ClosureSeen, History
from surveillance.engine.policy import DEFAULT, OURS
from surveillance.engine.rules import RULE, RULES
from surveillance.engine.rules.base import Rule
from surveillance.words.message import text
from tests.engine.rules.histories import TODAY, case, day, dialysis, event, exam, form, growing, history, treatment
from tests.engine.rules.random_histories import histories

ALL_ABSENT = ("mobile_element", "capsule_defect", "fistula", "echolucent_core", "vegetation", "leaking_content")
AWKWARD = {
    "empty": history(),
    "no lesion": history(lesions=()),
    "one exam": history(exam("2026-05-20", 20)),
    "two on one day": history(exam("2026-05-20", 20), exam("2026-05-20", 31, modality="TOE")),
    "only vague dates": history(
        exam("2024", 20), exam("2025", 22), event("2025", "stroke"), treatment("2025", "excision")
    ),
    "months": history(exam("2025-01", 20), exam("2026-01", 30), form("2026-01", "ccma"), event("2026-05", "sepsis")),
    "nominal": history(exam("~2020-01", 21.4, modality="TOE"), exam("~2020-10", "gone", modality="TOE")),
    "all absent": history(*(exam(f"{year}-01-10", 20, no=ALL_ABSENT) for year in (2024, 2025, 2026))),
    "all present": history(
        exam("2026-05-20", 20, core=8, strand=5, defect=3, has=ALL_ABSENT), form("2026-05-20", "mac")
    ),
    "only unmeasured": history(exam("2026-05-20"), exam("2026-05-25", modality="PET")),
    "only events": history(event("2026-05-20", "stroke"), event("2026-05-21", "death")),
    "rests of a retraction": history(
        form("2026-05-20", "ccma", exam="no longer there"), treatment("2026-05-25", "teer")
    ),
    "lesion unknown": history(exam("2026-05-20", 20, lesion="another", has=("fistula",))),
    "closed": history(*growing(), closure=ClosureSeen("c", "died", day("2026-05-30"))),
    "in the future": history(exam("2027-05-20", 20), dialysis("2027"), event("2027-01-01", "sepsis")),
    "leap day": history(exam("2024-02-29", 20), form("2024-02-29", "ccma")),
    "rising": history(*growing(), dialysis("2020"), form("2020-01-01", "ccma")),
    "jumping": history(exam("2024-01-10", 20), exam("2025-01-10", 20), exam("2026-05-20", 45)),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_says_who_it_is_and_what_it_rests_on(rule: Rule) -> None:
    """Id, title, severity, source, evidence, advice."""
    assert rule.id == type(rule).__name__ == RULE[rule.id].id
    assert rule.severity in SEVERITIES
    assert text(rule.title)
    assert rule.source.startswith(("Review", "None in the literature"))
    assert rule.evidence == OURS or text(rule.evidence).startswith("published: ")
    assert any(word in text(rule.advice) for word in ("Consider", "Discuss", "discuss"))


@pytest.mark.parametrize("name", AWKWARD)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_bears_awkward_histories(rule: Rule, name: str) -> None:
    """The same verdict twice, valid signals, unique anchors, and a look-again day in the future."""
    verdict = rule.check(case_of(AWKWARD[name], DEFAULT, TODAY))
    assert verdict == rule.check(case_of(AWKWARD[name], DEFAULT, TODAY))
    anchors = [signal.anchor for signal in verdict.signals]
    assert len(set(anchors)) == len(anchors)
    for signal in verdict.signals:
        assert signal.rule == rule.id
        assert signal.severity in SEVERITIES
        assert signal.anchor
        assert len(signal.anchor) <= 160
        assert text(signal.headline).endswith(".")
        assert isinstance(signal.since, date)
    assert verdict.look_again_on is None or verdict.look_again_on > TODAY


@pytest.mark.parametrize("name", AWKWARD)
def test_rules_do_not_change_the_history_they_read(name: str) -> None:
    """Pure: the facts are the same afterwards."""
    before = replace(AWKWARD[name])
    for rule in RULES:
        rule.check(case_of(AWKWARD[name], DEFAULT, TODAY))
    assert AWKWARD[name] == before


def everything(patient: History, today: date) -> tuple[dict[str, object], date | None]:
    """Every verdict, window, status and heading of the day, and the first day on which one may change."""
    verdicts = {rule.id: rule.check(case_of(patient, DEFAULT, today)) for rule in RULES}
    signals = [signal for verdict in verdicts.values() for signal in verdict.signals]
    seen = case(patient, today=today)
    due = window(seen)
    where = {"window": due, "status": status(seen, due)}
    where["heading"] = heading(seen, signals)
    soonest = [day for day in (seen.clock.next, *(v.look_again_on for v in verdicts.values())) if day]
    return {rule: verdict.signals for rule, verdict in verdicts.items()} | where, min(soonest, default=None)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(histories(), st.dates(date(2024, 1, 1), date(2027, 6, 1)), st.integers(1, 700))
def test_nothing_changes_before_the_day_on_which_to_look_again(patient: History, today: date, wait: int) -> None:
    """The clock is complete: a sweep that waits for that day misses nothing."""
    said, again = everything(patient, today)
    assert again is None or again > today
    later = today + timedelta(days=wait)
    days = [later] if again is None else [again - timedelta(days=1), min(later, again - timedelta(days=1))]
    for other in days:
        assert everything(patient, other)[0] == said


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(histories(), st.dates(date(2024, 1, 1), date(2027, 6, 1)))
def test_every_history_has_one_status_and_one_heading_with_reasons(patient: History, today: date) -> None:
    """Total: no history falls through, whatever is recorded; and no rule repeats an anchor."""
    seen = case(patient, today=today)
    due = window(seen)
    follow_up, signals = status(seen, due), []
    for rule in RULES:
        found = rule.check(case_of(patient, DEFAULT, today)).signals
        assert len({signal.anchor for signal in found}) == len(found)
        signals += found
    going = heading(seen, signals)
    assert follow_up.code in STATUS_WORDS
    assert follow_up.reason
    assert due is None or (due.plan in PLAN_WORDS and due.earliest <= due.target <= due.latest)
    assert going.code in HEADING_WORDS
    assert going.reasons
    assert (going.code == "undecided") == (going.undecided_kind in UNDECIDED_WORDS)

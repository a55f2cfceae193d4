"""F4: a shortened interval waits for a clinician's confirmation."""

from __future__ import annotations

from datetime import date

from surveillance.engine.follow_up.windows import window
from surveillance.engine.known.history import ClosureSeen, PlanSeen
from surveillance.words.message import text
from tests.engine.rules.histories import case, day, dialysis, event, exam, form, growing, history, severities, signals

SEEN, CCMA = exam("2026-01-10", 20), form("2026-01-10", "ccma")


def plan(on: date) -> PlanSeen:
    """An interval a clinician set on that day."""
    return PlanSeen("p", "interval", on, latest_months=6)


def test_each_reason_to_look_sooner_asks_once() -> None:
    """Dialysis since 2020 and sepsis in April: two reasons."""
    found = signals("F4", history(SEEN, CCMA, dialysis("2020"), event("2026-04-01", "sepsis")))
    assert {s.severity for s in found} == {"T"}
    assert sorted(s.since for s in found) == [date(2020, 1, 1), date(2026, 4, 1)]
    assert "6 months" in text(found[0].headline)


def test_a_plan_set_since_the_reason_began_confirms_it_and_an_older_one_does_not() -> None:
    patient = (SEEN, CCMA, event("2026-04-01", "sepsis"))
    assert severities("F4", history(*patient, plan=plan(date(2026, 3, 31)))) == ["T"]
    assert severities("F4", history(*patient, plan=plan(date(2026, 4, 1)))) == []


def test_a_reason_of_two_lesions_is_asked_about_once() -> None:
    assert severities("F4", history(SEEN, CCMA, dialysis("2020"), lesions=("L1", "L2"))) == ["T"]


def test_the_routine_and_an_early_second_look_need_no_confirmation() -> None:
    """Without a flag, and on "watch" (progression), whose early look is asked for by G4."""
    assert severities("F4", history(SEEN, CCMA)) == []
    assert severities("F4", history(*growing(), form("2026-01-10", "ccma"))) == []


def test_nothing_recorded_and_nothing_open_is_silent() -> None:
    assert severities("F4", history()) == []
    closed = ClosureSeen("c", "refused", day("2026-05-01"))
    assert severities("F4", history(SEEN, CCMA, dialysis("2020"), closure=closed)) == []


def test_a_rupture_that_names_neither_of_two_lesions_shortens_the_window_and_is_asked_about() -> None:
    """Seen: the window was shortened to three months and nobody was asked to confirm it."""
    both = exam("2026-01-10", 20, lesion="L1"), exam("2026-01-11", 20, lesion="L2")
    patient = history(*both, event("2026-05-01", "rupture"), lesions=("L1", "L2"))
    assert severities("F4", patient) == ["T"]
    due = window(case(patient))
    assert due
    assert due.plan == "ruptured"

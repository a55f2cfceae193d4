"""The failsafe: the first state that applies, in the order of the design."""

from __future__ import annotations

from datetime import date

import pytest

from surveillance.engine.follow_up.status import FollowUpStatus, status
from surveillance.engine.follow_up.windows import window
from surveillance.engine.known.history import AppointmentSeen, ClosureSeen, History, PlanSeen
from surveillance.words.message import text
from tests.engine.rules.histories import TODAY, case, day, dialysis, event, exam, form, history

SEEN, CCMA, MAC = exam("2025-06-10", 20), form("2025-06-10", "ccma"), form("2025-06-10", "mac")
HOSPITAL = PlanSeen("p", "in_hospital", date(2026, 3, 1), on=date(2026, 4, 1))


def of(patient: History, today: str = "") -> FollowUpStatus:
    """The status of a history on a day."""
    seen = case(patient, today=date.fromisoformat(today) if today else TODAY)
    return status(seen, window(seen))


def appointment(on: str, state: str) -> AppointmentSeen:
    """One appointment."""
    return AppointmentSeen(f"a-{on}", date.fromisoformat(on), state)


@pytest.mark.parametrize(
    ("today", "code", "on"),
    [
        ("2025-12-09", "not_yet_due", "2025-12-10"),
        ("2025-12-10", "in_window", "2026-06-10"),
        ("2026-05-10", "in_window", "2026-06-10"),
        ("2026-05-11", "due_soon", "2026-06-10"),
        ("2026-06-10", "due_soon", "2026-06-10"),
        ("2026-06-11", "overdue", "2026-06-10"),
        ("2030-01-01", "overdue", "2026-06-10"),
    ],
)
def test_uncomplicated_ccma_walks_through_its_states(today: str, code: str, on: str) -> None:
    """Last exam 10 June 2025, six to twelve months."""
    found = of(history(SEEN, CCMA), today)
    assert (found.code, found.on) == (code, date.fromisoformat(on))


def test_days_are_counted_to_or_from_the_day_that_matters() -> None:
    """Positive when past."""
    found = of(history(SEEN, CCMA), "2026-06-20")
    assert found.days(date(2026, 6, 20)) == 10
    assert of(history(SEEN, CCMA), "2026-06-01").days(date(2026, 6, 1)) == -9


def test_closed_comes_first_with_its_reason() -> None:
    """However overdue."""
    found = of(history(SEEN, CCMA, closure=ClosureSeen("c", "died", day("2026-01-01"))), "2030-01-01")
    assert (found.code, text(found.reason)) == ("closed", "Died, 01-Jan-2026")
    assert of(history(SEEN, CCMA, event("2026-01-01", "death"))).code == "closed"


def test_in_hospital_holds_until_the_recheck_date_and_is_overdue_after_it() -> None:
    """It may not hide a patient for ever."""
    patient = history(SEEN, CCMA, plan=HOSPITAL)
    assert of(patient, "2026-04-01").code == "in_hospital"
    assert of(patient, "2026-04-02").code == "overdue"


def test_a_visit_whose_report_is_missing_comes_before_overdue() -> None:
    """Until any exam of that day or later is recorded."""
    came = appointment("2026-06-20", "attended")
    assert of(history(SEEN, CCMA, appointments=(came,)), "2026-07-01").code == "report_awaited"
    poor = exam("2026-06-20", 20, quality="poor")
    assert of(history(SEEN, CCMA, poor, appointments=(came,)), "2026-07-01").code == "overdue"
    assert of(history(SEEN, CCMA, exam("2026-06-20", 20), appointments=(came,)), "2026-07-01").code == "not_yet_due"


def test_a_past_booking_without_an_outcome_is_overdue() -> None:
    """The day itself is still booked; an exam since is an outcome."""
    booked = appointment("2026-02-10", "booked")
    patient = history(SEEN, CCMA, appointments=(booked,))
    assert of(patient, "2026-02-10").code == "booked"
    assert of(patient, "2026-02-11").code == "overdue"
    assert of(history(SEEN, CCMA, exam("2026-02-10", 20), appointments=(booked,)), "2026-02-11").code == "not_yet_due"


def test_a_booking_after_the_latest_day_is_overdue_now() -> None:
    """The nurse is to move it."""
    late = history(SEEN, CCMA, appointments=(appointment("2026-06-11", "booked"),))
    found = of(late, "2026-05-20")
    assert found.code == "overdue"
    assert "after the latest day 10-Jun-2026" in text(found.reason)
    assert of(history(SEEN, CCMA, appointments=(appointment("2026-06-10", "booked"),)), "2026-05-20").code == "booked"


@pytest.mark.parametrize("state", ["missed", "cancelled"])
def test_a_missed_or_cancelled_date_is_no_booking(state: str) -> None:
    """The window decides."""
    assert of(history(SEEN, CCMA, appointments=(appointment("2026-02-10", state),)), "2026-02-11").code == "in_window"


def test_plain_mac_without_a_date_has_no_plan_and_says_why() -> None:
    """Somebody must own it."""
    found = of(history(SEEN, MAC))
    assert (found.code, found.on, found.is_lost) == ("no_plan", None, True)
    assert "no automatic recall" in text(found.reason)
    assert not of(history(SEEN, MAC, owned=True)).is_lost
    assert of(history(SEEN, MAC, appointments=(appointment("2026-09-10", "booked"),))).code == "booked"


def test_overdue_without_an_owner_is_lost() -> None:
    """The count of these must be 0."""
    assert of(history(SEEN, CCMA), "2026-06-11").is_lost
    assert not of(history(SEEN, CCMA, owned=True), "2026-06-11").is_lost
    assert not of(history(SEEN, CCMA), "2026-06-10").is_lost


def test_lapsed_is_f3() -> None:
    """Eighteen months for anyone, half the interval with a flag."""
    assert not of(history(SEEN, CCMA), "2026-12-10").lapsed
    assert of(history(SEEN, CCMA), "2026-12-11").lapsed
    assert of(history(SEEN, CCMA, dialysis("2020")), "2026-03-12").lapsed


def test_the_status_looks_again_when_it_will_change() -> None:
    """In the window now, due soon on 11 May."""
    seen = case(history(SEEN, CCMA), today=date(2026, 1, 10))
    status(seen, window(seen))
    assert seen.clock.next == date(2026, 5, 11)

"""F1: due soon."""

from __future__ import annotations

from datetime import date

from surveillance.engine.known.history import AppointmentSeen
from surveillance.words.message import text
from tests.engine.rules.histories import SIGNED, exam, form, history, signals

CCMA = form("2025-06-10", "ccma")
SEEN = exam("2025-06-10", 20)


def test_it_tells_the_nurse_thirty_days_before_the_latest_day() -> None:
    """Last exam 10 June 2025, twelve months: due by 10 June 2026."""
    found = signals("F1", history(SEEN, CCMA), today=date(2026, 5, 11))
    assert [(s.severity, s.anchor, s.since) for s in found] == [("T", SEEN.id, date(2026, 5, 11))]
    assert "10-Jun-2026" in text(found[0].headline)
    assert "6 to 12 months after the TTE of 10-Jun-2025" in text(found[0].headline)


def test_it_is_silent_a_day_earlier_and_looks_again_on_the_day() -> None:
    """The boundary itself."""
    verdict_day = date(2026, 5, 10)
    assert not signals("F1", history(SEEN, CCMA), today=verdict_day)


def test_it_is_silent_once_a_date_is_booked() -> None:
    """The nurse has done it."""
    booked = AppointmentSeen("a", date(2026, 6, 2), "booked")
    assert not signals("F1", history(SEEN, CCMA, appointments=(booked,)), today=date(2026, 5, 20))


def test_it_is_silent_for_plain_mac() -> None:
    """MAC only has no automatic recall."""
    assert not signals("F1", history(SEEN, form("2025-06-10", "mac")), today=date(2026, 6, 1))


def test_an_unsigned_policy_is_named_until_it_is_signed() -> None:
    """Every signal that rests on the numbers says so."""
    patient, today = history(SEEN, CCMA), date(2026, 6, 1)
    assert any("Unsigned default policy" in text(said) for said in signals("F1", patient, today=today)[0].against)
    assert signals("F1", patient, today=today, policy=SIGNED)[0].against == ()

"""F2: overdue."""

from __future__ import annotations

from datetime import date

from surveillance.engine.known.history import AppointmentSeen, ContactSeen
from surveillance.words.message import text
from tests.engine.rules.histories import dialysis, exam, form, history, severities, signals

CCMA = form("2025-06-10", "ccma")
SEEN = exam("2025-06-10", 20)  # latest day 10 June 2026; on dialysis 10 December 2025
DAY_1, DAY_29, DAY_30 = date(2026, 6, 11), date(2026, 7, 9), date(2026, 7, 10)


def missed(*outcomes: str) -> tuple[ContactSeen, ...]:
    """Contacts in June 2026, one a day."""
    return tuple(ContactSeen(f"c{n}", date(2026, 6, 12 + n), outcome) for n, outcome in enumerate(outcomes))


def test_the_nurse_hears_of_it_the_day_after_the_latest_day() -> None:
    """Not on the latest day itself."""
    patient = history(SEEN, CCMA)
    assert severities("F2", patient, today=date(2026, 6, 10)) == []
    assert severities("F2", patient, today=DAY_1) == ["T"]
    assert "nurse lead" not in text(signals("F2", patient, today=DAY_29)[0].headline)


def test_after_thirty_days_it_goes_to_the_nurse_lead_and_stays_a_task() -> None:
    """Nobody drowns the cardiologists."""
    found = signals("F2", history(SEEN, CCMA), today=DAY_30)[0]
    assert (found.severity, found.anchor) == ("T", SEEN.id)
    assert "nurse lead" in text(found.headline)


def test_with_a_high_risk_flag_the_cardiologist_hears_of_it_after_thirty_days() -> None:
    """On dialysis the plan is six months."""
    patient = history(SEEN, CCMA, dialysis("2020"))
    assert severities("F2", patient, today=date(2026, 1, 8)) == ["T"]
    assert severities("F2", patient, today=date(2026, 1, 9)) == ["S2"]


def test_three_failed_contacts_since_the_last_reached_one_make_it_s2() -> None:
    """Two do not; a reached contact starts the count again."""
    assert severities("F2", history(SEEN, CCMA, contacts=missed("no_answer", "no_answer")), today=DAY_30) == ["T"]
    three = missed("no_answer", "wrong_number", "no_answer")
    assert severities("F2", history(SEEN, CCMA, contacts=three), today=DAY_30) == ["S2"]
    again = missed("no_answer", "no_answer", "call_later", "no_answer")
    assert severities("F2", history(SEEN, CCMA, contacts=again), today=DAY_30) == ["T"]


def test_contacts_of_one_day_count_in_the_order_in_which_they_were_recorded() -> None:
    told = ("no_answer", "no_answer", "no_answer", "agreed")
    one_day = tuple(ContactSeen(f"c{9 - n}", date(2026, 6, 12), outcome) for n, outcome in enumerate(told))
    assert severities("F2", history(SEEN, CCMA, contacts=one_day), today=DAY_30) == ["T"]


def test_contacts_before_the_last_exam_do_not_count() -> None:
    """The patient came since."""
    old = tuple(ContactSeen(f"c{n}", date(2025, 5, n + 1), "no_answer") for n in range(3))
    assert severities("F2", history(SEEN, CCMA, contacts=old), today=DAY_30) == ["T"]


def test_a_patient_who_came_last_week_is_not_called_overdue() -> None:
    """Only the report is missing; after one booking cycle it is asked for."""
    patient = history(SEEN, CCMA, appointments=(AppointmentSeen("a", date(2026, 6, 20), "attended"),))
    assert severities("F2", patient, today=date(2026, 7, 20)) == []
    assert severities("F2", patient, today=date(2026, 7, 21)) == ["T"]
    assert any("report is missing" in text(said) for said in signals("F2", patient, today=date(2026, 7, 21))[0].against)


def test_a_month_known_only_counts_from_its_first_day_and_says_so() -> None:
    """UX: the earliest possible day for overdue."""
    patient = history(exam("2025-06", 20), form("2025-06", "ccma"))
    assert severities("F2", patient, today=date(2026, 6, 1)) == []
    found = signals("F2", patient, today=date(2026, 6, 2))[0]
    assert "earliest possible day, 01-Jun-2025" in text(found.headline)


def test_a_patient_never_examined_is_due_from_enrolment() -> None:
    """One booking cycle, then overdue."""
    patient = history(enrolled_on=date(2026, 5, 1))
    assert severities("F2", patient, today=date(2026, 5, 31)) == []
    assert [(s.anchor, s.severity) for s in signals("F2", patient, today=date(2026, 6, 1))] == [("enrolment", "T")]

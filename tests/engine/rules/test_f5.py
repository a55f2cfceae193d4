"""F5: unreachable, ended or dead, and the conclusion is missing."""

from __future__ import annotations

from datetime import date

import pytest

from surveillance.engine.known.history import AppointmentSeen, ClosureSeen, ContactSeen, PlanSeen
from surveillance.words.message import text
from tests.engine.rules.histories import day, event, exam, form, history, severities, signals

SEEN, CCMA = exam("2025-03-10", 20), form("2025-03-10", "ccma")
CLOSED = ClosureSeen("c", "refused", day("2026-05-20"))


def told(*outcomes: str) -> tuple[ContactSeen, ...]:
    """Contacts in May 2026, one a day."""
    return tuple(ContactSeen(f"c{n}", date(2026, 5, 1 + n), outcome) for n, outcome in enumerate(outcomes))


def test_three_failed_contacts_ask_for_a_decision_and_two_do_not() -> None:
    three = history(SEEN, CCMA, contacts=told("no_answer", "wrong_number", "no_answer"))
    assert [(s.severity, s.anchor, s.since) for s in signals("F5", three)] == [("T", "c0", date(2026, 5, 3))]
    assert severities("F5", history(SEEN, CCMA, contacts=told("no_answer", "no_answer"))) == []


def test_a_fourth_failed_contact_is_the_same_question() -> None:
    four = history(SEEN, CCMA, contacts=told(*["no_answer"] * 4))
    assert [s.anchor for s in signals("F5", four)] == ["c0"]


def test_whoever_was_reached_or_examined_since_is_counted_anew() -> None:
    assert severities("F5", history(SEEN, CCMA, contacts=told("no_answer", "no_answer", "agreed", "no_answer"))) == []
    came = exam("2026-05-10", 20)
    assert severities("F5", history(SEEN, CCMA, came, contacts=told(*["no_answer"] * 3))) == []


def test_a_letter_gives_thirty_days() -> None:
    patient = history(SEEN, CCMA, contacts=told("no_answer", "no_answer", "no_answer", "letter_sent"))
    assert severities("F5", patient, today=date(2026, 6, 3)) == []
    assert severities("F5", patient, today=date(2026, 6, 4)) == ["T"]


@pytest.mark.parametrize("outcome", ["refused", "moved", "died"])
def test_an_end_that_was_told_asks_for_the_closure(outcome: str) -> None:
    patient = history(SEEN, CCMA, contacts=told(outcome))
    found = signals("F5", patient)
    assert [(s.severity, s.anchor) for s in found] == [("T", "c0")]
    assert "record the closure" in text(found[0].headline)
    assert severities("F5", history(SEEN, CCMA, contacts=told(outcome), closure=CLOSED)) == []


def test_who_came_or_got_a_plan_after_all_is_not_asked_about() -> None:
    assert severities("F5", history(SEEN, CCMA, exam("2026-05-10", 20), contacts=told("refused"))) == []
    plan = PlanSeen("p", "elsewhere", date(2026, 5, 1), on=date(2026, 9, 1))
    assert severities("F5", history(SEEN, CCMA, contacts=told("moved"), plan=plan)) == []


def test_a_death_is_the_end_of_surveillance_and_asks_for_no_other() -> None:
    death = event("2026-05-10", "death")
    assert severities("F5", history(SEEN, CCMA, death)) == []
    assert severities("F5", history(SEEN, CCMA, death, closure=ClosureSeen("c", "died", day("2026-05-10")))) == []


def test_a_proposed_transfer_is_asked_about_until_it_is_accepted() -> None:
    """The patient stays open; “moved away” is the same question and is not asked twice."""
    proposed = ClosureSeen("c", "transfer_proposed", day("2026-05-20"))
    (task,) = signals("F5", history(SEEN, CCMA, contacts=told("moved"), closure=proposed))
    assert (task.anchor, task.since) == ("c", date(2026, 5, 20))
    assert "not yet accepted: the patient is still followed here" in text(task.headline)
    accepted = ClosureSeen("c", "transferred", day("2026-05-30"))
    assert severities("F5", history(SEEN, CCMA, contacts=told("moved"), closure=accepted)) == []


def test_a_proposed_transfer_hides_no_refusal_and_ends_with_a_death() -> None:
    proposed = ClosureSeen("c", "transfer_proposed", day("2026-04-20"))
    refused = history(SEEN, CCMA, contacts=told("refused"), closure=proposed)
    assert [s.anchor for s in signals("F5", refused)] == ["c", "c0"]
    assert severities("F5", history(SEEN, CCMA, event("2026-05-10", "death"), closure=proposed)) == []


def test_a_date_still_ahead_of_a_closed_patient_is_to_be_cancelled() -> None:
    def booked(on: date, state: str = "booked") -> list[str]:
        return severities("F5", history(SEEN, CCMA, closure=CLOSED, appointments=(AppointmentSeen("a", on, state),)))

    assert booked(date(2026, 6, 1)) == ["T"]
    assert booked(date(2026, 5, 31)) == []
    assert booked(date(2026, 6, 10), "cancelled") == []


def test_without_any_contact_there_is_nothing_to_say() -> None:
    assert severities("F5", history()) == []
    assert severities("F5", history(SEEN, CCMA, contacts=told(*["no_answer"] * 3), closure=CLOSED)) == []

"""Whether a patient is hard to reach is decided once: list, task and escalation agree on every story of contacts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from registry.vocabulary import terms
from surveillance.engine.known.history import ContactSeen, ExamSeen, History
from surveillance.engine.policy import DEFAULT
from surveillance.review import standing
from surveillance.words.message import text
from tests.engine.rules.histories import TODAY, exam, form, history, signals

SEEN, CCMA = exam("2025-03-10", 20), form("2025-03-10", "ccma")  # the latest day was 10 March 2026
MAY = st.dates(date(2026, 5, 1), date(2026, 5, 31))
OUTCOMES = st.sampled_from(
    [term.code for term in terms.CONTACT_OUTCOMES if term.code not in ("refused", "moved", "died")]
)
FAILURES = st.sampled_from(("no_answer", "wrong_number"))
contacts = st.lists(st.builds(ContactSeen, st.uuids().map(str), MAY, FAILURES | OUTCOMES), max_size=6)
looks = st.sampled_from(("TTE", "CT", "CMR", "PET"))  # a CT that nobody accepted resets no clock
exams = st.none() | st.builds(lambda on, by: exam(on.isoformat(), 20, modality=by), MAY, looks)


def listed(patient: History, needed: float) -> bool:
    values: dict[str, Any] = standing._contacts(patient, replace(DEFAULT, failed_contacts=needed))
    return bool(values["hard_to_reach"])


@given(contacts, exams, st.sampled_from((1.0, 2.0, 3.0, 4.0)))
def test_list_task_and_escalation_say_alike_who_is_hard_to_reach(
    told: list[ContactSeen], came: ExamSeen | None, needed: float
) -> None:
    policy = replace(DEFAULT, failed_contacts=needed)
    known = tuple(sorted(told, key=lambda contact: contact.on))
    patient = history(SEEN, CCMA, *([came] if came else []), contacts=known)
    lists = listed(patient, needed)
    letters = any(
        contact.outcome == "letter_sent" for contact in known
    )  # gives time before the task, not before the list
    assert letters or bool(signals("F5", patient, policy=policy)) == lists
    for overdue in signals("F2", patient, policy=policy):
        assert ("failed contacts" in text(overdue.headline)) == lists


@given(contacts)
def test_whoever_was_examined_or_reached_after_the_attempts_has_left_the_list(told: list[ContactSeen]) -> None:
    known = tuple(sorted(told, key=lambda contact: contact.on))
    for modality in ("TTE", "CT"):
        came = history(SEEN, CCMA, exam("2026-05-31", 20, modality=modality), contacts=known)
        assert not listed(came, 1)
    reached = (*known, ContactSeen("last", TODAY, "agreed"))
    assert not listed(history(SEEN, CCMA, contacts=reached), 1)

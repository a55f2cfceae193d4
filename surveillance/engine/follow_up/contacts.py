"""Whether a patient is hard to reach: the one count of failed contacts (CLINICAL F2, F5)."""

from __future__ import annotations

import math
from datetime import date

from registry.vocabulary.terms import FAILED_CONTACTS, INTERVENTIONS, REACHED_CONTACTS
from surveillance.engine.known.history import ContactSeen, History
from surveillance.engine.policy import Policy


def failed_contacts(history: History) -> tuple[ContactSeen, ...]:
    """The failed contacts since the patient was last reached, seen or enrolled, in order of time."""
    seen_on = last_seen_on(history)
    failed: list[ContactSeen] = []
    for contact in sorted(history.contacts, key=lambda contact: contact.on):
        if contact.outcome in REACHED_CONTACTS:
            failed = []
        elif contact.outcome in FAILED_CONTACTS and contact.on > seen_on:
            failed.append(contact)
    return tuple(failed)


def is_hard_to_reach(history: History, policy: Policy) -> bool:
    """Whether so many contacts in a row have failed as the policy names; nobody calls after surveillance has ended."""
    return len(failed_contacts(history)) >= needed(policy) and not history.ended


def needed(policy: Policy) -> int:
    """How many contacts must have failed."""
    return max(1, math.ceil(policy.failed_contacts))


def last_seen_on(history: History) -> date:
    """The last day on which the patient surely was there: at any exam, also one that resets no clock, at an operation,
    a visit or a date that was kept.

    Of a vague date the earliest possible day, so that it ends no attempt that may have come after it.
    """
    exams = [exam.when.first for exam in history.exams]
    operations = [done.when.first for done in history.treatments if done.kind in INTERVENTIONS]
    visits = [visit.when.first for visit in history.visits]
    kept = [date.on for date in history.appointments if date.state == "attended"]
    return max([history.enrolled_on, *exams, *operations, *visits, *kept])

"""F5: the patient cannot be reached, has ended follow-up or is told to have died, and nobody has concluded it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from registry.vocabulary.terms import CONTACT_OUTCOMES, ENDING_CONTACTS, REACHED_CONTACTS, labels
from surveillance.engine.case import Case
from surveillance.engine.follow_up.contacts import failed_contacts, is_hard_to_reach, needed
from surveillance.engine.follow_up.windows import closed
from surveillance.engine.known.clock import Clock
from surveillance.engine.known.dates import written
from surveillance.engine.known.history import ContactSeen, History
from surveillance.engine.rules.base import DATA_MANAGER, Number, Rule, Signal, number
from surveillance.engine.rules.evidence import unsigned

_LABELS = labels(CONTACT_OUTCOMES)


class F5(Rule):
    """Three failed contacts ask for a decision; refused, moved or died asks for the closure; a closed patient's date
    for its cancellation; a transfer that is only proposed for its acceptance. A closed patient is never asked about
    otherwise."""

    id = "F5"
    title = "Unreachable, or the closure is missing"
    severity = "T"
    calendar = True
    clinical = False
    role = DATA_MANAGER
    silent = True
    source = "None in the literature: in one valve clinic 42 % missed the visit at 12 months; the steps are ours"
    advice = "Consider a letter, the general practitioner, or recording the closure; send no further reminders."

    def look(self, case: Case) -> list[Signal]:
        """The signals of an open patient, or of a closed one whose date still stands."""
        if closed(case.history):
            return list(self._bookings(case.history, case.clock))
        transfer, ending = list(self._transfer(case.history)), next(_ending(case.history), None)
        return transfer + ([self._close(ending)] if ending else list(self._unreachable(case)))

    def _transfer(self, history: History) -> Iterator[Signal]:
        """Of an open patient the only closure there can be is a transfer that nobody has accepted yet."""
        if proposed := history.closure:
            yield self.signal(
                proposed.id,
                f"Transfer proposed on {written(proposed.when)}, not yet accepted: the patient is still followed here.",
                since=proposed.when.first,
                advice="Consider asking the receiving centre; once it has accepted, change the entry to “transferred”.",
                facts=(proposed.id,),
            )

    def _unreachable(self, case: Case) -> Iterator[Signal]:
        if not is_hard_to_reach(case.history, case.policy):
            return
        failed = failed_contacts(case.history)
        third = failed[needed(case.policy) - 1]
        letters = [c.on for c in case.history.contacts if c.outcome == "letter_sent" and c.on >= third.on]
        if letters and case.clock.within(case.policy.escalate_days, max(letters)):
            return
        yield self.signal(
            failed[0].id,
            f"{len(failed)} failed contacts since {written(failed[0].on)}: stop the reminders and decide.",
            since=third.on,
            numbers=(
                Number("failed contacts since the patient was last reached or examined", len(failed)),
                number(case.policy, "failed_contacts", "asked from"),
                number(case.policy, "escalate_days", "a letter gives time for"),
            ),
            against=unsigned(case.policy),
            facts=tuple(contact.id for contact in failed),
        )

    def _close(self, contact: ContactSeen) -> Signal:
        return self.signal(
            contact.id,
            f"“{_LABELS[contact.outcome]}” on {written(contact.on)}, surveillance is still open: record the closure.",
            since=contact.on,
            advice="Consider confirming it, then record the closure, or a plan if the patient is to be followed.",
            facts=(contact.id,),
        )

    def _bookings(self, history: History, clock: Clock) -> Iterator[Signal]:
        """Dates that still lie ahead; one that has passed harms nobody."""
        for booked in history.appointments:
            if booked.state == "booked" and not clock.reached(booked.on + timedelta(days=1)):
                yield self.signal(
                    booked.id,
                    f"Surveillance is closed, and {written(booked.on)} is still booked: cancel it.",
                    since=booked.on,
                    advice="Consider cancelling the date.",
                    facts=(booked.id,),
                )


def _ending(history: History) -> Iterator[ContactSeen]:
    """The last contact that ended follow-up, unless the patient was reached, examined or given a plan since."""
    ends = [contact for contact in history.contacts if contact.outcome in ENDING_CONTACTS]
    last = max(ends, key=lambda contact: contact.on, default=None)
    if last is None:
        return
    reached = any(contact.outcome in REACHED_CONTACTS and contact.on > last.on for contact in history.contacts)
    came = any(exam.when.first > last.on for exam in history.exams)
    planned = history.plan is not None and history.plan.set_on >= last.on
    moving = last.outcome == "moved" and history.closure is not None  # the transfer is asked about instead
    if not (reached or came or planned or moving):
        yield last

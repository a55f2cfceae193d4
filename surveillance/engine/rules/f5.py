"""F5: the patient cannot be reached, has ended follow-up or is told to have died, and nobody has concluded it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from registry.vocabulary.terms import ENDING_CONTACTS, REACHED_CONTACTS
from surveillance.engine.case import Case
from surveillance.engine.follow_up.contacts import failed_contacts, is_hard_to_reach, last_seen_on, needed
from surveillance.engine.known.clock import Clock
from surveillance.engine.known.history import ContactSeen, History
from surveillance.engine.message import Code, say
from surveillance.engine.rules.base import DATA_MANAGER, Number, Rule, Signal, number
from surveillance.engine.rules.evidence import unsigned


class F5(Rule):
    """Three failed contacts ask for a decision; refused, moved or died asks for the closure; a closed patient's date
    for its cancellation; a transfer that is only proposed for its acceptance. A closed patient is never asked about
    otherwise."""

    id = "F5"
    title = say("f5.title")
    severity = "T"
    calendar = True
    clinical = False
    role = DATA_MANAGER
    silent = True
    source = "None in the literature: in one valve clinic 42 % missed the visit at 12 months; the steps are ours"
    advice = say("f5.advice")

    def look(self, case: Case) -> list[Signal]:
        """The signals of an open patient, or of a closed one whose date still stands."""
        if case.history.ended:
            return list(self._bookings(case.history, case.clock))
        transfer, ending = list(self._transfer(case.history)), next(_ending(case.history), None)
        return transfer + ([self._close(ending)] if ending else list(self._unreachable(case)))

    def _transfer(self, history: History) -> Iterator[Signal]:
        """Of an open patient the only closure there can be is a transfer that nobody has accepted yet."""
        if proposed := history.closure:
            yield self.signal(
                proposed.id,
                say("f5.transfer", on=proposed.when),
                since=proposed.when.first,
                advice=say("f5.transfer_advice"),
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
            say("f5.unreachable", n=len(failed), since=failed[0].on),
            since=third.on,
            numbers=(
                Number(say("f5.failed"), len(failed)),
                number(case.policy, "failed_contacts", say("f5.asked_from")),
                number(case.policy, "escalate_days", say("f5.letter_days")),
            ),
            against=unsigned(case.policy),
            facts=tuple(contact.id for contact in failed),
        )

    def _close(self, contact: ContactSeen) -> Signal:
        return self.signal(
            contact.id,
            say("f5.closure_missing", outcome=Code("contact_outcomes", contact.outcome), on=contact.on),
            since=contact.on,
            advice=say("f5.closure_advice"),
            facts=(contact.id,),
        )

    def _bookings(self, history: History, clock: Clock) -> Iterator[Signal]:
        """Dates that still lie ahead; one that has passed harms nobody."""
        for booked in history.appointments:
            if booked.state == "booked" and not clock.reached(booked.on + timedelta(days=1)):
                yield self.signal(
                    booked.id,
                    say("f5.still_booked", on=booked.on),
                    since=booked.on,
                    advice=say("f5.cancel_advice"),
                    facts=(booked.id,),
                )


def _ending(history: History) -> Iterator[ContactSeen]:
    """The last contact that ended follow-up, unless the patient was reached, seen or given a plan since."""
    ends = [contact for contact in history.contacts if contact.outcome in ENDING_CONTACTS]
    last = max(ends, key=lambda contact: contact.on, default=None)
    if last is None:
        return
    reached = any(contact.outcome in REACHED_CONTACTS and contact.on > last.on for contact in history.contacts)
    came = last_seen_on(history) > last.on
    planned = history.plan is not None and history.plan.set_on >= last.on
    moving = last.outcome == "moved" and history.closure is not None  # the transfer is asked about instead
    if not (reached or came or planned or moving):
        yield last

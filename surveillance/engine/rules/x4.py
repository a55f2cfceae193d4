"""X4: what the Heart Team decided has not been done in time."""

from __future__ import annotations

from datetime import date, timedelta

from surveillance.engine.case import Case
from surveillance.engine.follow_up.decided import LATE, allowed, due
from surveillance.engine.known.history import DecisionSeen
from surveillance.engine.message import Code, say
from surveillance.engine.policy import Policy
from surveillance.engine.rules.base import DATA_MANAGER, Rule, Signal, number
from surveillance.engine.rules.evidence import unsigned

URGENCY = {"emergency": say("x4.emergency"), "urgent": say("x4.urgent"), "elective": say("x4.elective")}


class X4(Rule):
    """From the day after the time a decision leaves, until it is done, decided otherwise, or surveillance ends."""

    id = "X4"
    title = say("x4.title")
    severity = "S2"
    calendar = True
    clinical = False
    role = DATA_MANAGER
    silent = True
    source = "None in the literature: review §5 asks for a Heart Team's decision, not by when it is carried out"
    advice = say("x4.advice")

    def look(self, case: Case) -> list[Signal]:
        """One signal for each decision that still stands; it describes the present and does not age."""
        if case.history.ended:
            return []
        found = [(decision, due(decision, case)) for decision in case.history.decisions]
        return [
            self._signal(decision, state.by, case.policy)
            for decision, state in found
            if state.state == LATE and state.by
        ]

    def _signal(self, decision: DecisionSeen, last: date, policy: Policy) -> Signal:
        return self.signal(
            decision.id,
            say(
                "x4.late",
                intended=Code("treatments", decision.intended),
                when=decision.when,
                urgency=URGENCY.get(decision.urgency, decision.urgency) or say("x4.no_urgency"),
                last=last,
            ),
            since=last + timedelta(days=1),
            numbers=(number(policy, allowed(decision), say("x4.time")),),
            against=(say("x4.not_recorded"), *unsigned(policy)),
            facts=(decision.id,),
        )

"""X4: what the Heart Team decided has not been done in time."""

from __future__ import annotations

from datetime import date, timedelta

from registry.vocabulary.terms import TREATMENTS, labels
from surveillance.engine.case import Case
from surveillance.engine.follow_up.windows import closed
from surveillance.engine.heart_team.due import LATE, allowed, due
from surveillance.engine.known.dates import written
from surveillance.engine.known.history import DecisionSeen
from surveillance.engine.policy import Policy
from surveillance.engine.rules.base import DATA_MANAGER, Rule, Signal, number
from surveillance.engine.rules.evidence import unsigned

_LABELS = labels(TREATMENTS)


class X4(Rule):
    """From the day after the time a decision leaves, until it is done, decided otherwise, or surveillance ends."""

    id = "X4"
    title = "Decided and not done"
    severity = "S2"
    calendar = True
    clinical = False
    role = DATA_MANAGER
    silent = True
    source = "None in the literature: review §5 asks for a Heart Team's decision, not by when it is carried out"
    advice = "Consider checking whether it was done elsewhere, and discuss the delay or record another decision."

    def look(self, case: Case) -> list[Signal]:
        """One signal for each decision that still stands; it describes the present and does not age."""
        if closed(case.history):
            return []
        found = [(decision, due(decision, case)) for decision in case.history.decisions]
        return [
            self._signal(decision, state.by, case.policy)
            for decision, state in found
            if state.state == LATE and state.by
        ]

    def _signal(self, decision: DecisionSeen, last: date, policy: Policy) -> Signal:
        urgency = decision.urgency or "urgency not recorded, counted as elective"
        return self.signal(
            decision.id,
            f"{_LABELS[decision.intended]} decided on {written(decision.when)} ({urgency}), not recorded as done by "
            f"{written(last)}.",
            since=last + timedelta(days=1),
            numbers=(number(policy, allowed(decision), "time the decision leaves"),),
            against=("It may have been done and not recorded.", *unsigned(policy)),
            facts=(decision.id,),
        )

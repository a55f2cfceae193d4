"""X4: what the Heart Team decided has not been done in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from registry.terms import INTERVENTIONS, TREATMENTS, labels
from surveillance.policy import Policy
from surveillance.rules.base import Rule, Signal, number
from surveillance.rules.evidence import unsigned
from surveillance.trajectory.clock import Clock
from surveillance.trajectory.dates import surely_after, written
from surveillance.trajectory.history import DecisionSeen, History, TreatmentSeen
from surveillance.trajectory.windows import closed

TRANSCATHETER = ("tmvr", "teer")
SURGERY = tuple(kind for kind in INTERVENTIONS if kind not in TRANSCATHETER)  # surgeons choose among these at the table
PROCEDURES = (*INTERVENTIONS, "pacemaker")
ALLOWED = {"emergency": "emergency_days", "urgent": "urgent_procedure_days", "elective": "elective_days"}
_LABELS = labels(TREATMENTS)


class X4(Rule):
    """From the day after the time a decision leaves, until it is done, decided otherwise, or surveillance ends."""

    id = "X4"
    title = "Decided and not done"
    severity = "S2"
    source = "None in the literature: review §5 asks for a Heart Team's decision, not by when it is carried out"
    advice = "Consider checking whether it was done elsewhere, and discuss the delay or record another decision."

    def look(self, history: History, policy: Policy, clock: Clock) -> list[Signal]:
        """One signal for each decision that still stands; it describes the present and does not age."""
        if closed(history):
            return []
        return [s for decision in _standing(history) for s in self._late(decision, policy, clock)]

    def _late(self, decision: DecisionSeen, policy: Policy, clock: Clock) -> Iterator[Signal]:
        name = ALLOWED.get(decision.urgency, "elective_days")
        last = decision.when.last + timedelta(days=int(getattr(policy, name)))
        late_on = last + timedelta(days=1)
        if not clock.reached(late_on):
            return
        urgency = decision.urgency or "urgency not recorded, counted as elective"
        yield self.signal(
            decision.id,
            f"{_LABELS[decision.intended]} decided on {written(decision.when)} ({urgency}), not recorded as done by "
            f"{written(last)}.",
            since=late_on,
            numbers=(number(policy, name, "time the decision leaves"),),
            against=("It may have been done and not recorded.", *unsigned(policy)),
            facts=(decision.id,),
        )


def _standing(history: History) -> Iterator[DecisionSeen]:
    """Procedures decided, with no later decision on the same and nothing done since that answers them."""
    for decision in history.decisions:
        if decision.intended not in PROCEDURES or any(_replaces(other, decision) for other in history.decisions):
            continue
        if not any(_answers(treatment, decision) for treatment in history.treatments):
            yield decision


def _replaces(other: DecisionSeen, decision: DecisionSeen) -> bool:
    """Whether a later meeting decided on the same question: a pacemaker is one, the lesion another."""
    coded = other.intended in (*PROCEDURES, "surveillance")
    alike = (other.intended == "pacemaker") == (decision.intended == "pacemaker")
    return coded and alike and _same(decision, other) and surely_after(other.when, decision.when)


def _same(decision: DecisionSeen, other: DecisionSeen | TreatmentSeen) -> bool:
    return decision.lesion is None or other.lesion is None or decision.lesion == other.lesion


def _answers(treatment: TreatmentSeen, decision: DecisionSeen) -> bool:
    """Whether the treatment is what was decided, or the later decision to watch and wait."""
    if not _same(decision, treatment) or surely_after(decision.when, treatment.when):
        return False
    if treatment.kind == "surveillance":
        return decision.intended != "pacemaker" and surely_after(treatment.when, decision.when)
    both_surgical = decision.intended in SURGERY and treatment.kind in SURGERY
    return both_surgical or treatment.kind == decision.intended

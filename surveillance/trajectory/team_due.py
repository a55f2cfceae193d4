"""By when what a Heart Team decided is to be done, and whether it was (CLINICAL X4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from registry.terms import INTERVENTIONS
from surveillance.policy import Policy
from surveillance.trajectory.clock import Clock
from surveillance.trajectory.dates import surely_after
from surveillance.trajectory.history import DecisionSeen, History, TreatmentSeen

DONE, LATE, AWAITED, REPLACED, NOTHING = "done", "late", "awaited", "replaced", "nothing"


@dataclass(frozen=True, slots=True)
class Due:
    """What became of one decision."""

    state: str  # done | late | awaited | replaced | nothing
    by: date | None = None
    done: TreatmentSeen | None = None


def due(decision: DecisionSeen, history: History, policy: Policy, clock: Clock) -> Due:
    """A decision is done by its own treatment; a later decision takes its place; without a procedure nothing is due."""
    if decision.intended not in INTERVENTIONS:
        return Due(REPLACED if _later(decision, history) else NOTHING)
    days = {"emergency": policy.decision_emergency_days, "urgent": policy.decision_urgent_days}
    by = decision.when.last + timedelta(days=int(days.get(decision.urgency, policy.decision_elective_days)))
    for treatment in history.treatments:
        if treatment.kind == decision.intended and not surely_after(decision.when, treatment.when):
            return Due(DONE, by, treatment)
    if _later(decision, history):
        return Due(REPLACED, by)
    return Due(LATE if clock.reached(by + timedelta(days=1)) else AWAITED, by)


def _later(decision: DecisionSeen, history: History) -> bool:
    return history.decisions[-1].id != decision.id

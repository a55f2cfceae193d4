"""By when what a Heart Team decided is to be done, and whether it was (CLINICAL X4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from registry.vocabulary.terms import INTERVENTIONS
from surveillance.engine.case import Case
from surveillance.engine.day import Day
from surveillance.engine.known.dates import surely_after
from surveillance.engine.known.history import DecisionSeen, History, TreatmentSeen
from surveillance.engine.known.pacing import PACEMAKER, signs

DONE, LATE, AWAITED, REPLACED, NOTHING = "done", "late", "awaited", "replaced", "nothing"
WAIT = "surveillance"
TRANSCATHETER = ("tmvr", "teer")
SURGERY = tuple(kind for kind in INTERVENTIONS if kind not in TRANSCATHETER)  # surgeons choose among these at the table
PROCEDURES = (*INTERVENTIONS, PACEMAKER)
ALLOWED = {"emergency": "decision_emergency_days", "urgent": "decision_urgent_days"}


@dataclass(frozen=True, slots=True)
class Due:
    """What became of one decision."""

    state: str  # done | late | awaited | replaced | nothing
    by: date | None = None
    done: Day | None = None


def allowed(decision: DecisionSeen) -> str:
    """The name of the policy number that says how long the decision leaves; without an urgency it is elective."""
    return ALLOWED.get(decision.urgency, "decision_elective_days")


def due(decision: DecisionSeen, case: Case) -> Due:
    """Done by what answers it; replaced by a later decision on the same question; no procedure, nothing due.

    Of the history it reads decisions, treatments and the signs of a pacemaker.
    """
    replaced = any(_replaces(other, decision) for other in case.history.decisions)
    if decision.intended not in PROCEDURES:
        return Due(REPLACED if replaced else NOTHING)
    by = decision.when.last + timedelta(days=int(getattr(case.policy, allowed(decision))))
    if done := _done_on(decision, case.history):
        return Due(DONE, by, done)
    if replaced:
        return Due(REPLACED, by)
    return Due(LATE if case.clock.reached(by + timedelta(days=1)) else AWAITED, by)


def _replaces(other: DecisionSeen, decision: DecisionSeen) -> bool:
    """Whether a later meeting decided on the same question: a pacemaker is one, the lesion another."""
    coded = other.intended in (*PROCEDURES, WAIT)
    alike = (other.intended == PACEMAKER) == (decision.intended == PACEMAKER)
    return coded and alike and is_same_lesion(decision, other) and surely_after(other.when, decision.when)


def is_same_lesion(decision: DecisionSeen, other: DecisionSeen | TreatmentSeen) -> bool:
    """Whether both may be of one lesion: what names none may be of any."""
    return decision.lesion is None or other.lesion is None or decision.lesion == other.lesion


def _done_on(decision: DecisionSeen, history: History) -> Day | None:
    """The first day on which what was decided was done; that there is a pacemaker an ECG tells as well."""
    if decision.intended == PACEMAKER:
        later = (sign.when for sign in signs(history) if not surely_after(decision.when, sign.when))
        return next(later, None)
    return next((treatment.when for treatment in history.treatments if _answers(treatment, decision)), None)


def _answers(treatment: TreatmentSeen, decision: DecisionSeen) -> bool:
    """Whether the treatment is what was decided, or the later decision to watch and wait."""
    if not is_same_lesion(decision, treatment) or surely_after(decision.when, treatment.when):
        return False
    if treatment.kind == WAIT:
        return surely_after(treatment.when, decision.when)
    both_surgical = decision.intended in SURGERY and treatment.kind in SURGERY
    return both_surgical or treatment.kind == decision.intended

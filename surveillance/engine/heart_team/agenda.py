"""Who is on the agenda of the Heart Team: to be discussed, decided and not done, decided to watch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from registry.vocabulary.terms import INTERVENTIONS
from surveillance.engine.cards import gravity
from surveillance.engine.case import Case
from surveillance.engine.day import Day
from surveillance.engine.follow_up.decided import AWAITED, LATE, NOTHING, WAIT, due, is_same_lesion
from surveillance.engine.known.dates import surely_after
from surveillance.engine.known.history import DecisionSeen, History
from surveillance.engine.known.pacing import PACEMAKER
from surveillance.engine.lesion.treated import treated_after
from surveillance.engine.message import Message, Text, say

DISCUSS, UNDONE, WATCH = "discuss", "undone", "watch"
GROUPS = (DISCUSS, UNDONE, WATCH)
SENT_AT = ("S3", "S4")
BRIEF = say("agenda.brief")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a patient is to be discussed, and since when."""

    words: Text
    on: date
    severity: str = ""  # of a finding; an answer and a brief have none
    lesion: str | None = None  # that a finding is of; "" for one that names none, None for an answer and a brief


@dataclass(frozen=True, slots=True)
class Entry:
    """One patient in one group."""

    patient: str
    group: str
    on: date  # discuss: since; undone: to be done by; watch: the day of the decision
    reasons: tuple[Reason, ...] = ()
    decision: DecisionSeen | None = None
    state: str = ""  # late | awaited

    @property
    def rank(self) -> tuple[int, date, str]:
        """By severity, then by day."""
        return -max((gravity(r.severity) for r in self.reasons), default=-1), self.on, self.patient


def answered(words: str) -> Message:
    """An answer to an alert that names the Heart Team."""
    return say("agenda.answered", words=words)


def entries(case: Case, reasons: Iterable[Reason]) -> Iterator[Entry]:
    """Every place of one patient on the agenda; `history` needs lesions, and what `due` reads."""
    unsettled = sorted(
        (r for r in reasons if not _settled(r, case.history)), key=lambda r: (gravity(r.severity), r.on), reverse=True
    )
    if unsettled:
        yield Entry(case.history.patient, DISCUSS, min(r.on for r in unsettled), tuple(unsettled))
    found = [(decision, due(decision, case)) for decision in case.history.decisions]
    for decision, state in found:
        if state.state in (LATE, AWAITED) and state.by:
            yield Entry(case.history.patient, UNDONE, state.by, decision=decision, state=state.state)
    watched = [
        d for d, state in found if d.intended == WAIT and state.state == NOTHING and not _operated(d, case.history)
    ]
    if watched:
        yield Entry(case.history.patient, WATCH, watched[-1].when.last, decision=watched[-1])


def _settled(reason: Reason, history: History) -> bool:
    """Decided on that day or later, or treated after it: surely, and the lesion that the finding is of.

    A pacemaker answers a block of conduction, which sends nobody to the Heart Team, and nothing else (E3).
    """
    decided = [d.lesion for d in history.decisions if d.intended != PACEMAKER and d.when.first >= reason.on]
    on = Day.exactly(reason.on)
    if reason.lesion is None:
        return bool(decided) or any(t.kind in INTERVENTIONS and surely_after(t.when, on) for t in history.treatments)
    concerned = (reason.lesion,) if reason.lesion else history.lesions or ("",)
    if all(any(lesion in (None, one) for lesion in decided) for one in concerned):
        return True
    return treated_after(history, reason.lesion, on, INTERVENTIONS) is not None


def _operated(decision: DecisionSeen, history: History) -> bool:
    return any(
        t.kind in INTERVENTIONS and is_same_lesion(decision, t) and t.when.first >= decision.when.last
        for t in history.treatments
    )

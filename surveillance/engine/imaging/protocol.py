"""The next exam that would answer an open question, by the imaging protocol of the review (§4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from surveillance.engine.case import Case
from surveillance.engine.imaging.barriers import bars, cautions
from surveillance.engine.imaging.questions import Question, questions
from surveillance.engine.known.history import ExamSeen, History
from surveillance.engine.message import Message, Text, say

ALTERNATIVE = "alternative"  # the step of an exam that stands in for the one the sentence speaks of
DETAILS: Mapping[str, tuple[Message, ...]] = {
    "TOE": (say("protocol.doppler"),),
    "CMR": (say("protocol.sequences"), say("protocol.late_enhancement")),
    "CT": (say("protocol.contrast"),),
    "PET": (say("protocol.fdg"),),
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The next exam, the question it would answer and the step it follows; modality "" when all are barred."""

    step: str  # the exam that the sentence of the review speaks of, or ALTERNATIVE
    modality: str
    question: Message
    anchor: str
    since: date
    barred: tuple[Message, ...] = ()  # which contraindication changed the choice
    notes: tuple[Message, ...] = ()
    details: tuple[Message, ...] = ()
    facts: tuple[str, ...] = ()

    @property
    def said(self) -> Message:
        """One sentence that does not change from day to day."""
        exam: Text = self.modality or say("protocol.none_left")
        return say("protocol.next", exam=exam, question=self.question)


def next_imaging(case: Case) -> Suggestion | None:
    """The first question that no exam has answered and for which no exam is on its way; None when there is none."""
    key = ("next imaging", case.policy, case.clock.today)
    found, turns_on = case.history.once(key, lambda: _found_and_turn(case))
    if turns_on:
        case.clock.reached(turns_on)  # whoever asks again must look again on the same day
    return found


def _found_and_turn(case: Case) -> tuple[Suggestion | None, date | None]:
    own = case.with_own_clock()
    if own.history.ended:
        return None, own.clock.next
    found = next((found for asked in questions(own) if (found := _suggest(own, asked))), None)
    return found, own.clock.next


def _suggest(case: Case, asked: Question) -> Suggestion | None:
    """The first exam of the order that may be done; None when it, or a better one, was done or is on its way."""
    barred: list[Message] = []
    for modality in asked.by:
        if _is_answered(case.history, asked, modality) or _is_on_its_way(case, asked, modality):
            return None
        against = bars(case.history, case.clock, modality)
        if not against:
            notes = cautions(case, modality)
            return _of(asked, _followed(asked, modality, barred), modality, barred=tuple(barred), notes=notes)
        kinds = tuple(say("protocol.kind", kind=kind) for kind in against)
        barred.append(say("protocol.barred", modality=modality, against=kinds))
    return _of(asked, ALTERNATIVE, "", barred=tuple(barred), notes=(say("protocol.discuss"),))


def _followed(asked: Question, modality: str, barred: list[Message]) -> str:
    """The step that this exam follows: its question's own, CT for a barred CMR, else the order of alternatives."""
    if modality == asked.step:
        return asked.step
    return "CT" if barred and (asked.by[0], modality) == ("CMR", "CT") else ALTERNATIVE


def _of(
    asked: Question, step: str, modality: str, *, barred: tuple[Message, ...], notes: tuple[Message, ...]
) -> Suggestion:
    return Suggestion(
        step=step,
        modality=modality,
        question=asked.text,
        anchor=asked.anchor,
        since=asked.since,
        barred=barred,
        notes=notes,
        details=DETAILS.get(modality, ()),
        facts=(asked.fact,) if asked.fact else (),
    )


def _since(history: History, asked: Question, modality: str) -> list[ExamSeen]:
    """The exams of this kind that did not surely come before the question, nor raised it."""
    return [
        exam
        for exam in history.exams
        if exam.modality == modality and exam.when.last >= asked.since and exam.id != asked.fact
    ]


def _is_answered(history: History, asked: Question, modality: str) -> bool:
    return any(
        exam.quality != "poor" and "incomplete" not in exam.limited_by for exam in _since(history, asked, modality)
    )


def _is_on_its_way(case: Case, asked: Question, modality: str) -> bool:
    """Whether such an exam was done for this question, or is booked, within the last 30 days: not asked twice."""
    days = [exam.when.last for exam in _since(case.history, asked, modality)]
    days += [
        visit.on
        for visit in case.history.appointments
        if visit.modality == modality
        and (visit.state == "booked" or (visit.state == "attended" and visit.on >= asked.since))
    ]
    return any(case.clock.within(case.policy.ask_again_days, day) for day in days)

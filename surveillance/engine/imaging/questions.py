"""The questions imaging could answer (review §4): which are open, since when, and which exams could answer them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from registry.vocabulary.terms import EMBOLISMS, INTERVENTIONS
from surveillance.engine.case import Case
from surveillance.engine.course.risk import GROWTH, MOBILE, RUPTURE, flags_of_patient, happening
from surveillance.engine.day import Day
from surveillance.engine.follow_up.decided import AWAITED, LATE, due
from surveillance.engine.known.clock import Clock
from surveillance.engine.known.conditions import began_on, present_on
from surveillance.engine.known.dates import add_months
from surveillance.engine.known.history import DecisionSeen, EventSeen, ExamSeen, History
from surveillance.engine.lesion.features import active
from surveillance.engine.lesion.valve import IMPORTANT, last_grade
from surveillance.engine.message import Message, say

LEAKS = ("leaking_content", "flow_into_core", "fistula", "pseudoaneurysm", "capsule_defect")
RISKS = (MOBILE, GROWTH, RUPTURE)  # dialysis is a reason to look sooner, not a reason for a probe
POOR = ("poor_window", "shadowing")
MASS = ("TOE", "CMR", "CT")  # the order of alternatives
INFECTED = ("TOE", "CT", "PET")  # those that show a vegetation or an abscess, in the same order
TISSUE = ("CMR", "CT")
Told = TypeVar("Told", EventSeen, DecisionSeen, ExamSeen)


@dataclass(frozen=True, slots=True)
class Question:
    """One open question: the first exam of `by` that nothing speaks against would answer it."""

    step: str  # the exam that the sentence of the review speaks of
    code: str  # with `fact`: the anchor
    text: Message
    since: date
    by: tuple[str, ...]
    fact: str = ""  # lineage of the fact that asks, where it is one fact

    @property
    def anchor(self) -> str:
        """The same question is one signal."""
        return f"{self.code}:{self.fact or self.since.isoformat()}"


def questions(case: Case) -> Iterator[Question]:
    """Every question this history asks, the most pressing first; whether it is answered is asked elsewhere."""
    if not any(exam.modality == "TTE" for exam in case.history.exams):
        yield Question("TTE", "no_tte", say("questions.no_tte"), case.history.enrolled_on, ("TTE",))
        return
    yield from _infection(case)
    yield from _embolism(case)
    yield from _tissue(case.history, case.clock)
    yield from _risk(case)
    yield from _regurgitation(case)
    yield from _window(case.history)
    yield from _planning(case)
    yield from _activity(case)


def _newest(found: Iterable[Told]) -> list[Told]:
    """The newest first; of one day in an order that does not hang on which was entered first."""
    return sorted(found, key=lambda fact: (fact.when.last, fact.id), reverse=True)


def _last_day(exams: Iterable[ExamSeen]) -> list[ExamSeen]:
    """The exams of the last day among these."""
    newest = _newest(exams)
    return [exam for exam in newest if exam.when.last == newest[0].when.last]


def _infection(case: Case) -> Iterator[Question]:
    for event in _newest(case.history.infections):
        if case.clock.within(case.policy.infection_days, event.when.last):
            text = say("questions.infection", told=_told(event))
            yield Question("TOE", "infection", text, event.when.first, INFECTED, event.id)
    considered = {
        "differential_vegetation": say("questions.vegetation"),
        "differential_abscess": say("questions.abscess"),
    }
    for kind, text in considered.items():
        if found := present_on(case.history, case.clock, kind):
            since = began_on(found, case.history)
            yield Question("TOE", kind, text, since, INFECTED, found.id)


def _embolism(case: Case) -> Iterator[Question]:
    if any(active(case.history, lesion, leak) for lesion in case.history.lesions for leak in LEAKS):
        return
    for event in _newest(case.history.events):
        suspected = event.kind in EMBOLISMS and event.attribution != "other_cause"
        if suspected and case.clock.within(case.policy.urgent_days, event.when.last):
            text = say("questions.leak", told=_told(event))
            yield Question("TOE", "embolism", text, event.when.first, MASS, event.id)


def _told(event: EventSeen) -> Message:
    return say("questions.told", event=happening(event), when=event.when)


def _risk(case: Case) -> Iterator[Question]:
    found = [flag for flag in flags_of_patient(case) if flag.code in RISKS]
    for flag in sorted(found, key=lambda flag: (flag.on, flag.code), reverse=True):
        text = say("questions.risk", feature=flag.said)
        yield Question("TOE", f"risk-{flag.code}", text, flag.on, MASS)


def _regurgitation(case: Case) -> Iterator[Question]:
    history, grade = case.history, last_grade(case.history, case.policy)
    unclear = _last_said(history, "mr_through_lesion")
    if unclear:
        text = say("questions.jet_unclear", when=unclear.when)
        yield Question("TOE", "mr_origin", text, unclear.when.last, _others(MASS, unclear), unclear.id)
    elif grade and grade.rank >= IMPORTANT and not _says_from_where(history, grade.exam.when):
        last = grade.exam
        text = say("questions.jet_missing", grade=grade.code, when=last.when)
        yield Question("TOE", "mr_origin", text, last.when.last, _others(MASS, last), last.id)


def _says_from_where(history: History, day: Day) -> bool:
    """Whether an echo of that day says where the regurgitation comes from."""
    return any(exam.typed.get("mr_mechanism") for exam in history.exams if exam.when == day)


def _others(by: tuple[str, ...], exam: ExamSeen) -> tuple[str, ...]:
    """Those left when this exam could not tell."""
    return tuple(modality for modality in by if modality != exam.modality)


def _last_said(history: History, feature: str) -> ExamSeen | None:
    """The last exam that judged the feature, if it could not tell."""
    said = [
        (exam, seen)
        for lesion in history.lesions
        for exam, seen in history.features.get((lesion, feature), ())
        if seen.value != "not_assessed"
    ]
    said.sort(key=lambda pair: (pair[0].when.last, pair[0].id))
    return said[-1][0] if said and said[-1][1].value == "indeterminate" else None


def _window(history: History) -> Iterator[Question]:
    day = _last_day([exam for exam in history.exams if exam.modality == "TTE"])
    if all(exam.quality == "poor" or any(code in exam.limited_by for code in POOR) for exam in day):
        last = day[0]
        text = say("questions.poor_window", when=last.when)
        yield Question("TOE", "poor_window", text, last.when.last, MASS, last.id)


def _tissue(history: History, clock: Clock) -> Iterator[Question]:
    asked = {
        "differential_thrombus": say("questions.thrombus_or_content"),
        "differential_tumour": say("questions.tumour"),
    }
    for kind, text in asked.items():
        if found := present_on(history, clock, kind):
            since = began_on(found, history)
            yield Question("CMR", kind, say("questions.considered", asked=text), since, TISSUE, found.id)
    seen = {
        "leaking_content": say("questions.thrombus_or_content"),
        "soft_tissue": say("questions.thrombus_or_vegetation"),
        "abscess": say("questions.is_abscess"),
    }
    for feature, text in seen.items():
        if exam := _last_said(history, feature):
            said = say("questions.could_not_tell", asked=text, modality=exam.modality, when=exam.when)
            yield Question("CMR", f"{feature}_unclear", said, exam.when.last, _others(TISSUE, exam), exam.id)


def _planning(case: Case) -> Iterator[Question]:
    for decision in _newest(case.history.decisions):
        if decision.intended not in INTERVENTIONS or due(decision, case).state not in (AWAITED, LATE):
            continue
        since = add_months(decision.when.first, -case.policy.planning_ct_months)
        text = say("questions.planning", when=decision.when)
        yield Question("CT", "planning", text, since, ("CT", "CMR"), decision.id)
        return


def _activity(case: Case) -> Iterator[Question]:
    for event in _newest(case.history.infections):
        if case.clock.within(case.policy.infection_days, event.when.last):
            text = say("questions.activity", told=_told(event))
            yield Question("PET", "activity", text, event.when.first, ("PET", "CT"), event.id)

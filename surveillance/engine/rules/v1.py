"""V1: mitral regurgitation is worse, newly severe, or acute."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.course.risk import happening
from surveillance.engine.day import Day
from surveillance.engine.known.history import EventSeen, History
from surveillance.engine.lesion.valve import SEVERE, THROUGH, Worse, graded, worse
from surveillance.engine.message import Message, say
from surveillance.engine.policy import Policy
from surveillance.engine.rules.base import DATA_MANAGER, WHILE_IT_STANDS, Number, Rule, Signal, is_historical, number
from surveillance.engine.rules.e4 import FAILURES
from surveillance.engine.rules.evidence import unsigned

ACUTE = "acute_mr"


class V1(Rule):
    """One clinical grade worse than the last echo that graded it; none and trace are one grade.

    EROA or regurgitant volume make it severe whatever grade was typed. It stands until a later echo reads the old
    grade, or an operation begins a new course.
    """

    id = "V1"
    title = say("v1.title")
    severity = "S2"
    calendar = False
    clinical = True
    role = DATA_MANAGER
    heart_team = WHILE_IT_STANDS
    source = (
        "Review §3: “perivalvular jets contribute to determine a severe mitral regurgitation, possibly resulting in "
        "pulmonary oedema”; severe from EROA 0.40 cm² or regurgitant volume 60 mL: 2020 ACC table"
    )
    evidence = say("v1.evidence")
    advice = say("v1.advice")

    def look(self, case: Case) -> list[Signal]:
        """At most one signal on the grade, and one per event of acute regurgitation."""
        acute = [event for event in case.history.events if event.kind == ACUTE]
        now = worse(graded(case.history, case.policy))
        return [
            *([self._grade(case, now)] if now else []),
            *(self._acute(case, event) for event in acute),
        ]

    def _grade(self, case: Case, now: Worse) -> Signal:
        failure = _failure(case.history, now.first.exam.when, case.policy) if now.worst.rank == SEVERE else None
        return self.signal(
            f"mitral_valve:regurgitation:{now.first.exam.id}",
            _sentence(now, failure),
            since=now.first.exam.when.first,
            severity="S4" if failure else "S3" if now.worst.rank == SEVERE else "S2",
            historical=is_historical(case, now.first.exam.when),
            numbers=_numbers(now, case.policy),
            against=(*_doubts(now), *unsigned(case.policy)),
            facts=(
                *((now.before.exam.id,) if now.before else ()),
                *dict.fromkeys((now.first.exam.id, now.last.exam.id)),
                *((failure.id,) if failure else ()),
            ),
        )

    def _acute(self, case: Case, event: EventSeen) -> Signal:
        return self.signal(
            event.id,
            say("v1.acute", event=happening(event), when=event.when),
            since=event.when.first,
            severity="S4",
            lesion=event.lesion,
            historical=is_historical(case, event.when, lesion=event.lesion),
            advice=say("v1.acute_advice"),
            facts=(event.id,),
        )


def _failure(history: History, day: Day, policy: Policy) -> EventSeen | None:
    """Heart failure within the days of the policy, before or after."""
    near = [
        event
        for event in history.events
        if event.kind in FAILURES
        and max((day.first - event.when.last).days, (event.when.first - day.last).days) <= policy.acute_mr_days
    ]
    return min(near, key=lambda event: (event.when.first, event.when.last, event.kind, event.id), default=None)


def _sentence(now: Worse, failure: EventSeen | None) -> Message:
    before, first = now.before, now.first
    change = say("v1.first_recorded")
    if before:
        change = say("v1.worse", before=before.said, before_on=before.exam.when, now=first.said)
    return say(
        "v1.grade",
        change=change,
        measured=say("v1.measured", measured=first.by) if first.by else "",
        when=first.exam.when,
        failure=say("v1.failure", event=happening(failure), when=failure.when) if failure else "",
    )


def _numbers(now: Worse, policy: Policy) -> tuple[Number, ...]:
    return (
        Number(say("v1.grade_before"), now.before.said if now.before else say("v1.none_recorded")),
        Number(say("v1.grade_first"), now.first.said),
        Number(say("v1.grade_last"), now.last.said),
        number(policy, "mr_severe_eroa", say("v1.severe_eroa")),
        number(policy, "mr_severe_rvol", say("v1.severe_volume")),
        number(policy, "acute_mr_days", say("v1.acute_within")),
    )


def _doubts(now: Worse) -> tuple[Message, ...]:
    found = []
    if now.before and now.before.exam.modality != now.first.exam.modality:
        found.append(say("v1.modality_switch", before=now.before.exam.modality, now=now.first.exam.modality))
    if now.before is None:
        found.append(say("v1.may_be_old"))
    if now.first.by and now.first.typed != "severe":
        found.append(say("v1.typed", grade=now.first.typed.replace("_", " ") or say("v1.no_grade")))
    if now.last.rank < now.worst.rank:
        found.append(say("v1.last_echo", modality=now.last.exam.modality, grade=now.last.said))
    if now.first.exam.typed.get("mr_mechanism") not in THROUGH:
        found.append(say("v1.no_jet"))
    return tuple(found)

"""V1: mitral regurgitation is worse, newly severe, or acute."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.course.risk import event_label
from surveillance.engine.known.dates import written
from surveillance.engine.known.history import Day, EventSeen, History
from surveillance.engine.lesion.valve import SEVERE, THROUGH, Worse, graded, worse
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
    title = "Mitral regurgitation worse"
    severity = "S2"
    calendar = False
    clinical = True
    role = DATA_MANAGER
    heart_team = WHILE_IT_STANDS
    source = (
        "Review §3: “perivalvular jets contribute to determine a severe mitral regurgitation, possibly resulting in "
        "pulmonary oedema”; severe from EROA 0.40 cm² or regurgitant volume 60 mL: 2020 ACC table"
    )
    evidence = "published: review §3 and the 2020 ACC table; one grade and the days of acute: our default"
    advice = "Consider TOE for the mechanism (leaflet or through the lesion); discuss in the Heart Team if severe."

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
        told = f", with {event_label(failure).lower()} on {written(failure.when)}" if failure else ""
        if now.before:
            change = f"worse, {now.before.word} on {written(now.before.exam.when)}, {now.first.word}"
        else:
            change = "severe, first recorded"
        how = f" by {now.first.measured}" if now.first.measured else ""
        return self.signal(
            f"mitral_valve:regurgitation:{now.first.exam.id}",
            f"Mitral regurgitation {change}{how} on {written(now.first.exam.when)}{told}.",
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
            f"{event_label(event)}, {written(event.when)}.",
            since=event.when.first,
            severity="S4",
            historical=is_historical(case, event.when),
            advice="Consider TTE and TOE now for the mechanism; discuss surgery in the Heart Team today.",
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


def _numbers(now: Worse, policy: Policy) -> tuple[Number, ...]:
    return (
        Number("grade before", now.before.word if now.before else "none recorded"),
        Number("grade at the first worse exam", now.first.word),
        Number("grade at the last exam", now.last.word),
        number(policy, "mr_severe_eroa", "severe from an EROA of"),
        number(policy, "mr_severe_rvol", "severe from a regurgitant volume of"),
        number(policy, "acute_mr_days", "acute with heart failure within"),
    )


def _doubts(now: Worse) -> tuple[str, ...]:
    found = []
    if now.before and now.before.exam.modality != now.first.exam.modality:
        found.append(f"Modality switch: {now.before.exam.modality}, then {now.first.exam.modality}.")
    if now.before is None:
        found.append("First recorded: no earlier echo graded it, so it may be old.")
    if now.first.measured and now.first.typed != "severe":
        found.append(f"The grade typed is {now.first.typed.replace('_', ' ') or 'none'}: read again.")
    if now.last.rank < now.worst.rank:
        found.append(f"The last echo ({now.last.exam.modality}) reads {now.last.word}.")
    if now.first.exam.typed.get("mr_mechanism") not in THROUGH:
        found.append("No jet through the lesion was described.")
    return tuple(found)

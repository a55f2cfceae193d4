"""V3: severe mitral regurgitation with a consequence for the ventricle, the lung or the rhythm."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from surveillance.engine.case import Case
from surveillance.engine.day import Day
from surveillance.engine.known.clock import Clock
from surveillance.engine.known.conditions import present_on
from surveillance.engine.known.fibrillation import onset
from surveillance.engine.known.history import History
from surveillance.engine.lesion.valve import SEVERE, THROUGH, Graded, amounts, graded, run_of
from surveillance.engine.message import Message, Text, say
from surveillance.engine.policy import Policy
from surveillance.engine.rules.base import DATA_MANAGER, WHILE_IT_STANDS, Number, Rule, Signal, is_historical, number
from surveillance.engine.rules.evidence import unsigned

ISCHAEMIC = ("prior_mi", "ischaemic_heart_disease")


@dataclass(frozen=True, slots=True)
class Consequence:
    """One consequence that stands, and since which fact."""

    text: Text
    fact: str
    when: Day


class V3(Rule):
    """LVEF 60 % or less, LVESD 40 mm or more, PASP over 50 mmHg or new AF, and the latest echo reads severe."""

    id = "V3"
    title = say("v3.title")
    severity = "S3"
    calendar = False
    clinical = True
    role = DATA_MANAGER
    heart_team = WHILE_IT_STANDS
    source = (
        "Review §3: mitral regurgitation in 63 to 100 % of CCMA; LVEF ≤ 60 %, LVESD ≥ 40 mm, PASP > 50 mmHg or new "
        "AF with severe primary regurgitation: 2020 ACC/AHA guideline"
    )
    evidence = say("v3.evidence")
    advice = say("v3.advice")

    def look(self, case: Case) -> list[Signal]:
        """At most one signal, since both were there."""
        severe = _severe_since(graded(case.history, case.policy))
        consequences = sorted(
            _consequences(case.history, case.policy), key=lambda one: (one.when.first, one.when.last, one.fact)
        )
        return [self._signal(case, severe, consequences)] if severe and consequences else []

    def _signal(self, case: Case, severe: list[Graded], found: list[Consequence]) -> Signal:
        begun = [(severe[0].exam.when, severe[0].exam.id), (found[0].when, found[0].fact)]
        since, fact = max(begun, key=lambda one: (one[0].first, one[0].last, one[1]))
        return self.signal(
            f"mitral_valve:consequence:{fact}",
            say("v3.severe_with", when=severe[-1].exam.when, consequences=tuple(c.text for c in found)),
            since=since.first,
            historical=is_historical(case, since),
            numbers=(
                Number(say("v3.severe_since"), severe[0].exam.when),
                number(case.policy, "mr_lvef", say("v3.lvef_at_most")),
                number(case.policy, "mr_lvesd", say("v3.lvesd_at_least")),
                number(case.policy, "mr_pasp", say("v3.pasp_above")),
            ),
            against=(*_doubts(case.history, severe, case.clock), *unsigned(case.policy)),
            facts=tuple(dict.fromkeys((severe[0].exam.id, severe[-1].exam.id, *(c.fact for c in found)))),
        )


def _severe_since(grades: tuple[Graded, ...]) -> list[Graded]:
    """The unbroken run of severe grades up to the latest; of one day the worst stands."""
    worst: dict[Day, int] = {}
    for one in grades:
        worst[one.exam.when] = max(one.rank, worst.get(one.exam.when, 0))
    run: list[Graded] = []
    for one in grades:
        if worst[one.exam.when] < SEVERE:
            run = []
        elif one.rank == SEVERE:
            run.append(one)
    return run


def _consequences(history: History, policy: Policy) -> Iterator[Consequence]:
    tests: tuple[tuple[str, Callable[[float], Message], Callable[[float], bool]], ...] = (
        ("lvef_percent", lambda value: say("v3.lvef", value=value), lambda value: value <= policy.mr_lvef),
        ("lvesd_mm", lambda value: say("v3.lvesd", value=value), lambda value: value >= policy.mr_lvesd),
        ("pasp_mmhg", lambda value: say("v3.pasp", value=value), lambda value: value > policy.mr_pasp),
    )
    for name, words, holds in tests:
        if run := run_of(amounts(history, name), holds):
            yield Consequence(words(run[1]), run[0].id, run[0].when)
    if began := onset(history):
        yield Consequence(began.said, began.id, began.when)


def _doubts(history: History, severe: list[Graded], clock: Clock) -> tuple[Message, ...]:
    """The registry does not record whether regurgitation is primary: a jet through the lesion is."""
    if any(one.exam.typed.get("mr_mechanism") in THROUGH for one in severe):
        return ()
    secondary = any(present_on(history, clock, kind) for kind in ISCHAEMIC)
    return (say("v3.maybe_secondary") if secondary else say("v3.origin_unknown"),)

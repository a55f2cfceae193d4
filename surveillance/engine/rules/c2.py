"""C2: calcium, phosphate, their product, PTH or the dialysate outside the limits of the laboratory."""

from __future__ import annotations

from datetime import date

from surveillance.engine.case import Case
from surveillance.engine.known.history import LabSeen
from surveillance.engine.message import Code, Message, say
from surveillance.engine.rules.base import DATA_MANAGER, Number, Rule, Signal

TESTS = ("calcium", "phosphate", "ca_p_product", "pth", "dialysate_calcium")


class C2(Rule):
    """The latest value of each test, against its own limits: no limit, no signal."""

    id = "C2"
    title = say("c2.title")
    severity = "S1"
    calendar = False
    clinical = True
    role = DATA_MANAGER
    source = (
        "Review §2: “chronic kidney disease or other metabolic disorders that result in abnormal calcium-phosphorus "
        "metabolism, also favor metastatic calcification of the mitral annulus, thus predisposing to CCMA”"
    )
    evidence = say("c2.evidence")
    advice = say("c2.advice")

    def look(self, case: Case) -> list[Signal]:
        """One note per test."""
        ordered = sorted(case.history.labs, key=_of_one_day_the_worse_last)
        found = [[lab for lab in ordered if lab.kind == kind] for kind in TESTS]
        return [self._signal(values) for values in found if values and _side(values[-1])]

    def _signal(self, values: list[LabSeen]) -> Signal:
        last = values[-1]
        first = last
        for earlier in reversed(values):
            if _side(earlier) == _side(last):
                first = earlier
            elif earlier.when != first.when:
                break
        return self.signal(
            f"{last.kind}:{_side(last)}:{first.id}",
            _sentence(last),
            since=first.when.first,
            numbers=(
                Number(say("c2.value"), last.value, last.unit),
                Number(say("c2.lower_limit"), _limit(last.low), last.unit, say("c2.laboratory")),
                Number(say("c2.upper_limit"), _limit(last.high), last.unit, say("c2.laboratory")),
            ),
            facts=(last.id,),
        )


def _sentence(lab: LabSeen) -> Message:
    test, unit = Code("labs", lab.kind), f" {lab.unit}" if lab.unit else ""
    if _side(lab) == "high":
        return say("c2.above", test=test, value=lab.value, unit=unit, when=lab.when, limit=lab.high)
    return say("c2.below", test=test, value=lab.value, unit=unit, when=lab.when, limit=lab.low)


def _of_one_day_the_worse_last(lab: LabSeen) -> tuple[date, date, bool, float, str]:
    return (lab.when.first, lab.when.last, bool(_side(lab)), lab.value, lab.id)


def _side(lab: LabSeen) -> str:
    if lab.high is not None and lab.value > lab.high:
        return "high"
    return "low" if lab.low is not None and lab.value < lab.low else ""


def _limit(value: float | None) -> float | Message:
    return say("c2.not_given") if value is None else value

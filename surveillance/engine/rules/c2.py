"""C2: calcium, phosphate, their product, PTH or the dialysate outside the limits of the laboratory."""

from __future__ import annotations

from datetime import date

from registry.vocabulary.terms import LABS, labels
from surveillance.engine.case import Case
from surveillance.engine.known.dates import written
from surveillance.engine.known.history import LabSeen
from surveillance.engine.rules.base import DATA_MANAGER, Number, Rule, Signal

TESTS = ("calcium", "phosphate", "ca_p_product", "pth", "dialysate_calcium")
NAMES = labels(LABS)


class C2(Rule):
    """The latest value of each test, against its own limits: no limit, no signal."""

    id = "C2"
    title = "Calcium, phosphate or PTH out of range"
    severity = "S1"
    calendar = False
    clinical = True
    role = DATA_MANAGER
    source = (
        "Review §2: “chronic kidney disease or other metabolic disorders that result in abnormal calcium-phosphorus "
        "metabolism, also favor metastatic calcification of the mitral annulus, thus predisposing to CCMA”"
    )
    evidence = "published: review §2, without a cut-off; the limits are the laboratory's own"
    advice = "Consider asking the nephrologist; discuss at the next visit."

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
        unit = f" {last.unit}" if last.unit else ""
        side, limit = ("above", last.high) if _side(last) == "high" else ("below", last.low)
        return self.signal(
            f"{last.kind}:{_side(last)}:{first.id}",
            f"{NAMES[last.kind]} {last.value:g}{unit} on {written(last.when)}, {side} the laboratory's {limit:g}.",
            since=first.when.first,
            numbers=(
                Number("value", last.value, last.unit),
                Number("lower limit", _limit(last.low), last.unit, "the laboratory"),
                Number("upper limit", _limit(last.high), last.unit, "the laboratory"),
            ),
            facts=(last.id,),
        )


def _of_one_day_the_worse_last(lab: LabSeen) -> tuple[date, date, bool, float, str]:
    return (lab.when.first, lab.when.last, bool(_side(lab)), lab.value, lab.id)


def _side(lab: LabSeen) -> str:
    if lab.high is not None and lab.value > lab.high:
        return "high"
    return "low" if lab.low is not None and lab.value < lab.low else ""


def _limit(value: float | None) -> float | str:
    return "not given" if value is None else value

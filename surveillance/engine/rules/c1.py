"""C1: the patient is on haemodialysis."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.course.risk import DIALYSIS
from surveillance.engine.known.conditions import began_on, present_on
from surveillance.engine.known.dates import written
from surveillance.engine.rules.base import DATA_MANAGER, Rule, Signal, number


class C1(Rule):
    """A note as long as it lasts; the plan shortens its interval by itself (CLINICAL B1)."""

    id = "C1"
    title = "Dialysis"
    severity = "S1"
    calendar = False
    clinical = True
    role = DATA_MANAGER
    badge = "Dialysis"
    source = (
        "Review §5: “increased risk of CCMA complications, such as a rapidly expanding CCMA, as seen in dialysis "
        "patients”"
    )
    evidence = "published: review §2 and §5; the interval of six months: our default, no published cut-off"
    advice = "Consider calcium, phosphate, PTH and the calcium of the dialysate; discuss them with the nephrologist."

    def look(self, case: Case) -> list[Signal]:
        """At most one signal."""
        row = present_on(case.history, case.clock, DIALYSIS)
        if row is None:
            return []
        since = f" since {written(row.since)}" if row.since else ", since when is not recorded"
        return [
            self.signal(
                row.id,
                f"On haemodialysis{since}: exams every {case.policy.short_months:g} months.",
                since=began_on(row, case.history),
                numbers=(number(case.policy, "short_months", "interval"),),
                facts=(row.id,),
            )
        ]

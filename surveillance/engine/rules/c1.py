"""C1: the patient is on haemodialysis."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.course.risk import DIALYSIS
from surveillance.engine.known.conditions import began_on, present_on
from surveillance.engine.message import say
from surveillance.engine.rules.base import DATA_MANAGER, Rule, Signal, number


class C1(Rule):
    """A note as long as it lasts; the plan shortens its interval by itself (CLINICAL B1)."""

    id = "C1"
    title = say("c1.title")
    severity = "S1"
    calendar = False
    clinical = True
    role = DATA_MANAGER
    badge = say("c1.badge")
    source = (
        "Review §5: “increased risk of CCMA complications, such as a rapidly expanding CCMA, as seen in dialysis "
        "patients”"
    )
    evidence = say("c1.evidence")
    advice = say("c1.advice")

    def look(self, case: Case) -> list[Signal]:
        """At most one signal."""
        row = present_on(case.history, case.clock, DIALYSIS)
        if row is None:
            return []
        months = case.policy.short_months
        return [
            self.signal(
                row.id,
                say("c1.since", since=row.since, months=months)
                if row.since
                else say("c1.since_unknown", months=months),
                since=began_on(row, case.history),
                numbers=(number(case.policy, "short_months", say("c1.interval")),),
                facts=(row.id,),
            )
        ]

"""F1: the next exam is due soon."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.follow_up.status import due_soon_on, status
from surveillance.engine.follow_up.windows import window
from surveillance.engine.message import say
from surveillance.engine.rules.base import DATA_MANAGER, Rule, Signal, number
from surveillance.engine.rules.evidence import report_wanted, unsigned, window_numbers


class F1(Rule):
    """Thirty days before the latest day, as long as nothing is booked."""

    id = "F1"
    title = say("f1.title")
    severity = "T"
    calendar = True
    clinical = False
    role = DATA_MANAGER
    silent = True
    source = (
        "Review §5: “regular clinical and echocardiographic follow-up intervals of 6–12 months, performed in the "
        "setting of a Heart Valve Clinic”"
    )
    evidence = say("f1.evidence")
    advice = say("f1.advice")

    def look(self, case: Case) -> list[Signal]:
        """One task while the follow-up status is "due soon"."""
        due = window(case)
        if due is None or status(case, due).code != "due_soon":
            return []
        return [
            self.signal(
                due.counted_from,
                say("f1.due", latest=due.latest, why=due.said),
                since=due_soon_on(due, case.policy),
                numbers=(*window_numbers(due), number(case.policy, "due_soon_days", say("f1.due_soon_days"))),
                against=unsigned(case.policy),
                advice=report_wanted(due),
            )
        ]

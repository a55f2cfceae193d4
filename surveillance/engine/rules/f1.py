"""F1: the next exam is due soon."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.follow_up.status import due_soon_on, status
from surveillance.engine.follow_up.windows import window
from surveillance.engine.known.dates import written
from surveillance.engine.rules.base import DATA_MANAGER, Rule, Signal, number
from surveillance.engine.rules.evidence import report_wanted, unsigned, window_numbers


class F1(Rule):
    """Thirty days before the latest day, as long as nothing is booked."""

    id = "F1"
    title = "Due soon"
    severity = "T"
    calendar = True
    clinical = False
    role = DATA_MANAGER
    silent = True
    source = (
        "Review §5: “regular clinical and echocardiographic follow-up intervals of 6–12 months, performed in the "
        "setting of a Heart Valve Clinic”"
    )
    evidence = "published: the interval (review §5, expert opinion); the 30 days: our default, no published cut-off"
    advice = "Consider booking an echo and a visit."

    def look(self, case: Case) -> list[Signal]:
        """One task while the follow-up status is "due soon"."""
        due = window(case)
        if due is None or status(case, due).code != "due_soon":
            return []
        return [
            self.signal(
                due.counted_from,
                f"Next exam due by {written(due.latest)}: {due.why}.",
                since=due_soon_on(due, case.policy),
                numbers=(*window_numbers(due), number(case.policy, "due_soon_days", "due soon means so long before")),
                against=unsigned(case.policy),
                advice=report_wanted(due),
            )
        ]

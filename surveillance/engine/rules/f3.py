"""F3: the next exam is long overdue."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.course.risk import flags_of_patient
from surveillance.engine.follow_up.status import lapsed_since
from surveillance.engine.follow_up.windows import window
from surveillance.engine.message import say
from surveillance.engine.rules.base import DATA_MANAGER, Number, Rule, Signal, number
from surveillance.engine.rules.evidence import unsigned, window_numbers
from surveillance.engine.rules.f2 import is_report_fresh


class F3(Rule):
    """Late by more than half the interval with a high-risk flag, or more than 18 months after the last exam."""

    id = "F3"
    title = say("f3.title")
    severity = "S3"
    calendar = True
    clinical = False
    role = DATA_MANAGER
    silent = True
    source = (
        "Review §5: “regular clinical and echocardiographic follow-up intervals of 6–12 months”; §6: “the timing of "
        "careful follow-up and surveillance has not been determined yet”"
    )
    advice = say("f3.advice")

    def look(self, case: Case) -> list[Signal]:
        """One signal since the day on which the delay became long."""
        due = window(case)
        since = lapsed_since(case, due) if due else None
        if due is None or since is None or is_report_fresh(case):
            return []
        flags = tuple(flag.said for flag in flags_of_patient(case))
        return [
            self.signal(
                due.counted_from,
                say("f3.overdue", since=since, latest=due.latest, why=due.said),
                since=since,
                numbers=(
                    *window_numbers(due),
                    Number(say("f3.flags"), say("f3.each_flag", flags=flags) if flags else say("f3.none")),
                    number(case.policy, "long_overdue_fraction", say("f3.late_by")),
                    number(case.policy, "long_overdue_months", say("f3.after_last_exam")),
                ),
                against=unsigned(case.policy),
            )
        ]

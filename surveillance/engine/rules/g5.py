"""G5: the lesion is probably shrinking."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.course.courses import is_regression, present, run_start
from surveillance.engine.growth.called import called
from surveillance.engine.growth.result import Growth
from surveillance.engine.known.history import History
from surveillance.engine.message import say
from surveillance.engine.policy import Policy
from surveillance.engine.rules.base import DATA_MANAGER, Rule, Signal, number
from surveillance.engine.rules.evidence import exams_behind, growth_doubts, growth_numbers, rate_of


class G5(Rule):
    """P(rate < −1 mm/y) ≥ 0.80. Shrinkage is not simply good news: see G6."""

    id = "G5"
    title = say("g5.title")
    severity = "S1"
    calendar = False
    clinical = True
    role = DATA_MANAGER
    badge = say("g5.badge")
    shrinks = True
    source = (
        "Review §2: “three cases in the literature have reported a regression of CCMA, which was found to undergo "
        "spontaneous shrinkage with a reduction of its dimensions, or even revert to MAC”"
    )
    advice = say("g5.advice")

    def look(self, case: Case) -> list[Signal]:
        """One note per shrinking target."""
        return [self._signal(case.history, growth, case.policy) for growth in present(case) if is_regression(growth)]

    def _signal(self, history: History, growth: Growth, policy: Policy) -> Signal:
        first = run_start(history, growth, policy, holds=is_regression)
        return self.signal(
            f"{growth.lesion}:{growth.target}:{first.id if first else ''}",
            say(
                "g5.shrinking",
                target=called(growth.target),
                rate=rate_of(growth),
                p=growth.p_regression or 0.0,
                n=growth.n,
            ),
            lesion=growth.lesion,
            since=first.when.middle if first else growth.last_on,
            numbers=(*growth_numbers(growth, policy), number(policy, "course_probability", say("g5.threshold"))),
            against=growth_doubts(growth, policy),
            facts=exams_behind(history, growth),
        )

"""G1: the lesion is probably growing."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.course.courses import is_progression, present, run_start
from surveillance.engine.course.risk import DIALYSIS, INFECTION, MOBILE, Flag, flags
from surveillance.engine.day import Day
from surveillance.engine.growth.called import called
from surveillance.engine.growth.result import Growth
from surveillance.engine.message import say
from surveillance.engine.rules.base import DATA_MANAGER, Number, Rule, Signal, is_past, number
from surveillance.engine.rules.evidence import exams_behind, growth_doubts, growth_numbers, rate_of

CORE = "core"  # its growth is M3's, so that no growth is said twice


class G1(Rule):
    """P(rate > 1 mm/y) ≥ 0.80 on three exam days, two in one modality; or ≥ 0.95 on two a year apart.

    No flag touches the filter; dialysis, a mobile part or infection raise the severity only.
    """

    id = "G1"
    title = say("g1.title")
    severity = "S2"
    calendar = False
    clinical = True
    role = DATA_MANAGER
    source = (
        "Review, abstract: “A significant increase in CCMA dimensions and an infectious involvement of liquefactive "
        "necrosis make CCMA prone to rupture”; Table 2: “rapidly increasing dimensions”"
    )
    advice = say("g1.advice")

    def look(self, case: Case) -> list[Signal]:
        """One signal per growing target; a growing core is M3's."""
        growing = [growth for growth in present(case) if is_progression(growth) and growth.target != CORE]
        return [self._signal(case, growth) for growth in growing]

    def _signal(self, case: Case, growth: Growth) -> Signal:
        raising = _raising(case, growth)
        first = run_start(case.history, growth, case.policy, holds=is_progression)
        texts = tuple(flag.said for flag in raising)
        return self.signal(
            f"{growth.lesion}:{growth.target}:{first.id if first else ''}",
            say(
                "g1.growing",
                target=called(growth.target),
                rate=rate_of(growth),
                p=growth.p_progression or 0.0,
                n=growth.n,
                raising=say("g1.raising", flags=texts) if texts else "",
            ),
            since=first.when.middle if first else growth.last_on,
            severity="S3" if raising else "S2",
            lesion=growth.lesion,
            historical=is_past(case.history, Day.exactly(growth.last_on), lesion=growth.lesion),
            numbers=(
                *growth_numbers(growth, case.policy),
                number(case.policy, "course_probability", say("g1.threshold")),
                Number(say("g1.raises"), say("g1.raised_by", flags=texts) if texts else say("g1.nothing")),
            ),
            against=growth_doubts(growth, case.policy),
            facts=exams_behind(case.history, growth),
        )


def _raising(case: Case, growth: Growth) -> list[Flag]:
    found = flags(case, lesion=growth.lesion)
    return [flag for flag in found if flag.code in (DIALYSIS, MOBILE, INFECTION)]

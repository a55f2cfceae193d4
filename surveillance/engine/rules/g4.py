"""G4: growth is likelier than not, so the next look comes sooner."""

from __future__ import annotations

from datetime import date

from surveillance.engine.case import Case
from surveillance.engine.course.courses import is_progression, is_watched, present, run_start
from surveillance.engine.follow_up.plans import EARLY, SHORT, is_early_look_due, plans_of
from surveillance.engine.growth.called import called
from surveillance.engine.growth.result import Growth
from surveillance.engine.message import Message, say
from surveillance.engine.rules.base import DATA_MANAGER, Rule, Signal, number
from surveillance.engine.rules.evidence import exams_behind, growth_doubts, growth_numbers, rate_of


class G4(Rule):
    """P(rate > 1 mm/y) ≥ 0.50: a badge and one TTE after three months, at most two in succession, then 6 months."""

    id = "G4"
    title = say("g4.title")
    severity = "S1"
    calendar = False
    clinical = True
    role = DATA_MANAGER
    badge = say("g4.badge")
    source = "Review §6: “the timing of careful follow-up and surveillance has not been determined yet”"
    advice = say("g4.advice")

    def look(self, case: Case) -> list[Signal]:
        """One badge per target that is watched and not already called growing."""
        watched = [g for g in present(case) if is_watched(g, case.policy) and not is_progression(g)]
        return [self._signal(case, growth) for growth in watched]

    def _signal(self, case: Case, growth: Growth) -> Signal:
        first = run_start(case.history, growth, case.policy, holds=lambda figures: is_watched(figures, case.policy))
        since: date = first.when.middle if first else growth.last_on
        return self.signal(
            f"{growth.lesion}:{growth.target}:{first.id if first else ''}",
            say(
                "g4.watched",
                target=called(growth.target),
                rate=rate_of(growth),
                p=growth.p_progression or 0.0,
                follows=_what_follows(case, growth.lesion),
            ),
            lesion=growth.lesion,
            since=since,
            numbers=(
                *growth_numbers(growth, case.policy),
                number(case.policy, "watch_probability", say("g4.threshold")),
                number(case.policy, "watch_interval_months", say("g4.interval")),
                number(case.policy, "watch_successions", say("g4.successions")),
                number(case.policy, "short_months", say("g4.then_after")),
            ),
            against=growth_doubts(growth, case.policy),
            facts=exams_behind(case.history, growth),
        )


def _what_follows(case: Case, lesion: str) -> Message:
    """What the badge asks for: what the plan of the lesion does."""
    codes = {plan.code for plan in plans_of(case, lesion=lesion)}
    if EARLY in codes:
        return say("g4.early")
    if SHORT in codes and not is_early_look_due(case, lesion):
        return say("g4.taken", months=case.policy.short_months)
    return say("g4.no_recall")

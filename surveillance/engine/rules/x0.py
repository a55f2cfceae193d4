"""X0: a rule could not be evaluated on this patient."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from surveillance.engine.case import Case
from surveillance.engine.course.heading import RULE_FAILED
from surveillance.engine.message import say
from surveillance.engine.rules.base import CARDIOLOGIST, DATA_MANAGER, Rule, Signal


class X0(Rule):
    """Raised by the review when another rule raises an error; the other rules still count."""

    id = "X0"
    title = say("x0.title")
    severity = "T"
    calendar = False
    clinical = False
    role = DATA_MANAGER
    silent = True
    keeps_since = True
    source = "None in the literature: a safeguard of the software"
    advice = say("x0.advice")

    def look(self, case: Case) -> list[Signal]:
        """Never by itself."""
        return []


def failed(rule: Rule, since: date) -> Signal:
    """The signal that `rule` raised an error: S2 where a cardiologist must check by hand, else a task."""
    signal = X0().signal(
        rule.id,
        say("x0.failed", rule=rule.id, title=rule.title),
        since=since,
        severity="S2" if rule.role == CARDIOLOGIST else "T",
    )
    return replace(signal, opens=RULE_FAILED if rule.clinical else "")

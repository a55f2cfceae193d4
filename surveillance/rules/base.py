"""What a rule is: an id, a severity, its sentence of the literature, and a check that knows when to look again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from registry.terms import INTERVENTIONS
from surveillance.policy import OURS, Policy, origin, unit
from surveillance.trajectory.clock import Clock
from surveillance.trajectory.dates import surely_after
from surveillance.trajectory.history import Day, History
from surveillance.trajectory.windows import closed

SEVERITIES = ("T", "S1", "S2", "S3", "S4")  # in rising order; T is a nurse task and never a card
SEVERITY_WORDS = {
    "S4": "same day",
    "S3": "within 7 days",
    "S2": "within 30 days",
    "S1": "note",
    "T": "nurse task",
}
DECISIONS = (*INTERVENTIONS, "surveillance")  # treatments that answer a signal
ALLOWED_DAYS = {"S4": 0, "S3": 7, "S2": 30}  # CLINICAL B


@dataclass(frozen=True, slots=True)
class Number:
    """One number of the evidence, with unit and where it comes from."""

    label: str
    value: float | int | str | None
    unit: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Signal:
    """What one rule says about one patient. (rule, anchor) makes two firings the same."""

    rule: str
    anchor: str
    severity: str
    since: date  # the day of the evidence, never the day of entry
    headline: str  # one plain sentence with numbers and units
    historical: bool = False
    numbers: tuple[Number, ...] = ()
    against: tuple[str, ...] = ()  # what speaks against it
    advice: str = ""  # "consider …", "discuss …"
    facts: tuple[str, ...] = ()  # lineages of the facts it rests on


@dataclass(frozen=True, slots=True)
class Verdict:
    """The signals of one rule now (usually none or one) and the first day on which they may change by themselves."""

    signals: tuple[Signal, ...] = ()
    look_again_on: date | None = None


class Rule:
    """One rule of CLINICAL B. Subclasses give the class attributes and `look`."""

    id: ClassVar[str]
    version: ClassVar[int] = 1
    title: ClassVar[str]
    severity: ClassVar[str]  # the usual one; a signal carries its own
    source: ClassVar[str]  # the sentence of the literature it rests on, with its section
    evidence: ClassVar[str] = OURS  # "published: …" or "our default, no published cut-off"
    advice: ClassVar[str] = ""

    def check(self, history: History, policy: Policy, today: date) -> Verdict:
        """Every signal of this rule for `history` on `today`, and when to look again."""
        clock = Clock(today)
        signals = tuple(self.look(history, policy, clock))
        return Verdict(signals=signals, look_again_on=clock.next)

    def signal(
        self,
        anchor: str,
        headline: str,
        *,
        since: date,
        severity: str = "",
        historical: bool = False,
        numbers: tuple[Number, ...] = (),
        against: tuple[str, ...] = (),
        advice: str = "",
        facts: tuple[str, ...] = (),
    ) -> Signal:
        """A signal of this rule, with its usual severity and advice unless others are given."""
        return Signal(
            rule=self.id,
            anchor=anchor,
            severity=severity or self.severity,
            since=since,
            headline=headline,
            historical=historical,
            numbers=numbers,
            against=against,
            advice=advice or self.advice,
            facts=facts,
        )

    def look(self, history: History, policy: Policy, clock: Clock) -> list[Signal]:
        """The signals; every comparison with today goes through `clock`."""
        raise NotImplementedError


def number(policy: Policy, name: str, label: str) -> Number:
    """A number of the policy as evidence, with its unit and origin."""
    return Number(label, getattr(policy, name), unit(name), origin(name))


def is_historical(history: History, policy: Policy, clock: Clock, on: Day) -> bool:
    """CLINICAL B "live or historical": older than 30 days, or followed by a treatment, a decision or death."""
    return is_past(history, on) or not clock.within(policy.live_days, on.last)


def is_past(history: History, on: Day) -> bool:
    """Whether an operation, the decision to watch and wait, a closure or death came after the fact.

    A statin, an antibiotic or a pacemaker answers nothing that a rule asks: the card stays.
    """
    end = closed(history)
    if end and (history.is_dead or surely_after(end.when, on)):
        return True
    return any(t.kind in DECISIONS and surely_after(t.when, on) for t in history.treatments)

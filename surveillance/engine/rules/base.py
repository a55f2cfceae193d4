"""What a rule is: an id, a severity, its sentence of the literature, what the house must know of it, and a check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from registry.vocabulary.terms import INTERVENTIONS
from surveillance.engine.case import Case
from surveillance.engine.day import Day
from surveillance.engine.known.dates import surely_after
from surveillance.engine.known.history import History
from surveillance.engine.lesion.treated import treated_after
from surveillance.engine.message import Text, Value, say
from surveillance.engine.policy import ANSWER_NUMBERS, OURS, Policy, origin, unit

WITHOUT_CARD = {"S1": say("base.note"), "T": say("base.nurse_task")}
DECISIONS = (*INTERVENTIONS, "surveillance")  # treatments that answer a signal
CARDIOLOGIST, DATA_MANAGER = "cardiologist", "data_manager"  # who hears that a rule failed; codes of registry.terms
WHILE_IT_STANDS, WHILE_LIVE = "while it stands", "while it is live"  # how long a finding is for the Heart Team


def time_allowed(severity: str, policy: Policy) -> Text:
    """The time in which a card of that severity is to be answered, in words (CLINICAL B)."""
    if severity not in ANSWER_NUMBERS:
        return WITHOUT_CARD.get(severity, "")
    days = policy.answer_days(severity)
    return say("base.within", n=days) if days else say("base.same_day")


@dataclass(frozen=True, slots=True)
class Number:
    """One number of the evidence, with unit and where it comes from."""

    label: Text
    value: Value
    unit: Text = ""
    origin: Text = ""


@dataclass(frozen=True, slots=True)
class Signal:
    """What one rule says about one patient. (rule, anchor) makes two firings the same."""

    rule: str
    anchor: str
    severity: str
    since: date  # the day of the evidence, never the day of entry
    headline: Text  # one plain sentence with numbers and units
    historical: bool = False
    numbers: tuple[Number, ...] = ()
    against: tuple[Text, ...] = ()  # what speaks against it
    advice: Text = ""  # "consider …", "discuss …"
    facts: tuple[str, ...] = ()  # lineages of the facts it rests on
    opens: str = ""  # the question it leaves open in the heading; see Rule.opens
    lesion: str = ""  # the lesion it is about; "" for what names none


@dataclass(frozen=True, slots=True)
class Verdict:
    """The signals of one rule now (usually none or one) and the first day on which they may change by themselves."""

    signals: tuple[Signal, ...] = ()
    look_again_on: date | None = None


class Rule:
    """One rule of CLINICAL B. A subclass gives the class attributes and `look`; having an `id`, it is registered.

    Whatever the house must know of a rule stands here and is asked of the rule; nobody else lists ids. Every rule says
    for itself what has no harmless answer: `calendar`, `clinical` and `role`. One that forgot errs on the safe side.
    """

    registered: ClassVar[list[type[Rule]]] = []  # every subclass with an id, in the order of their making

    id: ClassVar[str]
    version: ClassVar[int] = 1
    title: ClassVar[Text]
    severity: ClassVar[str]  # the usual one; a signal carries its own
    calendar: ClassVar[bool] = True
    """It compares a window, a suggestion, an exposure, a decision or a card with today: its signals would tell an
    export the calendar days that stand behind the intervals, and are left out."""
    clinical: ClassVar[bool] = True
    """It reads what the heading rests on: while it cannot be evaluated, the heading is open."""
    role: ClassVar[str] = CARDIOLOGIST
    """Who checks by hand when it cannot be evaluated: the data manager as a task, or the cardiologist on a card where
    its silence may cost a life on the same day (rupture, infection, embolism)."""
    silent: ClassVar[bool] = False
    """The replay of published cases leaves it out: recall, suggestions and faults. They are recalled by nobody."""
    shrinks: ClassVar[bool] = False
    """It speaks of a lesion that shrank or vanished: what the replay of a published regression should hear."""
    badge: ClassVar[Text] = ""
    """What it is called on the patient's line of a list; "" for what has no badge."""
    heart_team: ClassVar[str] = ""
    """At S3 or S4 its advice is to discuss in the Heart Team: WHILE_IT_STANDS for a state, however old, WHILE_LIVE for
    what happened; "" for what sends nobody there."""
    opens: ClassVar[str] = ""
    """The question that its signals leave open in the heading: a key of UNDECIDED_WORDS, or ""."""
    about_card: ClassVar[bool] = False
    """It speaks of the open card, not of the patient: heard once it is known how the card waits; the deputy is told."""
    keeps_since: ClassVar[bool] = False
    """It is said anew each day with that day's date; as long as it holds, the first day stands."""
    source: ClassVar[str]  # the sentence of the literature it rests on, with its section
    evidence: ClassVar[Text] = OURS  # "published: …" or "our default, no published cut-off"
    advice: ClassVar[Text] = ""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "id" in vars(cls):
            Rule.registered.append(cls)

    def check(self, case: Case) -> Verdict:
        """Every signal of this rule for the case, and when to look again."""
        own = case.with_own_clock()
        signals = tuple(self.look(own))
        return Verdict(signals=signals, look_again_on=own.clock.next)

    def signal(
        self,
        anchor: str,
        headline: Text,
        *,
        since: date,
        severity: str = "",
        historical: bool = False,
        numbers: tuple[Number, ...] = (),
        against: tuple[Text, ...] = (),
        advice: Text = "",
        facts: tuple[str, ...] = (),
        lesion: str | None = "",
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
            opens=self.opens,
            lesion=lesion or "",
        )

    def look(self, case: Case) -> list[Signal]:
        """The signals; every comparison with today goes through the clock of the case."""
        raise NotImplementedError


def number(policy: Policy, name: str, label: Text) -> Number:
    """A number of the policy as evidence, with its unit and origin."""
    return Number(label, getattr(policy, name), unit(name), origin(name))


def is_historical(case: Case, on: Day, *, lesion: str | None = "") -> bool:
    """CLINICAL B "live or historical": older than 30 days, or followed by a treatment, a decision or death."""
    return is_past(case.history, on, lesion=lesion) or not case.clock.within(case.policy.live_days, on.last)


def is_past(history: History, on: Day, *, lesion: str | None = "") -> bool:
    """Whether an operation on the lesion, the decision to watch and wait, a closure or death came after the fact.

    A statin, an antibiotic or a pacemaker answers nothing that a rule asks, and the treatment of one lesion nothing of
    another: the card stays. Of what names no lesion see `treated_after`.
    """
    end = history.ended
    if end and (history.is_dead or surely_after(end.when, on)):
        return True
    return treated_after(history, lesion or "", on, DECISIONS) is not None

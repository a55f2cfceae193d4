"""The high-risk flags that shorten a plan and raise a severity; none of them touches the growth filter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from registry.vocabulary.terms import HAPPENINGS, labels
from surveillance.engine.case import Case
from surveillance.engine.course.courses import held_rise, is_progression, present, run_start
from surveillance.engine.growth.result import Growth
from surveillance.engine.known.clock import Clock
from surveillance.engine.known.conditions import began_on, present_on
from surveillance.engine.known.history import ConditionSeen, EventSeen, History
from surveillance.engine.lesion.features import active
from surveillance.engine.lesion.rupture import ruptures_of
from surveillance.engine.message import Code, Message, say
from surveillance.engine.policy import Policy

_LABELS = labels(HAPPENINGS)
DIALYSIS, MOBILE, INFECTION = "dialysis", "mobile", "infection"
EXPOSURE, GROWTH, RUPTURE = "exposure", "growth", "rupture"
LINE = "central_line"
EXPOSURES = ("pneumonia", "line_infection")  # review §2, Restivo: recent pneumonia; the access lines are ours
LESION_FLAGS = (MOBILE, INFECTION, EXPOSURE, GROWTH, RUPTURE)  # all but dialysis, which many with plain MAC are on


@dataclass(frozen=True, slots=True)
class Flag:
    """One reason to look sooner: review §5 "a rapidly expanding CCMA, as seen in dialysis patients, or … infectious
    risk", §2 mobility."""

    code: str
    said: Message
    on: date  # since when


def flags(case: Case, *, lesion: str) -> tuple[Flag, ...]:
    """The flags of one lesion, those of the patient among them."""
    found = [*_dialysis(case.history, case.clock), *_infections(case), *_findings(case.history, lesion)]
    for growth in present(case, lesion):
        if is_progression(growth) or held_rise(growth):
            said = say("risk.growing", target=growth.target, course=growth.word)
            found.append(Flag(GROWTH, said, _growing_since(case.history, growth, case.policy)))
    found += [Flag(RUPTURE, rupture.said, rupture.since.first) for rupture in ruptures_of(case.history, lesion)]
    return tuple(found)


def _growing_since(history: History, growth: Growth, policy: Policy) -> date:
    """The first exam of the run that says growth; an abrupt rise is as old as its exam."""
    first = run_start(history, growth, policy, holds=is_progression) if is_progression(growth) else None
    return first.when.first if first else growth.last_on


def followed(history: History) -> tuple[str, ...]:
    """What is followed: the lesions, or "" without one; and "" for a rupture that names none of several."""
    lesions = history.lesions or ("",)
    return (*lesions, "") if len(lesions) > 1 and ruptures_of(history, "") else lesions


def flags_of_patient(case: Case) -> tuple[Flag, ...]:
    """The flags of every lesion, each once."""
    found = (flag for lesion in followed(case.history) for flag in flags(case, lesion=lesion))
    return tuple(dict.fromkeys(found))


def _happened(code: str, event: EventSeen) -> Flag:
    return Flag(code, say("risk.happened", event=happening(event), when=event.when), event.when.first)


def happening(event: EventSeen) -> Code:
    """The event in words."""
    return Code("happenings", event.kind)


def _dialysis(history: History, clock: Clock) -> Iterator[Flag]:
    if condition := present_on(history, clock, DIALYSIS):
        since = condition.since
        said = say("risk.dialysis_since", since=since) if since else say("risk.dialysis")
        yield Flag(DIALYSIS, said, began_on(condition, history))


def recent_exposures(case: Case) -> tuple[EventSeen, ...]:
    """Each exposure to infection at most six months old."""
    events = (event for event in case.history.events if event.kind in EXPOSURES)
    return tuple(event for event in events if case.clock.within(case.policy.infection_days, event.when.last))


def central_line(case: Case) -> ConditionSeen | None:
    """The central venous line that lies: an exposure as long as it does."""
    return present_on(case.history, case.clock, LINE)


def _infections(case: Case) -> Iterator[Flag]:
    for event in case.history.infections:
        if case.clock.within(case.policy.infection_days, event.when.last):
            yield _happened(INFECTION, event)
    for event in recent_exposures(case):
        yield _happened(EXPOSURE, event)
    if line := central_line(case):
        said = say("risk.line_since", since=line.since) if line.since else say("risk.line")
        yield Flag(EXPOSURE, said, began_on(line, case.history))


def _findings(history: History, lesion: str) -> Iterator[Flag]:
    for feature, code in (("mobile_element", MOBILE), ("vegetation", INFECTION), ("abscess", INFECTION)):
        if run := active(history, lesion, feature):
            yield Flag(code, say("risk.finding", finding=run.said, since=run.since), run.since.first)

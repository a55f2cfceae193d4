"""How the chart says dates, numbers, exams and events; the caller's `read` makes words of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from surveillance.engine.day import DAYS_PER_MONTH, DAYS_PER_YEAR, Day
from surveillance.engine.known.conditions import Stretch
from surveillance.engine.message import Code, Message, Value, say

Window = tuple[date, date, date]  # earliest, target, latest
Read = Callable[[Value], str]  # a message, or a value of one, as a person reads it
BOUND = 1.96  # a 95 % interval of a normal distribution
SHORT = {
    "tia": say("chart.tia"),
    "rupture": say("chart.rupture"),
    "line_infection": say("chart.line_infection"),
    "drainage": say("chart.drainage"),
    "surgery_unspecified": say("chart.mitral_surgery"),
}


def target_words(target: str) -> Value:
    """What is measured."""
    return say("chart.target_not_stated") if target == "not_stated" else Code("targets", target)


def size_words(mm: float | None) -> Message:
    """A size; None is "not visible"."""
    return say("result.not_visible") if mm is None else say("result.size", mm=mm)


def stretch_words(first: date, last: date) -> Value:
    """A stretch of time, or one day."""
    return first if first == last else say("chart.stretch", first=first, last=last)


def due_words(window: Window) -> Value:
    """When the next exam is due."""
    return stretch_words(window[0], window[2])


def day_words(day: Day, origin: date | None) -> Value:
    """A date as precisely as it is known; counted from `origin` when the calendar dates are nominal."""
    if origin is not None:
        return since_words(day.middle, origin)
    return day if day.precision in ("year", "month") else stretch_words(day.first, day.last)


def since_words(on: date, origin: date) -> Message:
    """A nominal date as the time from the first exam."""
    days = (on - origin).days
    if days == 0:
        return say("chart.first_exam")
    span = span_words(abs(days))
    return say("chart.after_first", span=span) if days > 0 else say("chart.before_first", span=span)


def span_words(days: int) -> Message:
    """A length of time in the largest unit that says it well."""
    months = round(days / DAYS_PER_MONTH)
    if months < 1:
        return say("chart.days", n=days)
    return say("chart.months", n=months) if months < 24 else say("chart.years", n=days / DAYS_PER_YEAR)


def short(what: Code, read: Read) -> str:
    """The label of an event or treatment without its explanations."""
    return read(SHORT[what.code]) if what.code in SHORT else read(what).split(" (")[0].split(",")[0]


def percent(probability: float) -> Message:
    """A probability that is never shown as certainty."""
    if probability > 0.99:
        return say("chart.almost_certain")
    if probability < 0.01:
        return say("chart.almost_excluded")
    return say("chart.percent", n=round(probability * 100))


def dialysis_words(spell: Stretch, origin: date | None, *, unknown: Message) -> Message:
    """A stretch of dialysis; `unknown` where its start is not recorded."""
    return say(
        "chart.dialysis",
        since=say("chart.since", when=day_words(spell.since, origin)) if spell.since else unknown,
        until=say("chart.until", when=day_words(spell.until, origin)) if spell.until else None,
    )

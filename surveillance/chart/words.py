"""How the chart says dates, numbers, exams and events."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from registry.vocabulary import terms
from surveillance.engine.day import Day
from surveillance.engine.known.numerals import number
from surveillance.engine.message import Value

Window = tuple[date, date, date]  # earliest, target, latest
Read = Callable[[Value], str]  # a message, or a value of one, as a person reads it
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS_PER_MONTH = 365.25 / 12
BOUND = 1.96  # a 95 % interval of a normal distribution
TARGETS = terms.labels(terms.TARGETS) | {"not_stated": "Lesion (target not stated)"}
FORMS = terms.labels(terms.FORMS)
QUALITIES = terms.labels(terms.QUALITIES)
EVENTS = terms.labels(terms.HAPPENINGS)
TREATMENTS = terms.labels(terms.TREATMENTS)
SHORT = {
    "tia": "TIA",
    "rupture": "Rupture",
    "line_infection": "Line infection",
    "drainage": "Drainage",
    "surgery_unspecified": "Mitral surgery",
}


def date_words(on: date) -> str:
    """dd-MMM-yyyy, as the NHS CUI guidance asks: never all numbers."""
    return f"{on.day:02d}-{MONTHS[on.month - 1]}-{on.year}"


def due_words(window: Window) -> str:
    """When the next exam is due: a stretch of time, or one day."""
    earliest, _, latest = window
    return date_words(latest) if earliest == latest else f"{date_words(earliest)} to {date_words(latest)}"


def day_words(day: Day, origin: date | None) -> str:
    """A date as precisely as it is known; counted from `origin` when the calendar dates are nominal."""
    if origin is not None:
        return since_words(day.middle, origin)
    if day.precision == "year":
        return str(day.first.year)
    if day.precision == "month":
        return f"{MONTHS[day.first.month - 1]}-{day.first.year}"
    if day.first != day.last:
        return f"{date_words(day.first)} to {date_words(day.last)}"
    return date_words(day.first)


def since_words(on: date, origin: date) -> str:
    """A nominal date as the time from the first exam."""
    days = (on - origin).days
    if days == 0:
        return "first exam"
    side = "after" if days > 0 else "before"
    return f"{span_words(abs(days))} {side} the first exam"


def span_words(days: int) -> str:
    """A length of time in the largest unit that says it well."""
    months = round(days / DAYS_PER_MONTH)
    if months < 1:
        return f"{days} d"
    if months < 24:
        return f"{months} mo"
    return f"{number(days / 365.25)} y"


def short(kind: str, labels: dict[str, str]) -> str:
    """The label of an event or treatment without its explanations."""
    label = labels.get(kind, kind.replace("_", " ").capitalize())
    return SHORT.get(kind) or label.split(" (")[0].split(",")[0]


def percent(probability: float) -> str:
    """A probability that is never shown as certainty."""
    if probability > 0.99:
        return "more than 99 %"
    if probability < 0.01:
        return "less than 1 %"
    return f"{round(probability * 100)} %"

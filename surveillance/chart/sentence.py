"""The one sentence that says what the chart shows: for screen readers, for print, for a reader in a hurry."""

from __future__ import annotations

from datetime import date

from surveillance.chart.drawing import origin_of
from surveillance.chart.lanes import happenings_of
from surveillance.chart.marks import Size, sizes_of
from surveillance.chart.words import BOUND, TARGETS, Read, Window, day_words, due_words, percent
from surveillance.engine.course.risk import DIALYSIS
from surveillance.engine.day import Day
from surveillance.engine.growth.result import Abrupt, Growth
from surveillance.engine.known.conditions import stretches
from surveillance.engine.known.history import History
from surveillance.engine.known.numerals import between, number, signed
from surveillance.engine.policy import DEFAULT, OURS, Policy


def sentence(history: History, growth: Growth, window: Window | None, *, read: Read, policy: Policy = DEFAULT) -> str:
    """How many exams, over what time, from what to what, how fast, what happened, when the next is due."""
    sizes = sizes_of(history, growth, policy)
    if not sizes:
        return "No exam has recorded a size of this target."
    origin = origin_of(sizes)
    happened = _happened(history, growth, origin)
    said = [
        _counted(sizes, growth, origin),
        _grown(growth, read),
        _left_out(growth, origin),
        happened,
        _due(window, origin),
    ]
    return " ".join(part for part in said if part)


def _counted(sizes: tuple[Size, ...], growth: Growth, origin: date | None) -> str:
    target = TARGETS.get(growth.target, growth.target).lower()
    first, last = sizes[0], sizes[-1]
    if len(sizes) == 1:
        return f"1 exam, {day_words(first.exam.when, origin)}: {target} {_found(first)}."
    span = f"{day_words(first.exam.when, origin)} to {day_words(last.exam.when, origin)}"
    dates = " (calendar dates not reported)" if origin else ""
    return f"{len(sizes)} exams, {span}{dates}. The {target} was {_found(first)} at first and {_found(last)} at last."


def _found(size: Size) -> str:
    return "not visible" if size.mm is None else f"{number(size.mm)} mm"


def _grown(growth: Growth, read: Read) -> str:
    """The rate with its interval, and the course with its probability "under our prior"."""
    rate, sd = growth.rate_mm_per_year, growth.rate_sd
    if growth.held is not None:
        return f"{_held(growth, growth.held, read)}."
    if rate is None or sd is None:
        return f"Growth: not enough information{_missing(growth)}."
    interval = between(rate - BOUND * sd, rate + BOUND * sd)
    return f"Growth at the last exam {signed(rate)} mm a year (95 % interval {interval}): {_course(growth, read)}."


def _held(growth: Growth, held: Abrupt, read: Read) -> str:
    """An abrupt change holds the course: a rate would mean nothing until the next exam."""
    expected = f"{number(held.expected_mm)} mm expected at that exam before it was read"
    return f"{read(growth.word).capitalize()}: {expected}, found {read(held.said)}; the next exam decides"


def _course(growth: Growth, read: Read) -> str:
    odds, over = {
        "progression": (growth.p_progression, ""),
        "regression": (growth.p_regression, ""),
        "stability": max((growth.p_stability or 0.0, ""), (growth.p_steady or 0.0, " since the first exam")),
    }.get(growth.course, (None, ""))
    if odds is None:
        likely = percent(growth.p_progression or 0.0)
        return f"{read(growth.word)}{_missing(growth)}; {likely} for progression under our prior"
    return f"{read(growth.word)}{over}, {percent(odds)} under our prior ({read(OURS)})"


def _missing(growth: Growth) -> str:
    """How many exams would decide, where the engine can tell."""
    more = growth.exams_to_decide
    return f", {more} more exam{'s' if more > 1 else ''} would decide" if more else ""


def _left_out(growth: Growth, origin: date | None) -> str:
    """What the rate does not rest on: vague dates, and exams of another time of the lesion's life."""
    said = []
    if growth.too_vague:
        said.append(f"{growth.too_vague} left out, date too vague for growth.")
    if growth.cannot_tell:
        said.append(f"{growth.cannot_tell} left out, not visible in an exam that could not tell.")
    if growth.ended_on:
        said.append(f"No size after the operation or rupture ({day_words(Day.exactly(growth.ended_on), origin)}).")
    elif growth.earlier:
        said.append("Growth counts from the last operation or rupture.")
    return " ".join(said)


def _happened(history: History, growth: Growth, origin: date | None) -> str:
    found = [h.label for h in happenings_of(history, growth.lesion, origin)]
    for spell in stretches(history, DIALYSIS):
        since = f" since {day_words(spell.since, origin)}" if spell.since else ", since when not recorded"
        until = f", until {day_words(spell.until, origin)}" if spell.until else ""
        found.append(f"Haemodialysis{since}{until}")
    return f"{'; '.join(found)}." if found else ""


def _due(window: Window | None, origin: date | None) -> str:
    if window is None or origin is not None:
        return ""
    return f"Next exam due {due_words(window)}."

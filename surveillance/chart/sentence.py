"""The one sentence that says what the chart shows: for screen readers, for print, for a reader in a hurry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from operator import itemgetter

from surveillance.chart.drawing import origin_of
from surveillance.chart.lanes import happenings_of
from surveillance.chart.marks import Size, sizes_of
from surveillance.chart.words import (
    BOUND,
    Read,
    Window,
    day_words,
    dialysis_words,
    due_words,
    percent,
    size_words,
    target_words,
)
from surveillance.engine.course.risk import DIALYSIS
from surveillance.engine.day import Day
from surveillance.engine.growth.result import Growth
from surveillance.engine.known.conditions import stretches
from surveillance.engine.known.history import History
from surveillance.engine.message import Message, Value, say
from surveillance.engine.policy import DEFAULT, OURS, Policy


def sentence(history: History, growth: Growth, window: Window | None, *, read: Read, policy: Policy = DEFAULT) -> str:
    """How many exams, over what time, from what to what, how fast, what happened, when the next is due."""
    sizes = sizes_of(history, growth, policy)
    if not sizes:
        return read(say("chart.no_size"))
    origin = origin_of(sizes)
    said = [
        _counted(sizes, growth, origin),
        _grown(growth),
        *_left_out(growth, origin),
        *_happened(history, growth, origin, read),
        *_due(window, origin),
    ]
    return " ".join(map(read, said))


def _counted(sizes: tuple[Size, ...], growth: Growth, origin: date | None) -> Message:
    target, exams = target_words(growth.target), say("chart.exams", n=len(sizes))
    first, last = (day_words(size.exam.when, origin) for size in (sizes[0], sizes[-1]))
    if len(sizes) == 1:
        return say("chart.one_exam", exams=exams, when=first, target=target, found=size_words(sizes[0].mm))
    return say(
        "chart.several_exams",
        exams=exams,
        span=say("chart.stretch", first=first, last=last),
        dates=say("chart.dates_not_reported") if origin else None,
        target=target,
        first=size_words(sizes[0].mm),
        last=size_words(sizes[-1].mm),
    )


def _grown(growth: Growth) -> Message:
    """The rate with its interval, and the course with its probability "under our prior"; an abrupt change holds the
    course: a rate would mean nothing until the next exam.
    """
    rate, sd, held = growth.rate_mm_per_year, growth.rate_sd, growth.held
    if held is not None:
        return say("chart.held", course=growth.word, mm=held.expected_mm, found=held.said)
    if rate is None or sd is None:
        return say("chart.growth_unknown", more=_missing(growth))
    low, high = rate - BOUND * sd, rate + BOUND * sd
    return say("chart.growth", rate=rate, low=low, high=high, course=_course(growth))


def _course(growth: Growth) -> Message:
    since_first = say("chart.course_since_first")
    odds, over = {
        "progression": (growth.p_progression, None),
        "regression": (growth.p_regression, None),
        "stability": max((growth.p_steady or 0.0, since_first), (growth.p_stability or 0.0, None), key=itemgetter(0)),
    }.get(growth.course, (None, None))
    if odds is None:
        likely = percent(growth.p_progression or 0.0)
        return say("chart.course_open", course=growth.word, more=_missing(growth), odds=likely)
    return say("chart.course", course=growth.word, over=over, odds=percent(odds), whose=OURS)


def _missing(growth: Growth) -> Message | None:
    """How many exams would decide, where the engine can tell."""
    return say("chart.more_exams", n=growth.exams_to_decide) if growth.exams_to_decide else None


def _left_out(growth: Growth, origin: date | None) -> Iterator[Message]:
    """What the rate does not rest on: vague dates, and exams of another time of the lesion's life."""
    if growth.too_vague:
        yield say("chart.left_out_vague", n=growth.too_vague)
    if growth.cannot_tell:
        yield say("chart.left_out_blank", n=growth.cannot_tell)
    if growth.ended_on:
        yield say("chart.ended", when=day_words(Day.exactly(growth.ended_on), origin))
    elif growth.earlier:
        yield say("chart.counts_from")


def _happened(history: History, growth: Growth, origin: date | None, read: Read) -> Iterator[Message]:
    unknown = say("chart.since_when_not_recorded")
    found: list[Value] = [h.label for h in happenings_of(history, growth.lesion, origin, read=read)]
    found += [dialysis_words(spell, origin, unknown=unknown) for spell in stretches(history, DIALYSIS)]
    if found:
        yield say("chart.all_happened", each=tuple(found))


def _due(window: Window | None, origin: date | None) -> Iterator[Message]:
    if window is not None and origin is None:
        yield say("chart.next_due", when=due_words(window))

"""The exams of one target of one lesion: what was read, how it is drawn, what it is called."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from surveillance.chart.parts import Box, Mark
from surveillance.chart.scale import Scales
from surveillance.chart.words import BOUND, Read, day_words, size_words, target_words
from surveillance.engine.growth.one_day import deviation
from surveillance.engine.growth.result import Abrupt, Growth, Point
from surveillance.engine.known.history import ExamSeen, History, Reading
from surveillance.engine.lesion.sizes import sizes_seen
from surveillance.engine.message import Code, Message, Value, say
from surveillance.engine.policy import Policy

SHAPES = {
    "TTE": "M-5.5 0a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0z",
    "TOE": "M0-7L7 0 0 7-7 0z",
    "CT": "M-5.2-5.2H5.2V5.2H-5.2z",
    "CMR": "M0-6.8L6.6 5H-6.6z",
    "PET": "M-2.2-6.5H2.2V-2.2H6.5V2.2H2.2V6.5H-2.2V2.2H-6.5V-2.2H-2.2z",
    "NM": "M-2.2-6.5H2.2V-2.2H6.5V2.2H2.2V6.5H-2.2V2.2H-6.5V-2.2H-2.2z",
}
HIDDEN = "M-5 0A5 5 0 1 1 5 0A5 5 0 1 1-5 0zM0 5V16M-4 12L0 16 4 12"  # hollow, with an arrow down
DRIFT = "drift"
VERDICTS = {
    "held": say("chart.verdict_held"),
    DRIFT: say("chart.verdict_drift"),
    "step": say("chart.verdict_step"),
    "misreading": say("chart.verdict_misreading"),
}
REACH = 9.0  # px a mark takes on each side


@dataclass(frozen=True, slots=True)
class Size:
    """One exam's answer for the target: a size with its 95 % measurement interval, or not visible."""

    exam: ExamSeen
    mm: float | None
    low: float
    high: float
    before: Size | None  # the last exam before that has a size
    abrupt: Abrupt | None = None  # what the engine had expected, when this day was abrupt
    tells: bool = True  # False: not visible in an exam that could not have shown it, left out of growth

    @property
    def change(self) -> float | None:
        """Difference in mm to the last exam that has a size."""
        return None if self.mm is None or self.before is None or self.before.mm is None else self.mm - self.before.mm


def segments_of(growth: Growth) -> tuple[Growth, ...]:
    """The segments of the lesion's life, oldest first: an operation or a rupture starts a new one."""
    return (*growth.earlier, growth)


def sizes_of(history: History, growth: Growth, policy: Policy) -> tuple[Size, ...]:
    """Every exam that says something about the size of this target, oldest first."""
    points = {p.day: p for segment in segments_of(growth) for p in segment.points}
    abrupts = {a.day: a for segment in segments_of(growth) for a in segment.abrupt}
    found: list[Size] = []
    measured: Size | None = None
    for seen in sizes_seen(history, growth.lesion, growth.target):
        exam, reading, tells = seen.exam, seen.reading, seen.tells
        on = exam.when.middle
        sd = _error(exam, reading, points.get(on), policy)
        size = _size(exam, reading, sd=sd, before=measured, limit=policy.detection_limit)
        size = replace(size, abrupt=abrupts.get(on) if tells and not exam.when.too_vague else None, tells=tells)
        measured = size if size.mm is not None else measured
        found.append(size)
    return tuple(found)


def _error(exam: ExamSeen, reading: Reading, point: Point | None, policy: Policy) -> float:
    """The SD the engine gave this very reading; that of the modality when the engine did not use it."""
    readings = point.readings if point else ()
    same = (s for s in readings if (s.modality, s.size_mm) == (exam.modality, reading.size_mm))
    sized = next(same, None)
    return (
        policy.error_of(exam.modality) if sized is None or point is None else deviation(sized, point.level_mm, policy)
    )


def _size(exam: ExamSeen, reading: Reading, *, sd: float, before: Size | None, limit: float) -> Size:
    if reading.size_mm is None:
        return Size(exam, None, 0.0, limit, before)
    low = max(reading.size_mm - BOUND * sd, 0.0)
    return Size(exam, reading.size_mm, low, reading.size_mm + BOUND * sd, before)


def marks_of(
    sizes: tuple[Size, ...], scales: Scales, *, growth: Growth, origin: date | None, read: Read
) -> tuple[Mark, ...]:  # fmt: skip
    """One mark an exam."""
    target = target_words(growth.target)
    return tuple(_mark(size, scales, target=target, origin=origin, read=read) for size in sizes)


def _mark(size: Size, scales: Scales, *, target: Value, origin: date | None, read: Read) -> Mark:
    when = size.exam.when
    x = scales.x(when.middle)
    y = scales.y(size.high if size.mm is None else size.mm)
    found, exam, *more = map(read, tip_of(size, origin))
    return Mark(
        exam=size.exam.id,
        x=x,
        y=y,
        modality=size.exam.modality,
        shape=HIDDEN if size.mm is None else SHAPES.get(size.exam.modality, SHAPES["TTE"]),
        label=read(say("chart.exam", exam=exam, target=target, said=(found, *more))),
        tip="\n".join((found, exam, *more)),
        cross=f"M{scales.plot.x} {y}H{x}V{scales.plot.bottom}",
        room=_room(size, scales, x, y),
        bars=_bars(size, scales, x, y),
        hidden=size.mm is None,
        unused=when.too_vague or not size.tells,
        abrupt=size.abrupt is not None and size.abrupt.verdict != DRIFT,
    )


def _room(size: Size, scales: Scales, x: float, y: float) -> Box:
    """What the mark and its bars take, for the words that look for a free place."""
    high = min(y - REACH, scales.y(size.high))
    low = y + 2 * REACH if size.mm is None else max(y + REACH, scales.y(size.low))
    return Box(round(x - REACH, 1), round(high, 1), 2 * REACH, round(low - high, 1))


def _bars(size: Size, scales: Scales, x: float, y: float) -> str:
    """The measurement interval upright, the span of a partial date level."""
    when = size.exam.when
    path = ""
    if size.mm is not None:
        high, low = scales.y(size.high), scales.y(size.low)
        path = f"M{x} {high}V{low}M{x} {high}m-4 0h8M{x} {low}m-4 0h8"
    if when.first != when.last and when.precision != "nominal":
        first, last = scales.x(when.first), scales.x(when.last)
        path += f"M{first} {y}H{last}M{first} {y}m0-4v8M{last} {y}m0-4v8"
    return path


def tip_of(size: Size, origin: date | None) -> tuple[Message, ...]:
    """What the chart says of one exam: size, exam, interval, change, and what weakens it."""
    hidden = say("chart.not_visible_under", mm=size.high)
    lines = [hidden if size.mm is None else size_words(size.mm), _exam_words(size, origin)]
    if size.mm is not None:
        lines.append(say("chart.interval", low=size.low, high=size.high))
    if size.change is not None and size.before is not None:
        lines.append(say("chart.change", change=size.change, exam=_exam_words(size.before, origin)))
    return (*lines, *doubts(size))


def _exam_words(size: Size, origin: date | None) -> Message:
    return say("chart.exam_on", modality=size.exam.modality, when=day_words(size.exam.when, origin))


def doubts(size: Size) -> tuple[Message, ...]:
    """What a reader should know before trusting the mark."""
    exam = size.exam
    found = []
    if size.abrupt is not None:
        found.append(say("chart.abrupt", mm=size.abrupt.expected_mm, verdict=VERDICTS[size.abrupt.verdict]))
        if size.abrupt.conflict:
            found.append(say("chart.disagree"))
    if exam.when.too_vague:
        found.append(say("chart.date_too_vague"))
    if not size.tells:
        found.append(say("chart.could_not_tell"))
    if exam.quality == "poor":
        found.append(say("chart.quality", quality=Code("qualities", exam.quality)))
    if exam.reader:
        found.append(say("chart.reader", reader=exam.reader))
    return tuple(found)

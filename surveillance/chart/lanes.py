"""The lanes under the plot: events as letters that never overlap, dialysis and the form as stretches of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from registry.vocabulary import terms
from surveillance.chart.parts import Block, Box, EventMark, Text
from surveillance.chart.scale import Frame, Scales
from surveillance.chart.words import Read, day_words, dialysis_words, short
from surveillance.engine.course.risk import DIALYSIS
from surveillance.engine.day import Day
from surveillance.engine.known.conditions import stretches
from surveillance.engine.known.history import FormSeen, History
from surveillance.engine.message import Code, Message, say

LETTERS = {
    "R": ("rupture", "fistula", "pseudoaneurysm"),
    "E": terms.EMBOLISMS,
    "S": (*terms.INFECTIONS, terms.POSITIVE_CULTURE.code),
    "F": ("heart_failure", "pulmonary_oedema", "acute_mr", "multi_organ_failure"),
    "A": (
        "atrial_fibrillation",
        "av_block_1",
        "av_block_2",
        "av_block_3",
        "bundle_branch_block",
        "syncope",
        "palpitations",
    ),
    "N": ("focal_neurology", "meningoencephalitis"),
    "P": ("pneumonia", "line_infection", "fever"),
    "H": ("hospital_admission",),
    "\N{DAGGER}": ("death",),
}
LETTER = {kind: letter for letter, kinds in LETTERS.items() for kind in kinds}
URGENT = frozenset("RES\N{DAGGER}")
NO_MARK = ("surveillance", "risk_factor_control")  # treatments that are not a dated deed
RADIUS = 9.0
ROW = 24.0
ROWS = 3
BLOCK = 18.0
GAP = 3.0  # px between two neighbours
POINTER = 8.0  # px for the pointer to earlier times
AXIS_HEIGHT = 30.0  # px for the labels of the time axis
PAD = 6.0  # px between the letter or an edge and the words


@dataclass(frozen=True, slots=True)
class Happening:
    """An event or treatment on its way into the lane."""

    when: Day
    letter: str
    words: str
    label: str


def happenings_of(history: History, lesion: str, origin: date | None, *, read: Read) -> tuple[Happening, ...]:
    """Everything dated that concerns this lesion or the whole patient, oldest first."""
    found = [
        (e.when, LETTER.get(e.kind, "O"), Code("happenings", e.kind))
        for e in (*history.events, *(culture.event for culture in history.cultures))
        if e.lesion in (None, lesion)
    ]
    found += [
        (t.when, "T", Code("treatments", t.kind))
        for t in history.treatments
        if t.lesion in (None, lesion) and t.kind not in NO_MARK
    ]
    made = (
        Happening(when, letter, short(what, read), read(say("chart.happened", what=what, when=day_words(when, origin))))
        for when, letter, what in found
    )
    return tuple(sorted(made, key=lambda h: (h.when.middle, h.label)))


def event_lane(
    happenings: tuple[Happening, ...], scales: Scales, frame: Frame, *, top: float, read: Read
) -> tuple[EventMark, ...]:  # fmt: skip
    """Letters in up to three rows; what finds no row joins the last letter as a number."""
    marks: list[EventMark] = []
    for happening in happenings:
        mark = _event(happening, scales)
        row = _free_row(mark, marks, top)
        if row is None:
            _join(marks, mark, top)
        else:
            marks.append(replace(mark, y=row, stem=_stem(happening, mark.x, row, scales)))
    return tuple(_with_words(marks, {h.label: _beside(h, scales, read) for h in happenings}, scales, frame))


def _event(happening: Happening, scales: Scales) -> EventMark:
    earlier = _is_earlier(happening, scales)
    x = scales.plot.x + RADIUS + POINTER if earlier else scales.x(happening.when.middle)
    tone = "urgent" if happening.letter in URGENT else "plain"
    return EventMark(
        x, 0.0, letter=happening.letter, tone=tone, label=happening.label, words=None, stem="", earlier=earlier
    )


def _is_earlier(happening: Happening, scales: Scales) -> bool:
    return happening.when.last < scales.first


def _beside(happening: Happening, scales: Scales, read: Read) -> str:
    """The words beside the letter; an event before the chart begins says its year."""
    if happening.when.precision == "nominal" or not _is_earlier(happening, scales):
        return happening.words
    return read(say("chart.happened_earlier", what=happening.words, year=happening.when.first.year))


def _stem(happening: Happening, x: float, row: float, scales: Scales) -> str:
    """A hairline up through the plot that spares the labels of the axis, and the span of a partial date."""
    if _is_earlier(happening, scales):
        return f"M{x - RADIUS - 2} {row - 4}l-4 4l4 4"
    when, floor = happening.when, scales.plot.bottom
    span = "" if when.first == when.last else f"M{scales.x(when.first)} {row}H{scales.x(when.last)}"
    return f"M{x} {scales.plot.y}V{floor}M{x} {floor + AXIS_HEIGHT - 4}V{row - RADIUS}{span}"


def _free_row(mark: EventMark, placed: list[EventMark], top: float) -> float | None:
    rows = (top + ROW / 2 + ROW * n for n in range(ROWS))
    return next((y for y in rows if all(abs(mark.x - p.x) >= 2 * RADIUS + GAP for p in placed if p.y == y)), None)


def _join(marks: list[EventMark], mark: EventMark, top: float) -> None:
    """Several events in one place become a number; the label keeps every one of them."""
    lowest = top + ROW / 2 + ROW * (ROWS - 1)
    at = max((i for i, m in enumerate(marks) if m.y == lowest), key=lambda i: marks[i].x)
    host = marks[at]
    label = f"{host.label}; {mark.label}"
    tone = "urgent" if "urgent" in (host.tone, mark.tone) else "plain"
    marks[at] = replace(host, letter=str(label.count("; ") + 1), label=label, tone=tone)


def _with_words(marks: list[EventMark], words: dict[str, str], scales: Scales, frame: Frame) -> Iterator[EventMark]:
    """Words right or left of the letter, where they meet neither letter nor words of the row."""
    floor = scales.plot.bottom
    taken = [Box(m.x - RADIUS, m.y - RADIUS, 2 * RADIUS, 2 * RADIUS) for m in marks]
    taken += [Box(m.x - 1, floor, 2, m.y - floor) for m in marks]
    limit = scales.plot.right + (frame.right - PAD if not frame.narrow else 0)
    for mark in marks:
        text = None if frame.narrow or mark.label not in words else words[mark.label]
        spot = text and _spot(mark, frame.text_width(text), taken, (scales.plot.x, limit))
        if not text or not spot:
            yield mark
            continue
        taken.append(spot)
        yield replace(mark, words=Text(round(spot.x + PAD / 2, 1), round(mark.y + frame.font * 0.35, 1), text))


def _spot(mark: EventMark, width: float, taken: list[Box], limits: tuple[float, float]) -> Box | None:
    wide = width + PAD
    sides = (mark.x + RADIUS + 1, mark.x - RADIUS - 1 - wide)
    boxes = (Box(x, mark.y - RADIUS, wide, 2 * RADIUS) for x in sides)
    fits = (b for b in boxes if b.x >= limits[0] and b.right <= limits[1] and not any(b.meets(t) for t in taken))
    return next(fits, None)


def lane_height(marks: tuple[EventMark, ...], top: float) -> float:
    """How much room the letters take."""
    return max((m.y + ROW / 2 - top for m in marks), default=0.0)


def dialysis_lane(
    history: History, scales: Scales, frame: Frame, *, top: float, origin: date | None, read: Read
) -> tuple[Block, ...]:
    """Every stretch of dialysis, from its start (or the left edge, when not recorded) to its end or the edge."""
    found = []
    for spell in stretches(history, DIALYSIS):
        said = dialysis_words(spell, origin, unknown=say("chart.since_not_recorded"))
        words = (said, say("chart.dialysis_short"), say("chart.dialysis_letter"))
        start = scales.x(spell.since.middle) if spell.since else scales.plot.x
        end = scales.x(spell.until.middle) if spell.until else scales.plot.right
        found.append(_block(start, end, code="dialysis", words=tuple(map(read, words)), top=top, frame=frame))
    return tuple(found)


def form_lane(
    history: History, scales: Scales, frame: Frame, *, lesion: str, top: float, origin: date | None, read: Read
) -> tuple[Block, ...]:
    """The form as read by people, each from its day until another is read; the last one to the edge of the plot."""
    forms = sorted((f for f in history.forms if f.lesion == lesion), key=lambda f: f.when.middle)
    runs = [list(run) for _, run in groupby(forms, key=lambda f: f.form)]
    starts = [scales.x(run[0].when.middle) for run in runs]
    found = []
    for run, start, end in zip(runs, starts, [*starts, scales.plot.right][1:], strict=True):
        name = read(Code("forms", run[0].form))
        words = (read(_form_words(run, origin)), name, name.split()[0], name[:1])
        found.append(_block(start, end, code=run[0].form, words=words, top=top, frame=frame))
    return tuple(b for b in found if b.box.width > 0)


def _form_words(run: list[FormSeen], origin: date | None) -> Message:
    """A form with the day it was first read in this run, and how often."""
    form, first = Code("forms", run[0].form), day_words(run[0].when, origin)
    if len(run) == 1:
        return say("chart.form", form=form, when=first)
    return say("chart.form_read", form=form, when=first, n=len(run), until=day_words(run[-1].when, origin))


def _block(start: float, end: float, *, code: str, words: tuple[str, ...], top: float, frame: Frame) -> Block:
    """A stretch with the longest of its words that fit; the first are always its label."""
    box = Box(start, top, round(end - start, 1), BLOCK)
    fitting = next((w for w in words[1:] if frame.text_width(w, bold=True) + 2 * PAD <= box.width), None)
    text = Text(round(box.x + PAD, 1), round(box.y + BLOCK / 2 + frame.font * 0.35, 1), fitting) if fitting else None
    return Block(box=box, code=code, words=text, label=words[0])

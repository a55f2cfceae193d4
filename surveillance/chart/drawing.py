"""The whole chart of one target: scales first, then marks, line, window and lanes, each in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from registry.dates import EARLIEST
from surveillance.chart import curve
from surveillance.chart.lanes import (
    AXIS_HEIGHT,
    BLOCK,
    Happening,
    dialysis_lane,
    event_lane,
    form_lane,
    happenings_of,
    lane_height,
)
from surveillance.chart.marks import Size, marks_of, segments_of, sizes_of
from surveillance.chart.parts import Box, Line, Text, TrajectoryChart
from surveillance.chart.scale import (
    GLYPH,
    Frame,
    Scales,
    axis_path,
    frame_of,
    grid_path,
    size_axis,
    size_ticks,
    time_ticks,
)
from surveillance.chart.words import BOUND, Read, Window, due_words, target_words
from surveillance.engine.growth.result import Growth
from surveillance.engine.known.history import History
from surveillance.engine.message import Message, say
from surveillance.engine.policy import DEFAULT, Policy

PIECES = 6  # boxes along one piece of a line
LANE_GAP = 8.0
LOOK_BACK = timedelta(days=365)  # events older than this before the first exam stand at the edge
FARTHEST = timedelta(days=6 * 365)  # after today: a plan reaches five years ahead, what is absurd stands at the edge
LONGEST_SILENCE = timedelta(days=3 * 365)  # a longer one would squeeze the exams into a corner
BAND_SHARE = 1.25  # a band may raise the axis to this multiple of the largest reading
HEADROOM = 1.04
MASS = "mass"  # the target that the 10 mm of the review speaks of


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything the parts of one chart share."""

    history: History
    growth: Growth
    window: Window | None
    today: date
    policy: Policy
    read: Read
    origin: date | None
    sizes: tuple[Size, ...]
    happenings: tuple[Happening, ...]


def trajectory(
    history: History, growth: Growth, *, window: Window | None, today: date, width: int, read: Read,
    policy: Policy = DEFAULT,
) -> TrajectoryChart:  # fmt: skip
    """The chart of `growth`'s lesion and target in `width` pixels."""
    scene = scene_of(history, growth, window=window, today=today, read=read, policy=policy)
    return drawn(scene, frame_of(width))


def scene_of(
    history: History, growth: Growth, *, window: Window | None, today: date, read: Read, policy: Policy
) -> Scene:  # fmt: skip
    """What is to be drawn, before any pixel; nominal dates have neither calendar, window nor today."""
    sizes = sizes_of(history, growth, policy)
    origin = origin_of(sizes)
    happenings = happenings_of(history, growth.lesion, origin, read=read)
    return Scene(history, growth, None if origin else window, today, policy, read, origin, sizes, happenings)


def origin_of(sizes: tuple[Size, ...]) -> date | None:
    """The day from which time is counted when only intervals are known; None when the calendar is real."""
    return sizes[0].exam.when.middle if any(s.exam.when.precision == "nominal" for s in sizes) else None


def drawn(scene: Scene, frame: Frame) -> TrajectoryChart:
    """The finished chart."""
    scales, step = _scales(scene, frame)
    times = time_ticks(scales, frame, scene.origin, read=scene.read)
    marks = marks_of(scene.sizes, scales, growth=scene.growth, origin=scene.origin, read=scene.read)
    lines = [levels for segment in segments_of(scene.growth) if (levels := curve.fitted(segment))]
    ahead = curve.forecast(scene.growth, scene.window[2] if scene.window else None)
    slope = curve.slope(scene.growth, ahead or curve.fitted(scene.growth), scales, frame, read=scene.read)
    taken = (*(m.room for m in marks), *(_box_of(t, frame) for t in slope), *_along([*lines, ahead], scales))
    return TrajectoryChart(
        width=frame.width,
        font=frame.font,
        plot=scales.plot,
        title=title_of(scene),
        grid=grid_path(scales, step),
        axis=axis_path(scales, times),
        ticks=(*size_ticks(scales, step, frame), *times),
        marks=marks,
        fits=tuple(curve.line(levels, scales) for levels in lines),
        forecast=curve.line(ahead, scales),
        bands=tuple(curve.band(levels, scales) for levels in lines),
        outlook=curve.band(ahead, scales),
        slope=slope,
        **_context(scene, scales, frame, taken),
        **_dates(scene, scales, frame),
        **_lanes(scene, scales, frame),
    )


def title_of(scene: Scene) -> str:
    """What the chart shows, for its caption and for screen readers."""
    return scene.read(say("chart.title", target=target_words(scene.growth.target)))


def _scales(scene: Scene, frame: Frame) -> tuple[Scales, int]:
    first, last = _reach(scene)
    top, step = size_axis(_largest(scene), frame.size_ticks)
    return Scales(frame.plot, first, last, top), step


def _reach(scene: Scene) -> tuple[date, date]:
    """The first and last day on the axis; today belongs to it unless the silence is too long to draw."""
    enrolled = scene.history.enrolled_on
    begin = _drawable(min((s.exam.when.first for s in scene.sizes), default=enrolled), scene)
    ends = [s.exam.when.last for s in scene.sizes] or [enrolled]
    ends += [f.when.middle for f in scene.history.forms if f.lesion == scene.growth.lesion]
    days = [h.when.middle for h in scene.happenings]
    start = min([begin, *(d for d in days if d >= begin - LOOK_BACK)])
    end = _drawable(max([*ends, *days, *(scene.window or ())]), scene)
    silence = max(LONGEST_SILENCE, end - start)
    if scene.origin is None and scene.history.ended is None and end < scene.today <= end + silence:
        end = scene.today
    return start, max(end, start + timedelta(days=30))


def _drawable(day: date, scene: Scene) -> date:
    """The nearest day that an axis may reach, whatever was stored."""
    return min(max(day, EARLIEST), scene.today + FARTHEST)


def _largest(scene: Scene) -> float:
    """The size the axis must hold: every error bar, and the band as far as it does not dwarf them."""
    read = max((s.high for s in scene.sizes), default=scene.policy.size_context)
    ahead = curve.forecast(scene.growth, scene.window[2] if scene.window else None)
    levels = [*ahead, *(level for segment in segments_of(scene.growth) for level in curve.fitted(segment))]
    band = max((mm + BOUND * sd for _, mm, sd in levels), default=0.0)
    floor = scene.policy.size_context * 1.2 if scene.growth.target == MASS else 0.0
    return max(read * HEADROOM, min(band, read * BAND_SHARE), floor)


def _context(scene: Scene, scales: Scales, frame: Frame, taken: tuple[Box, ...]) -> dict[str, Any]:
    """The grey line of the review's Table 2: context, never an alarm; its words where nothing else stands."""
    if scene.growth.target != MASS:
        return {}
    y = scales.y(scene.policy.size_context)
    words = scene.read(say("chart.context", mm=scene.policy.size_context))
    spots = _beside(y, words, scales, frame) if not frame.narrow else ()
    spots += _inside(y, words, scales, frame)
    free = (t for t in spots if not any(_box_of(t, frame).meets(b) for b in taken))
    return {"context": Line(scales.plot.x, y, scales.plot.right, y), "context_words": next(free, None)}


def _beside(y: float, words: str, scales: Scales, frame: Frame) -> tuple[Text, ...]:
    """Right of the plot: at the line, else a little above or below it."""
    x, middle, step = scales.plot.right + 10, y + frame.font * 0.35, frame.font * 1.5
    return tuple(Text(x, round(middle + n * step, 1), words) for n in (0, 1, -1, 2, -2, 3))


def _inside(y: float, words: str, scales: Scales, frame: Frame) -> tuple[Text, ...]:
    """In the plot: over or under the line, left or right."""
    rows = (round(y - 5, 1), round(y + frame.font + 2, 1))
    ends = ((scales.plot.x + 6, "start"), (scales.plot.right - 6, "end"))
    return tuple(Text(x, row, words, anchor) for x, anchor in ends for row in rows)


def _along(lines: Iterable[tuple[curve.Level, ...]], scales: Scales) -> Iterator[Box]:
    """Small boxes along the lines, so that words keep off them."""
    for levels in lines:
        for (on, mm, _), (then, later, _) in pairwise(levels):
            for n in range(PIECES + 1):
                x = scales.x(on + (then - on) * n / PIECES)
                yield Box(x - 12, scales.y(mm + (later - mm) * n / PIECES) - 3, 24, 6)


def _box_of(text: Text, frame: Frame) -> Box:
    """The room words take."""
    width = len(text.words) * frame.font * GLYPH
    x = {"start": text.x, "middle": text.x - width / 2, "end": text.x - width}[text.anchor]
    return Box(x, text.y - frame.font, width, frame.font * 1.3)


def _dates(scene: Scene, scales: Scales, frame: Frame) -> dict[str, Any]:
    """The window in which the next exam is due, and today, named above the plot in two rows."""
    plot = scales.plot
    found: dict[str, Any] = {}
    if scene.window:
        earliest, target, latest = (scales.x(on) for on in scene.window)
        found["window"] = Box(earliest, plot.y, round(max(latest - earliest, 2.0), 1), plot.height)
        found["target"] = f"M{target - 5} {plot.y}h10l-5 7z"
        due = say("chart.due") if frame.narrow else say("chart.due_when", when=due_words(scene.window))
        found["window_words"] = _above((earliest + latest) / 2, scene.read(due), frame, row=0)
    if scene.origin is None and scales.first <= scene.today <= scales.last:
        x = scales.x(scene.today)
        found["today"] = Line(x, plot.y, x, plot.bottom)
        found["today_words"] = _above(x, scene.read(say("chart.today")), frame, row=1 if scene.window else 0)
    return found


def _above(x: float, words: str, frame: Frame, *, row: int) -> Text:
    """Words centred on x in a row above the plot, pushed inwards at the edges."""
    half = frame.text_width(words, bold=True) / 2
    middle = min(max(x, frame.left + half), frame.width - half - 4)
    return Text(round(middle, 1), round(frame.top - 8 - row * (frame.font + 4), 1), words, "middle")


def _lanes(scene: Scene, scales: Scales, frame: Frame) -> dict[str, Any]:
    """Events, dialysis and forms from top to bottom; a lane with nothing in it takes no room."""
    top = scales.plot.bottom + AXIS_HEIGHT
    titles: list[tuple[Message, float]] = []
    events = event_lane(scene.happenings, scales, frame, top=top, read=scene.read)
    if events:
        titles.append((say("chart.lane_events"), top + 12))
        top += lane_height(events, top) + LANE_GAP
    dialysis = dialysis_lane(scene.history, scales, frame, top=top, origin=scene.origin, read=scene.read)
    if dialysis:
        titles += [] if frame.narrow else [(say("chart.lane_dialysis"), top + BLOCK / 2)]
        top += BLOCK + LANE_GAP
    forms = form_lane(
        scene.history, scales, frame, lesion=scene.growth.lesion, top=top, origin=scene.origin, read=scene.read
    )  # fmt: skip
    if forms:
        titles.append((say("chart.lane_form"), top + BLOCK / 2))
        top += BLOCK + LANE_GAP
    return {
        "height": round(top, 1),
        "lane_titles": tuple(_lane_title(scene.read(said), middle, frame) for said, middle in titles),
        "events": events,
        "dialysis": dialysis,
        "forms": forms,
        "unlabelled": tuple(e for e in events if e.words is None),
    }


def _lane_title(words: str, middle: float, frame: Frame) -> Text:
    return Text(round(frame.left - 8, 1), round(middle + frame.font * 0.35, 1), words, "end")

"""The plain values a chart is made of: every coordinate a float rounded to 0.1, every path a finished string."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """Words at a place."""

    x: float
    y: float
    words: str
    anchor: str = "start"  # start | middle | end


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of the lower edge."""
        return self.y + self.height

    def meets(self, other: Box) -> bool:
        """Whether the two overlap by more than a touch."""
        apart_x = self.right <= other.x or other.right <= self.x
        apart_y = self.bottom <= other.y or other.bottom <= self.y
        return not (apart_x or apart_y)


@dataclass(frozen=True, slots=True)
class Mark:
    """One exam in the plot."""

    exam: str
    x: float
    y: float
    modality: str
    shape: str  # svg path around 0,0
    label: str  # the full sentence a screen reader says
    tip: str  # the same, one short line each, parted by line feeds
    cross: str  # svg path from the mark to both axes
    room: Box  # what the mark and its bars take
    bars: str = ""  # svg path: 95 % measurement interval, and the span of a partial date
    hidden: bool = False  # the target was not visible
    unused: bool = False  # its date is too vague for growth
    abrupt: bool = False  # the engine expected something else, and it was no drift


@dataclass(frozen=True, slots=True)
class EventMark:
    """One event (or several that share a place) in the event lane."""

    x: float
    y: float
    letter: str
    tone: str  # urgent | plain
    label: str
    words: Text | None  # beside the letter, where there is room
    stem: str  # svg path: hairline up through the plot, span of a partial date, or pointer to earlier times
    earlier: bool = False  # happened before the chart begins


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of time in a lane: a form, or dialysis."""

    box: Box
    code: str
    words: Text | None  # inside, where there is room
    label: str


@dataclass(frozen=True, slots=True)
class TrajectoryChart:
    """The numbers of one SVG: sizes of one target of one lesion over time."""

    width: float
    height: float
    font: float
    plot: Box
    title: str
    grid: str  # svg path of the lines at each size tick
    axis: str  # svg path of the time axis with its ticks
    ticks: tuple[Text, ...]  # labels of both axes
    marks: tuple[Mark, ...]
    fits: tuple[str, ...] = ()  # points of the solid line, one for each segment between operations
    bands: tuple[str, ...] = ()  # points of its 95 % band
    forecast: str = ""  # points of the dashed line
    outlook: str = ""  # points of its 95 % band
    slope: tuple[Text, ...] = ()
    context: Line | None = None  # 10 mm, never an alarm
    context_words: Text | None = None
    window: Box | None = None
    target: str = ""  # svg path of the small pointer at the best day of the window
    window_words: Text | None = None
    today: Line | None = None
    today_words: Text | None = None
    lane_titles: tuple[Text, ...] = ()
    events: tuple[EventMark, ...] = ()
    dialysis: tuple[Block, ...] = ()
    forms: tuple[Block, ...] = ()
    unlabelled: tuple[EventMark, ...] = ()  # events whose words found no room: the key under the chart says them


@dataclass(frozen=True, slots=True)
class Sparkline:
    """The numbers of a small SVG in a list."""

    width: float
    height: float
    line: str
    dots: tuple[tuple[float, float], ...]
    last: tuple[float, float] | None
    label: str

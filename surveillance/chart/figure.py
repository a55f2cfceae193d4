"""Everything a page shows about one target: the chart in three widths, its sentence, its key and its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from surveillance.chart.drawing import Scene, drawn, scene_of, title_of
from surveillance.chart.marks import SHAPES, Size, doubts
from surveillance.chart.parts import TrajectoryChart
from surveillance.chart.scale import frame_of
from surveillance.chart.sentence import sentence
from surveillance.chart.words import Read, Window, day_words
from surveillance.engine.growth.result import Growth
from surveillance.engine.known.history import History
from surveillance.engine.policy import DEFAULT, Policy

WIDTHS = (1100, 700, 340)  # a wide page; a column or a sheet of A4; a phone
PRINTED = (*WIDTHS, 440)  # and, low, half a sheet of A4: printed at 344 pixels


@dataclass(frozen=True, slots=True)
class Row:
    """One exam in the table beside the chart; numbers stay numbers, so that the page can write them its way."""

    exam: str
    when: str
    modality: str
    size_mm: float | None
    low_mm: float
    high_mm: float
    change_mm: float | None
    remarks: str


@dataclass(frozen=True, slots=True)
class Figure:
    """What the template chart/trajectory.html needs."""

    key: str  # unique on the page, letters and digits
    title: str
    sentence: str
    charts: tuple[TrajectoryChart, ...]
    modalities: tuple[tuple[str, str], ...]  # modality and svg path, for the key of marks
    rows: tuple[Row, ...]
    happenings: tuple[str, ...]
    error_bars: bool


def figure(
    history: History,
    growth: Growth,
    *,
    window: Window | None,
    today: date,
    key: str,
    read: Read,
    policy: Policy = DEFAULT,
    widths: Sequence[int] = WIDTHS,
) -> Figure:
    """One target of one lesion, ready for the page; `key` keeps its ids apart from those of other charts, `read`
    writes what the engine says.
    """
    scene = scene_of(history, growth, window=window, today=today, read=read, policy=policy)
    used = {s.exam.modality for s in scene.sizes}
    return Figure(
        key=key,
        title=title_of(scene),
        sentence=sentence(history, growth, window, read=read, policy=policy),
        charts=tuple(drawn(scene, frame_of(width)) for width in widths),
        modalities=tuple((m, path) for m, path in SHAPES.items() if m in used),
        rows=tuple(_row(size, scene) for size in scene.sizes),
        happenings=tuple(h.label for h in scene.happenings),
        error_bars=any(s.mm is not None for s in scene.sizes),
    )


def _row(size: Size, scene: Scene) -> Row:
    return Row(
        exam=size.exam.id,
        when=scene.read(day_words(size.exam.when, scene.origin)),
        modality=size.exam.modality,
        size_mm=size.mm,
        low_mm=round(size.low, 1),
        high_mm=round(size.high, 1),
        change_mm=None if size.change is None else round(size.change, 1),
        remarks=", ".join(map(scene.read, doubts(size))),
    )

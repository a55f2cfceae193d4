"""The small line of a list row as finished markup: one string a row, no template loop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple, cast

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from surveillance.chart import sparkline
from surveillance.engine.growth.result import Point
from surveillance.words.message import text


class Seen(NamedTuple):
    """One exam of the small line: the size as seen; what was not visible lies on the floor."""

    day: date
    observed_mm: float | None
    level_mm: float
    smoothed_mm: float | None = None


def spark(rows: Sequence[Any]) -> SafeString:
    """The sizes of a standing, as [day, mm, modality], drawn."""
    if not rows:
        return SafeString("")
    seen = [Seen(date.fromisoformat(on), mm, mm or 0.0) for on, mm, _modality in rows]
    s = sparkline(cast("Sequence[Point]", seen), read=text)
    line = f'<polyline points="{s.line}"/>' if s.line else ""
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="1.6"/>' for x, y in s.dots)
    last = f'<circle class="last" cx="{s.last[0]}" cy="{s.last[1]}" r="3"/>' if s.last else ""
    size = f'viewBox="0 0 {s.width:g} {s.height:g}" width="{s.width:g}" height="{s.height:g}"'
    inside = f'<path class="floor" d="M0 {s.height:g}H{s.width:g}"/>{line}{dots}{last}'
    return mark_safe(f'<svg class="spark" {size} role="img" aria-label="{escape(s.label)}">{inside}</svg>')  # noqa: S308

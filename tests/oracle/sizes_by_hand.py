"""The sizes of one target and how their errors go together: by hand, from CLINICAL D1, in plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

ORDER = ("TTE", "TOE", "CT", "CMR")  # of the modalities on one day: the first of all has no offset
AXES = ("long", "short", "third")
WITHIN_EXAM, SAME_IMAGES = 0.3, 0.7  # CLINICAL D1: correlations of the errors of axes and of re-reads (both: product)


@dataclass(frozen=True, slots=True)
class Size:
    """One reading of one axis; `mm` is None when the target was not visible."""

    day: date
    exam: str
    axis: str
    mm: float | None
    modality: str = "TTE"
    reader: str = ""
    rounding: float = 1.0
    reread: bool = False  # a second reading of the same images

    @property
    def order(self) -> tuple[object, ...]:
        """The same whatever was entered first; only which modality and reader come first depends on it."""
        mm = -1.0 if self.mm is None else self.mm
        place = (self.day, ORDER.index(self.modality), AXES.index(self.axis), self.reread)
        return (*place, mm, self.reader, self.rounding, self.exam)


def followed(sizes: Sequence[Size]) -> list[Size]:
    """The short and the third axis join from the first day with a long one, and not on a day that saw nothing."""
    long = [size for size in sizes if size.axis == AXES[0]]
    start, blank = min(size.day for size in long), {size.day for size in long if size.mm is None}
    return [s for s in sizes if s in long or (s.mm is not None and s.day >= start and s.day not in blank)]


def looks(day: Sequence[Size]) -> list[tuple[object, ...]]:
    """Of each reading of a day which images it was read from, and in which look at them.

    The axes of one exam are read from the same images in one look; a second size on the same axis from others; a
    re-read is a look by its reader at the first ones.
    """
    found: list[tuple[object, ...]] = []
    for n, size in enumerate(day):
        alike = (size.modality, size.exam, size.axis, size.reread, size.reader if size.reread else "")
        before = [s for s in day[:n] if (s.modality, s.exam, s.axis, s.reread, s.reader if s.reread else "") == alike]
        images = (size.modality, size.exam, 0 if size.reread else len(before))
        found.append((images, (size.reader, len(before)) if size.reread else None))
    return found


def together(day: Sequence[Size]) -> list[list[float]]:
    """How far the errors of each two readings go together: axes of one exam, more so re-reads of the same images."""
    found, seen = [], looks(day)
    for one, (images, look) in zip(day, seen, strict=True):
        row = []
        for other, (others, again) in zip(day, seen, strict=True):
            axes = 1.0 if one.axis == other.axis else WITHIN_EXAM
            row.append((axes if look == again else axes * SAME_IMAGES) if images == others else 0.0)
        found.append(row)
    return found

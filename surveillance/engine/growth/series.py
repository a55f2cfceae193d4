"""Sizes put in order for the filter: exam days, modalities, axes and images numbered, lesions padded into arrays."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from registry.vocabulary.terms import AXES
from surveillance.engine.growth.readings import COLUMNS, Layout, Readings
from surveillance.engine.growth.sums import Floats
from surveillance.engine.policy import Policy

LONG = "long"  # the axis whose level is shown
AXIS = {term.code: number for number, term in enumerate(AXES)}  # long, short, third: the order of the level states
MODALITIES = ("TTE", "TOE", "CT", "CMR", "PET", "NM")  # canonical order: the first of a day is the reference


@dataclass(frozen=True, slots=True)
class Sized:
    """One size of one target: `years` from any origin, `size_mm` None when the target was not visible."""

    years: float
    size_mm: float | None
    modality: str = "TTE"
    reader: str = ""
    rounding_mm: float = 1.0
    axis: str = LONG
    reread: bool = False  # a second reading of the same images
    exam: str = ""  # tells exams of one day and modality apart

    def __post_init__(self) -> None:
        if not math.isfinite(self.years):
            raise ValueError(f"The time of a size must be a finite number of years, not {self.years}.")
        if self.size_mm is not None and not 0.0 <= self.size_mm < math.inf:
            raise ValueError(f"A size must be a finite number of mm and not negative, not {self.size_mm}.")
        if not 0.0 <= self.rounding_mm < math.inf:
            raise ValueError(f"The rounding of a size must be a finite number of mm, not {self.rounding_mm}.")
        if self.axis not in AXIS:
            raise ValueError(f"A size lies on the axis {', '.join(AXIS)}, not {self.axis!r}.")

    @property
    def order(self) -> tuple[float, int, str, int, bool, float, str, float, str]:
        """What sorts readings: the same day gives the same result in whatever order it was entered."""
        size = -1.0 if self.size_mm is None else self.size_mm
        by_kind = (self.years, _rank(self.modality), self.modality, AXIS[self.axis], self.reread)
        return (*by_kind, size, self.reader, self.rounding_mm, self.exam)


def followed(sizes: Sequence[Sized]) -> list[Sized]:
    """The sizes that growth may use: the short and the third axis join from the first exam day with a long one on, and
    not on a day on which an exam that could have shown the target did not."""
    start = min((sized.years for sized in sizes if sized.axis == LONG), default=math.inf)
    blank = {sized.years for sized in sizes if sized.axis == LONG and sized.size_mm is None}
    return [
        sized
        for sized in sizes
        if sized.axis == LONG or (sized.size_mm is not None and sized.years >= start and sized.years not in blank)
    ]


@dataclass(frozen=True, slots=True)
class Series:
    """n lesions sorted by falling number of exam days: years (E, n), the other columns (E, R, n), counts (n,)."""

    readings: Readings
    counts: NDArray[np.intp]
    offsets: int  # how many further modalities the lesion with most has
    axes: int = 1  # how many axes the lesion with most has

    @property
    def layout(self) -> Layout:
        """Where the states of these lesions stand."""
        return Layout(self.offsets, self.axes)

    @property
    def years(self) -> Floats:
        """When each exam day was; NaN where there is none."""
        return self.readings.years

    def day(self, exam: int) -> Readings:
        """Exam day `exam` of all lesions that have one: they stand first."""
        here = slice(int(np.count_nonzero(self.counts > exam)))
        return self.readings.pick(self.years[exam, here], (exam, slice(None), here))

    def last(self) -> Readings:
        """The last exam day of each lesion."""
        exam, lesion = self.counts - 1, np.arange(self.counts.size)
        picked = {name: getattr(self.readings, name)[exam, :, lesion].T for name in COLUMNS}
        return Readings(self.years[exam, lesion], **picked)

    def part(self, lesions: slice) -> Series:
        """Some of the lesions."""
        counts = self.counts[lesions]
        exams = slice(int(counts[0]))
        readings = self.readings.pick(self.years[exams, lesions], (exams, slice(None), lesions))
        return Series(readings, counts, self.offsets, self.axes)


@dataclass(frozen=True, slots=True)
class Packed:
    """The series and, for each lesion as given, its column in it and its exam days."""

    series: Series
    column: list[int]
    days: list[list[tuple[Sized, ...]]]


def exam_days(sizes: Sequence[Sized]) -> list[tuple[Sized, ...]]:
    """The readings by exam day, in canonical order."""
    ordered = sorted(sizes, key=lambda sized: sized.order)
    return [tuple(group) for _, group in groupby(ordered, key=lambda sized: sized.years)]


def pack(lesions: Sequence[Sequence[Sized]], policy: Policy) -> Packed:
    """The lesions (each with at least one size) as arrays for the filter."""
    days = [exam_days(followed(sizes)) for sizes in lesions]
    if not all(days):
        raise ValueError("A lesion without any size on the long axis has no trajectory.")
    order = sorted(range(len(days)), key=lambda lesion: -len(days[lesion]))
    column = [place for place, _ in sorted(enumerate(order), key=lambda pair: pair[1])]
    return Packed(_arrays([days[lesion] for lesion in order], policy), column, days)


def _arrays(lesions: list[list[tuple[Sized, ...]]], policy: Policy) -> Series:
    most = max((len(day) for days in lesions for day in days), default=1)
    shape = (len(lesions[0]) if lesions else 0, most, len(lesions))
    numbers, given = np.zeros((10, *shape)), np.zeros(shape, np.bool_)
    years = np.full((shape[0], shape[2]), np.nan)
    offsets, axes = 0, 1
    for place, days in enumerate(lesions):
        modalities, seen = _numbered(days), Seen()
        offsets = max(offsets, len(modalities) - 1)
        reader = next((sized.reader for day in days for sized in day if sized.reader), "")
        for exam, day in enumerate(days):
            years[exam, place], given[exam, : len(day), place] = day[0].years, True
            rows = [_numbers(sized, modalities, reader=reader, policy=policy) for sized in day]
            numbers[:6, exam, : len(day), place] = np.transpose(rows)
            numbers[6:, exam, : len(day), place] = np.transpose(seen.places(day))
        axes = max(axes, 1 + max(AXIS[axis] for axis in seen.axes))
    size, error, relative, rounding, *others = numbers
    offset, axis, image, look = (column.astype(np.intp) for column in others[:4])
    first, known = (column > 0.0 for column in others[4:])
    counts = np.array([len(days) for days in lesions], np.intp)
    readings = Readings(years, size, error, relative, rounding, offset, axis, given, image, look, first, known)
    return Series(readings, counts, offsets, axes)


class Seen:
    """The axes of one lesion read so far, and what each reading of a day belongs to."""

    def __init__(self) -> None:
        self.axes: set[str] = set()

    def places(self, day: tuple[Sized, ...]) -> list[tuple[int, int, bool, bool]]:
        """Of each reading: its image and its look at it, whether its axis enters by it, or was known before the day."""
        known, entered, found = set(self.axes), set(self.axes), []
        for sized, (image, look) in zip(day, looks(day), strict=True):
            found.append((image, look, sized.axis not in entered, sized.axis in known))
            entered.add(sized.axis)
        self.axes = entered
        return found


def looks(day: Sequence[Sized]) -> list[tuple[int, int]]:
    """Of each reading of a day in canonical order: the number of its acquisition, and of the look at it.

    The axes of one exam come from one acquisition; a second size on the same axis from a second one, unless it is a
    re-read. Re-reads are of the exam's first acquisition; those by one reader on several axes are one look.
    """
    images: dict[tuple[str, str, int], int] = {}
    seen: Counter[tuple[str, ...]] = Counter()
    again: dict[tuple[str, str, str, int], int] = {}
    found = []
    for sized in day:
        exam = (sized.modality, sized.exam)
        by = (sized.reader,) if sized.reread else ()
        nth = seen[*exam, sized.axis, str(sized.reread), *by]
        seen[*exam, sized.axis, str(sized.reread), *by] += 1
        image = images.setdefault((*exam, 0 if sized.reread else nth), len(images))
        look = again.setdefault((*exam, sized.reader, nth), len(again) + 1) if sized.reread else 0
        found.append((image, look))
    return found


def _rank(modality: str) -> int:
    return MODALITIES.index(modality) if modality in MODALITIES else len(MODALITIES)


def _numbered(days: Sequence[tuple[Sized, ...]]) -> dict[str, int]:
    """The modalities in the order they were first used: 0 is the modality of the first exam."""
    return {name: number for number, name in enumerate(dict.fromkeys(s.modality for day in days for s in day))}


def _numbers(
    sized: Sized, modalities: dict[str, int], *, reader: str, policy: Policy
) -> tuple[float, float, float, float, int, int]:
    """Size, error, relative error, rounding and offset of one reading (CLINICAL C2)."""
    if sized.size_mm is None:
        return policy.not_visible_mean, policy.not_visible_sd, 0.0, 0.0, 0, 0
    other = bool(sized.reader and reader and sized.reader != reader)
    factor = policy.other_reader_factor if other else 1.0
    error, number = policy.error_of(sized.modality) * factor, modalities[sized.modality]
    return sized.size_mm, error, policy.error_relative * factor, sized.rounding_mm, number, AXIS[sized.axis]

"""Sizes put in order for the filter: exam days, modalities numbered, lesions padded into arrays."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, groupby

import numpy as np
from numpy.typing import NDArray

from surveillance.policy import Policy
from surveillance.trajectory.filter import COLUMNS, SHEPPARD, Floats, Readings

DISAGREE = 1.96  # SD of the difference of two readings of one day, CLINICAL B, X1
MODALITIES = ("TTE", "TOE", "CT", "CMR", "PET", "NM")  # canonical order: the first of a day is the reference


@dataclass(frozen=True, slots=True)
class Sized:
    """One size of one target: `years` from any origin, `size_mm` None when the target was not visible."""

    years: float
    size_mm: float | None
    modality: str = "TTE"
    reader: str = ""
    rounding_mm: float = 1.0

    def __post_init__(self) -> None:
        if not math.isfinite(self.years):
            raise ValueError(f"The time of a size must be a finite number of years, not {self.years}.")
        if self.size_mm is not None and not 0.0 <= self.size_mm < math.inf:
            raise ValueError(f"A size must be a finite number of mm and not negative, not {self.size_mm}.")
        if not 0.0 <= self.rounding_mm < math.inf:
            raise ValueError(f"The rounding of a size must be a finite number of mm, not {self.rounding_mm}.")

    @property
    def order(self) -> tuple[float, int, str, float, str, float]:
        """What sorts readings: the same day gives the same result in whatever order it was entered."""
        size = -1.0 if self.size_mm is None else self.size_mm
        return (self.years, _rank(self.modality), self.modality, size, self.reader, self.rounding_mm)


@dataclass(frozen=True, slots=True)
class Series:
    """n lesions sorted by falling number of exam days: years (E, n), the other columns (E, R, n), counts (n,)."""

    readings: Readings
    counts: NDArray[np.intp]
    offsets: int  # how many further modalities the lesion with most has

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
        return Series(readings, counts, self.offsets)


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
    days = [exam_days(sizes) for sizes in lesions]
    if not all(days):
        raise ValueError("A lesion without any size has no trajectory.")
    order = sorted(range(len(days)), key=lambda lesion: -len(days[lesion]))
    column = [place for place, _ in sorted(enumerate(order), key=lambda pair: pair[1])]
    return Packed(_arrays([days[lesion] for lesion in order], policy), column, days)


def _arrays(lesions: list[list[tuple[Sized, ...]]], policy: Policy) -> Series:
    most = max((len(day) for days in lesions for day in days), default=1)
    shape = (len(lesions[0]) if lesions else 0, most, len(lesions))
    numbers, given = np.zeros((5, *shape)), np.zeros(shape, np.bool_)
    years = np.full((shape[0], shape[2]), np.nan)
    offsets = 0
    for place, days in enumerate(lesions):
        modalities = _numbered(days)
        offsets = max(offsets, len(modalities) - 1)
        reader = next((sized.reader for day in days for sized in day if sized.reader), "")
        for exam, day in enumerate(days):
            years[exam, place], given[exam, : len(day), place] = day[0].years, True
            rows = [_numbers(sized, modalities, reader=reader, policy=policy) for sized in day]
            numbers[:, exam, : len(day), place] = np.transpose(rows)
    size, error, relative, rounding, offset = numbers
    counts = np.array([len(days) for days in lesions], np.intp)
    axis = np.zeros(shape, np.intp)  # one axis drives for now; a further axis is a further level state
    readings = Readings(years, size, error, relative, rounding, offset.astype(np.intp), axis, given)
    return Series(readings, counts, offsets)


def _rank(modality: str) -> int:
    return MODALITIES.index(modality) if modality in MODALITIES else len(MODALITIES)


def _numbered(days: Sequence[tuple[Sized, ...]]) -> dict[str, int]:
    """The modalities in the order they were first used: 0 is the modality of the first exam."""
    return {name: number for number, name in enumerate(dict.fromkeys(s.modality for day in days for s in day))}


def _numbers(
    sized: Sized, modalities: dict[str, int], *, reader: str, policy: Policy
) -> tuple[float, float, float, float, int]:
    """Size, error, relative error, rounding and offset of one reading (CLINICAL C2)."""
    number = modalities[sized.modality]
    if sized.size_mm is None:
        return policy.not_visible_mean, policy.not_visible_sd, 0.0, 0.0, 0
    other = bool(sized.reader and reader and sized.reader != reader)
    factor = policy.other_reader_factor if other else 1.0
    error = policy.error_of(sized.modality) * factor
    return sized.size_mm, error, policy.error_relative * factor, sized.rounding_mm, number


def deviation(sized: Sized, level: float, policy: Policy) -> float:
    """The SD in mm of one reading by the usual reader at this level, rounding included."""
    error = max(policy.error_of(sized.modality), policy.error_relative * level)
    return math.hypot(error, sized.rounding_mm / math.sqrt(SHEPPARD))


def disagree(readings: Sequence[Sized], level: float, policy: Policy) -> bool:
    """X1: whether two readings of one day differ beyond their errors and, between modalities, the offset."""
    return any(_differ(one, other, level, policy) for one, other in combinations(readings, 2))


def _differ(one: Sized, other: Sized, level: float, policy: Policy) -> bool:
    seen = [sized for sized in (one, other) if sized.size_mm is not None]
    sizes = [policy.not_visible_mean if sized.size_mm is None else sized.size_mm for sized in (one, other)]
    errors = [deviation(sized, level, policy) for sized in seen] + [policy.not_visible_sd] * (2 - len(seen))
    bias = policy.offset_sd if len(seen) > 1 and one.modality != other.modality else 0.0
    return abs(sizes[0] - sizes[1]) > DISAGREE * math.hypot(*errors, bias)

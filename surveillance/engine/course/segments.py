"""Which readings of a history growth may use: by target, cut into segments by operations and by rupture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from registry.vocabulary.terms import INTERVENTIONS
from surveillance.engine.day import DAYS_PER_YEAR
from surveillance.engine.growth.series import LONG, Sized, followed
from surveillance.engine.known.history import ExamSeen, History, Reading
from surveillance.engine.lesion.rupture import became_known
from surveillance.engine.lesion.vanishing import can_tell

ENDERS = frozenset(INTERVENTIONS)  # treatments that end a segment
Key = tuple[str, str, int]  # lesion, target, how many cuts lie before


@dataclass(frozen=True, slots=True)
class Segment:
    """The sizes of one target between two cuts that growth follows, and the exam days they were taken on."""

    lesion: str
    target: str
    days: tuple[date, ...]
    sizes: tuple[Sized, ...]


@dataclass(slots=True)
class LeftOut:
    """How many readings of one target growth does not use, by reason."""

    too_vague: int = 0
    cannot_tell: int = 0


def segments(history: History) -> tuple[list[Segment], Mapping[tuple[str, str], LeftOut]]:
    """The usable sizes cut into segments, in the order of time; and how many readings are left out."""
    found: defaultdict[Key, list[tuple[ExamSeen, Reading]]] = defaultdict(list)
    left_out: defaultdict[tuple[str, str], LeftOut] = defaultdict(LeftOut)
    for exam in history.exams:
        for reading in exam.readings:
            if _is_usable(history, exam, reading, left_out[reading.lesion, reading.target]):
                place = sum(cut < exam.when.middle for cut in cuts(history, reading.lesion))
                found[reading.lesion, reading.target, place].append((exam, reading))
    return [_segment(key, found[key]) for key in sorted(found) if any(r.axis == LONG for _, r in found[key])], left_out


def cuts(history: History, lesion: str) -> list[date]:
    """The days after which a new segment starts: operations on the lesion, and the days its rupture became known.

    A size taken on the day itself belongs to the segment before: it is what the lesion had come to.
    """
    return history.once(("cuts", lesion), lambda: _cut_days(history, lesion))


def _is_usable(history: History, exam: ExamSeen, reading: Reading, left_out: LeftOut) -> bool:
    """Whether growth may use the reading. "Not visible" is said of the target, on its long axis; what cannot be used is
    counted there too."""
    if reading.axis != LONG:
        return reading.size_mm is not None and not reading.not_visible and not exam.when.too_vague
    if reading.size_mm is None and not reading.not_visible:
        return False
    if exam.when.too_vague:
        left_out.too_vague += 1
        return False
    if reading.not_visible and not can_tell(history, exam, lesion=reading.lesion, target=reading.target):
        left_out.cannot_tell += 1
        return False
    return True


def _cut_days(history: History, lesion: str) -> list[date]:
    treatments = [t.when.middle for t in history.treatments if t.kind in ENDERS and t.lesion in (None, "", lesion)]
    return sorted({*treatments, *became_known(history, lesion)})


def _segment(key: Key, taken: Sequence[tuple[ExamSeen, Reading]]) -> Segment:
    origin = min(exam.when.middle for exam, reading in taken if reading.axis == LONG)
    day_of = {_years(exam, origin): exam.when.middle for exam, _ in taken}
    sizes = followed([_sized(exam, reading, origin) for exam, reading in taken])
    return Segment(*key[:2], tuple(day_of[years] for years in sorted({sized.years for sized in sizes})), tuple(sizes))


def _sized(exam: ExamSeen, reading: Reading, origin: date) -> Sized:
    return Sized(
        years=_years(exam, origin),
        size_mm=None if reading.not_visible else reading.size_mm,
        modality=exam.modality,
        reader=reading.reader or exam.reader,
        rounding_mm=reading.rounding_mm,
        axis=reading.axis,
        reread=reading.reread,
        exam=exam.id,
    )


def _years(exam: ExamSeen, origin: date) -> float:
    return (exam.when.middle - origin).days / DAYS_PER_YEAR

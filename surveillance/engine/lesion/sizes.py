"""What each exam says of the size of one target: the same for chart, list, API and export."""

from __future__ import annotations

from dataclasses import dataclass

from surveillance.engine.growth.series import LONG
from surveillance.engine.known.history import ExamSeen, History, Reading
from surveillance.engine.lesion.vanishing import can_tell


@dataclass(frozen=True, slots=True)
class SizeSeen:
    """One exam's answer: the reading that stands for the target, and whether it says anything of the size."""

    exam: ExamSeen
    reading: Reading
    tells: bool  # False: not visible in an exam that could not have shown it


def sizes_seen(history: History, lesion: str, target: str) -> tuple[SizeSeen, ...]:
    """Every exam that says something of the target, oldest first: the largest reading of its longest axis, else that it
    was not visible. Another axis alone is no longest size: beside those of other exams it would look like shrinkage."""
    longest: dict[str, tuple[ExamSeen, Reading]] = {}
    for exam, reading in history.sizes.get((lesion, target), ()):
        if reading.axis == LONG and _is_larger(reading, longest.get(exam.id)):
            longest[exam.id] = exam, reading
    found = sorted(longest.values(), key=lambda one: (one[0].when.middle, one[0].id))
    return tuple(
        SizeSeen(exam, one, one.size_mm is not None or can_tell(history, exam, lesion=lesion, target=target))
        for exam, one in found
    )


def _is_larger(reading: Reading, kept: tuple[ExamSeen, Reading] | None) -> bool:
    """Whether it stands instead of the one kept: any size for "not visible", the larger of two sizes."""
    if reading.size_mm is None:
        return kept is None and reading.not_visible
    return kept is None or kept[1].size_mm is None or reading.size_mm > kept[1].size_mm

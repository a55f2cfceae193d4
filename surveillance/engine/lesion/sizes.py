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
    """Every exam that says something of the target, oldest first."""
    found = ((exam, _longest(exam, lesion, target)) for exam in history.exams)
    seen = [
        SizeSeen(exam, one, one.size_mm is not None or can_tell(history, exam, lesion=lesion, target=target))
        for exam, one in found
        if one is not None
    ]
    return tuple(sorted(seen, key=lambda one: (one.exam.when.middle, one.exam.id)))


def _longest(exam: ExamSeen, lesion: str, target: str) -> Reading | None:
    """The largest reading of the longest axis, else that the target was not visible.

    Another axis alone is no longest size: beside those of other exams it would look like shrinkage.
    """
    about = [r for r in exam.readings if (r.lesion, r.target, r.axis) == (lesion, target, LONG)]
    sized = [r for r in about if r.size_mm is not None]
    return max(sized, key=lambda r: r.size_mm or 0.0, default=next((r for r in about if r.not_visible), None))

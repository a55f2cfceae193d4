"""A mass or core that an exam able to show it no longer showed, and the open question whether it emptied (G6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from registry.vocabulary.terms import SIZED
from surveillance.engine.day import Day
from surveillance.engine.known.dates import overlap, surely_after
from surveillance.engine.known.history import ExamSeen, History
from surveillance.engine.lesion.features import ABSENT, PRESENT, able, values
from surveillance.engine.lesion.forms import CCMA, MAC, RESOLVED, RUPTURED
from surveillance.engine.lesion.treated import surgery_after

BODY = ("mass", "core", "cavity", "not_stated")  # what a lesion consists of; strands and vegetations come and go
SEEN_FORMS = (MAC, CCMA, RUPTURED)
CORE = "echolucent_core"

# Which modalities see a mass at least as well as the one that saw it before. Our default: review §4 calls TOE
# essential where TTE is unclear, and says that CMR "does not disclose calcified areas as precisely as CT does".
AS_GOOD_AS = {
    "TTE": ("TTE", "TOE", "CT", "CMR"),
    "TOE": ("TOE", "CT"),
    "CT": ("CT",),
    "CMR": ("CMR", "CT", "TOE"),
}


@dataclass(frozen=True, slots=True)
class Vanished:
    """A target seen before and not seen in this exam; `tells` is whether the exam could have shown it."""

    lesion: str
    target: str
    exam: ExamSeen
    before: ExamSeen
    tells: bool


def vanished(history: History, lesion: str) -> tuple[Vanished, ...]:
    """Every time a target of the lesion vanished, in order of targets and time; only the first of several blank exams
    that could tell counts, and none after an operation."""
    return tuple(found for target in BODY for found in _of_target(history, lesion, target))


def contradicted(history: History, lesion: str) -> tuple[Vanished, ...]:
    """Every target that one exam showed and another of the same day, able to show it, did not: one exam is wrong.

    Only the last time, and only until a later exam tells of the target."""
    days = [exam.when.middle for exam in history.exams if not exam.when.too_vague]
    if len(set(days)) == len(days):
        return ()
    return tuple(found for target in BODY if (found := _of_one_day(history, lesion, target)))


def is_answered(history: History, lesion: str, day: Day) -> bool:
    """Whether somebody has said since `day` that rupture is ruled out, found or not to be told; or it was operated.

    What names no lesion ("") is answered once that was said of every lesion.
    """
    lesions = (lesion,) if lesion else history.lesions
    return bool(lesions) and all(_is_answered(history, one, day) for one in lesions)


def _is_answered(history: History, lesion: str, day: Day) -> bool:
    said = (form for form in history.forms if form.lesion == lesion and form.rupture_answer)
    answered = any(form.when.first >= day.first and not surely_after(day, form.when) for form in said)
    return answered or surgery_after(history, lesion, day) is not None


def can_tell(history: History, exam: ExamSeen, *, lesion: str, target: str) -> bool:
    """Whether "not visible" in this exam says anything about the size: not if the exam shows the target otherwise, nor
    if it could not have shown what the last exam before it, or another of its day, has seen."""
    core = values(history, lesion, CORE) if target == "core" else {}
    if _view(history, exam, core.get(exam.id), lesion=lesion, target=target):
        return False
    seen = [
        other
        for other in history.exams
        if other.when.middle <= exam.when.middle
        and _view(history, other, core.get(other.id), lesion=lesion, target=target)
        and not _operated_between(history, lesion, other, exam)
    ]
    last = max((other.when.middle for other in seen), default=None)
    return all(_tells(exam, other) for other in seen if other.when.middle == last) if seen else _tells(exam, None)


def exam_of(history: History, lesion: str, target: str, *, day: date) -> ExamSeen | None:
    """The first exam of that day (the midpoint of its span) with a size of the target, else one that is blank."""
    found = [
        (exam, reading)
        for exam, reading in history.sizes.get((lesion, target), ())
        if exam.when.middle == day and not exam.when.too_vague
    ]
    return next((exam for exam, reading in found if reading.size_mm is not None), found[0][0] if found else None)


def _of_target(history: History, lesion: str, target: str) -> list[Vanished]:
    views = _views(history, lesion, target)
    seen = [exam for exam, view in views if view]
    found: list[Vanished] = []
    before: ExamSeen | None = None
    for exam, view in views:
        if view:
            before = exam
        elif view is False and before and not any(overlap(exam.when, other.when) for other in seen):
            if _operated_between(history, lesion, before, exam):
                before = None
                continue
            that_day = (other for other in seen if other.when == before.when and _tells(exam, other))
            before = next(that_day, before)  # of several that saw it on one day, the one this exam equals
            tells = _tells(exam, before)
            found.append(Vanished(lesion, target, exam, before, tells))
            before = None if tells else before
    return found


def _of_one_day(history: History, lesion: str, target: str) -> Vanished | None:
    views = [pair for pair in _views(history, lesion, target) if pair[1] is not None and not pair[0].when.too_vague]
    last = max((exam.when.middle for exam, _ in views), default=None)
    of_day = [(exam, view) for exam, view in views if exam.when.middle == last]
    pairs = [(gone, seen) for gone, no in of_day for seen, yes in of_day if yes and not no and _tells(gone, seen)]
    if not pairs:
        return None
    gone, seen = min(pairs, key=lambda pair: (pair[0].modality, pair[1].modality, pair[0].id, pair[1].id))
    return Vanished(lesion, target, gone, seen, tells=True)


def _views(history: History, lesion: str, target: str) -> list[tuple[ExamSeen, bool | None]]:
    core = values(history, lesion, CORE) if target == "core" else {}
    return [(exam, _view(history, exam, core.get(exam.id), lesion=lesion, target=target)) for exam in history.exams]


def _view(
    history: History, exam: ExamSeen, core: tuple[ExamSeen, str, str] | None, *, lesion: str, target: str
) -> bool | None:
    """Whether the exam showed the target; None when it says nothing of it."""
    readings = [r for r in exam.readings if r.lesion == lesion and r.target == target]
    if any(r.size_mm is not None and not r.not_visible for r in readings):
        return True
    if target == "mass" and _mass_seen(history, exam, lesion):
        return True
    if core and core[1] == PRESENT:
        return True
    gone = any(r.not_visible for r in readings)
    if target == "mass":
        gone = gone or exam.annulus == "not_visible" or _read_as(history, exam, lesion, (RESOLVED,))
    if core:
        gone = gone or (core[1] == ABSENT and able(exam, CORE))
    return False if gone else None


def _mass_seen(history: History, exam: ExamSeen, lesion: str) -> bool:
    if exam.annulus == "measured" and len(history.lesions) <= 1:
        return not any(r.not_visible and r.target == "mass" and r.lesion == lesion for r in exam.readings)
    return _read_as(history, exam, lesion, SEEN_FORMS)


def _read_as(history: History, exam: ExamSeen, lesion: str, forms: tuple[str, ...]) -> bool:
    return any(f.exam == exam.id and f.lesion == lesion and f.form in forms for f in history.forms)


def _operated_between(history: History, lesion: str, before: ExamSeen, exam: ExamSeen) -> bool:
    operation = surgery_after(history, lesion, before.when)
    return operation is not None and not surely_after(operation.when, exam.when)


def _tells(exam: ExamSeen, before: ExamSeen | None) -> bool:
    """Whether the blank exam is of adequate quality, by the same or a better modality (CLINICAL B, G6)."""
    as_good = AS_GOOD_AS.get(before.modality, SIZED) if before else SIZED
    return exam.quality != "poor" and exam.modality in as_good

"""How long a feature of a lesion was there: "it stays until an exam able to show it reads absent" (CLINICAL B)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from registry.vocabulary.terms import FEATURE
from surveillance.engine.day import Day
from surveillance.engine.known.dates import surely_after
from surveillance.engine.known.history import ExamSeen, History
from surveillance.engine.lesion.treated import surgery_after
from surveillance.engine.message import Code, Message, say

PRESENT, ABSENT = "present", "absent"

# A size says that its target was there, whether or not the feature was ticked as well.
SIZED_FEATURES = {
    "strand": "mobile_element",
    "mobile_mass": "mobile_element",
    "vegetation": "vegetation",
    "defect": "capsule_defect",
    "leaked_mass": "leaking_content",
    "core": "echolucent_core",
}
TARGETS_OF = {
    feature: tuple(target for target, implied in SIZED_FEATURES.items() if implied == feature)
    for feature in dict.fromkeys(SIZED_FEATURES.values())
}


@dataclass(frozen=True, slots=True)
class Run:
    """One unbroken time in which a feature of a lesion was there."""

    lesion: str
    feature: str
    exam: str  # lineage of the first exam that showed it
    since: Day
    last: Day  # the last exam that showed it
    last_modality: str
    exams: tuple[str, ...]
    details: tuple[str, ...]
    is_new: bool  # an earlier exam able to show it read absent; otherwise it is "first recorded"
    absent_on: Day | None = None  # that earlier exam
    ended_on: Day | None = None
    ended_by: str = ""  # lineage of the exam that read absent, or of the operation

    @property
    def said(self) -> Code:
        """The feature in words."""
        return Code("feature_terms", self.feature)

    @property
    def announced(self) -> Message:
        """How the first sighting is announced."""
        return say("features.new") if self.is_new else say("features.first_recorded")


def able(exam: ExamSeen, feature: str) -> bool:
    """Whether this exam could have shown the feature: its modality can (Table 2) and its quality was not poor."""
    return exam.modality in FEATURE[feature].modalities and exam.quality != "poor"


def values(history: History, lesion: str, feature: str) -> dict[str, tuple[ExamSeen, str, str]]:
    """By exam, what it says of the feature (exam, value, detail). A size of its target is presence."""
    found: dict[str, tuple[ExamSeen, str, str]] = {}
    for exam, seen in history.features.get((lesion, feature), ()):
        if exam.id not in found or seen.value == PRESENT:
            found[exam.id] = (exam, seen.value, seen.detail)
    for target in TARGETS_OF.get(feature, ()):
        for exam, reading in history.sizes.get((lesion, target), ()):
            if reading.size_mm is not None and (exam.id not in found or found[exam.id][1] != PRESENT):
                found[exam.id] = (exam, PRESENT, "")
    return found


def sightings(history: History, lesion: str, feature: str) -> tuple[tuple[ExamSeen, str], ...]:
    """The exams that showed the feature, each with its detail, in order of time."""
    shown = [(exam, detail) for exam, value, detail in values(history, lesion, feature).values() if value == PRESENT]
    return tuple(sorted(shown, key=lambda pair: (pair[0].when.first, pair[0].when.last, pair[0].id)))


def runs(history: History, lesion: str, feature: str) -> tuple[Run, ...]:
    """The runs of the feature in order of time; only the last can still be going on (`ended_on` is None).

    Presence beats absence where the order of two exams is unknown, as on one day. An operation ends a run too.
    """
    return history.once(("runs", lesion, feature), lambda: _runs(history, lesion, feature))


def _runs(history: History, lesion: str, feature: str) -> tuple[Run, ...]:
    shown = sightings(history, lesion, feature)
    if not shown:
        return ()
    said = values(history, lesion, feature).values()
    absent = [exam for exam, value, _ in said if value == ABSENT and able(exam, feature)]
    found: list[Run] = []
    for exam, detail in shown:
        run = found[-1] if found else None
        if run and (end := _end(history, run, absent, before=exam.when)):
            found[-1] = replace(run, ended_on=end[0], ended_by=end[1])
            run = None
        if run:
            found[-1] = _longer(run, exam, detail)
        else:
            found.append(_begin(exam, detail, lesion=lesion, feature=feature, absent=absent))
    if end := _end(history, found[-1], absent, before=None):
        found[-1] = replace(found[-1], ended_on=end[0], ended_by=end[1])
    return tuple(found)


def active(history: History, lesion: str, feature: str) -> Run | None:
    """The run that is still going on, if there is one."""
    found = runs(history, lesion, feature)
    return found[-1] if found and found[-1].ended_on is None else None


def _begin(exam: ExamSeen, detail: str, *, lesion: str, feature: str, absent: list[ExamSeen]) -> Run:
    earlier = [other.when for other in absent if surely_after(exam.when, other.when)]
    return Run(
        lesion=lesion,
        feature=feature,
        exam=exam.id,
        since=exam.when,
        last=exam.when,
        last_modality=exam.modality,
        exams=(exam.id,),
        details=(detail,) if detail else (),
        is_new=bool(earlier),
        absent_on=earlier[-1] if earlier else None,
    )


def _longer(run: Run, exam: ExamSeen, detail: str) -> Run:
    details = (*run.details, detail) if detail and detail not in run.details else run.details
    last = max(run.last, exam.when, key=lambda day: day.last)
    return replace(run, last=last, last_modality=exam.modality, exams=(*run.exams, exam.id), details=details)


def _end(history: History, run: Run, absent: list[ExamSeen], *, before: Day | None) -> tuple[Day, str] | None:
    """What ended the run, if it did so before the next sighting: an exam that read absent, or an operation."""
    ends = [(exam.when, exam.id) for exam in absent if surely_after(exam.when, run.last)]
    if operation := surgery_after(history, run.lesion, run.last):
        ends.append((operation.when, operation.id))
    ends = [end for end in ends if before is None or surely_after(before, end[0])]
    return min(ends, default=None)

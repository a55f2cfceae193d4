"""Which exams reset the clock of the follow-up (rule F6), and from which one it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from registry.vocabulary.terms import ECHO, SEEN_RESULTS, SIZED
from surveillance.engine.known.history import ExamSeen, History
from surveillance.engine.message import Message, Text, say

ENROLMENT = "enrolment"


@dataclass(frozen=True, slots=True)
class Origin:
    """What the clock counts from: an exam, an operation or the enrolment."""

    lineage: str
    on: date  # the earliest possible day, so that nobody is overdue later than they may be
    text: Message


def result_of(exam: ExamSeen) -> str:
    """What the exam says of the annulus; a size of the mass says that it was examined."""
    if exam.annulus:
        return exam.annulus
    mass = [reading for reading in exam.readings if reading.target == "mass"]
    if any(reading.size_mm is not None for reading in mass):
        return "measured"
    return "not_visible" if any(reading.not_visible for reading in mass) else ""


def uncounted(exam: ExamSeen) -> Message | None:
    """Why the exam does not reset the clock; None when it does.

    CLINICAL F6: TTE or TOE of adequate quality with the annulus examined and its result recorded. CT, CMR, external
    and inpatient exams count when a clinician accepts them. A quality that was not recorded is taken as adequate.
    """
    if exam.modality not in SIZED:
        return say("resets.no_size", modality=exam.modality)
    if exam.accepted:
        return None
    if exam.external or exam.inpatient:
        return say("resets.elsewhere") if exam.external else say("resets.inpatient")
    if exam.modality not in ECHO:
        return say("resets.not_accepted", modality=exam.modality)
    if exam.quality == "poor":
        return say("resets.poor")
    return None if result_of(exam) in SEEN_RESULTS else say("resets.no_result")


def counted(history: History) -> tuple[ExamSeen, ...]:
    """The exams that reset the clock, by their earliest possible day."""
    return tuple(
        sorted((e for e in history.exams if not uncounted(e)), key=lambda e: (e.when.first, e.when.last, e.id))
    )


def origin(history: History) -> Origin | None:
    """The last exam that counts; None when there is none yet."""
    exams = counted(history)
    if not exams:
        return None
    last = exams[-1]
    vague = last.when.first != last.when.last
    note: Text = say("resets.vague", first=last.when.first) if vague else ""
    said = say("resets.exam", modality=last.modality, when=last.when, note=note)
    return Origin(last.id, last.when.first, said)

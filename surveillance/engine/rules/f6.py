"""F6: an exam was done that does not reset the clock."""

from __future__ import annotations

from registry.vocabulary.terms import SIZED
from surveillance.engine.case import Case
from surveillance.engine.follow_up.resets import origin, uncounted
from surveillance.engine.follow_up.windows import window
from surveillance.engine.known.history import ExamSeen, History
from surveillance.engine.message import Code, Message, say
from surveillance.engine.rules.base import DATA_MANAGER, Number, Rule, Signal
from surveillance.engine.rules.evidence import unsigned


class F6(Rule):
    """TTE or TOE of adequate quality with a recorded result resets the clock; others when a clinician accepts them."""

    id = "F6"
    title = say("f6.title")
    severity = "T"
    calendar = True
    clinical = False
    role = DATA_MANAGER
    silent = True
    badge = say("f6.badge")
    source = (
        "Review §4: “Echocardiography certainly represents the first-line imaging modality for the assessment of any "
        "structural and functional abnormality of the mitral annulus”"
    )
    advice = say("f6.advice")

    def look(self, case: Case) -> list[Signal]:
        """One task for the latest such exam after the one the clock counts from, if a next exam is planned at all."""
        due = window(case)
        exam = _latest_uncounted(case.history)
        if due is None or exam is None:
            return []
        return [
            self.signal(
                due.counted_from,
                say("f6.no_reset", modality=exam.modality, when=exam.when, why=uncounted(exam) or ""),
                since=exam.when.first,
                numbers=(
                    Number(say("f6.quality"), _quality(exam)),
                    Number(say("f6.annulus"), exam.annulus or say("f6.not_recorded")),
                    Number(say("f6.counts_from"), due.counted_on),
                ),
                against=unsigned(case.policy),
                facts=(exam.id,),
            )
        ]


def _quality(exam: ExamSeen) -> Message:
    return say("f6.quality_read", quality=Code("qualities", exam.quality)) if exam.quality else say("f6.not_recorded")


def _latest_uncounted(history: History) -> ExamSeen | None:
    start = origin(history)
    later = [
        exam
        for exam in history.exams
        if exam.modality in SIZED and uncounted(exam) and (start is None or exam.when.first > start.on)
    ]
    return later[-1] if later else None

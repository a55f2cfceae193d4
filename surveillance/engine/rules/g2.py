"""G2: one exam shows an abrupt rise."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.course.courses import reappears
from surveillance.engine.growth.called import called
from surveillance.engine.growth.result import Abrupt, Growth
from surveillance.engine.known.history import ExamSeen, History
from surveillance.engine.lesion.treated import surgery_after
from surveillance.engine.lesion.vanishing import exam_of
from surveillance.engine.message import say
from surveillance.engine.rules.base import DATA_MANAGER, Rule, Signal
from surveillance.engine.rules.evidence import (
    abrupt_signal,
    surprise,
)
from surveillance.engine.rules.g1 import CORE

STANDING = ("held", "step")  # the next exam has not spoken yet, or it agreed
DRIFT = "drift"
VERDICTS = {
    "held": say("g2.held"),
    "step": say("g2.step"),
    DRIFT: say("g2.drift"),
}


class G2(Rule):
    """The exam day lies 2.5 SD or more above what was expected. No risk factor may lower its sensitivity."""

    id = "G2"
    title = say("g2.title")
    severity = "S3"
    calendar = False
    clinical = True
    role = DATA_MANAGER
    source = (
        "Review §5: “increased risk of CCMA complications, such as a rapidly expanding CCMA, as seen in dialysis "
        "patients, or in cases of increased infectious risk”"
    )
    advice = say("g2.advice")

    def look(self, case: Case) -> list[Signal]:
        """One signal per abrupt rise that is held or was confirmed as a step; that of a core is M3's."""
        rises = [rise for rise in standing_rises(case) if rise[0].target != CORE]
        return [self._signal(case, g, abrupt=abrupt, exam=exam) for g, abrupt, exam in rises]

    def _signal(self, case: Case, growth: Growth, *, abrupt: Abrupt, exam: ExamSeen) -> Signal:
        said = say(
            "g2.rise",
            target=called(growth.target),
            found=abrupt.said,
            when=exam.when,
            surprise=surprise(abrupt),
            verdict=VERDICTS[abrupt.verdict],
        )
        return abrupt_signal(self, case, growth, abrupt=abrupt, exam=exam, said=said)


def standing_rises(case: Case) -> list[tuple[Growth, Abrupt, ExamSeen]]:
    """Every abrupt rise, of any target, that is held or was borne out by the next exam."""
    found = []
    for key in sorted(case.growth):
        growth = case.growth[key]
        for abrupt in growth.abrupt:
            exam = exam_of(case.history, growth.lesion, growth.target, day=abrupt.day)
            if exam and abrupt.rise and _stands(case.history, growth, abrupt, exam):
                found.append((growth, abrupt, exam))
    return found


def _stands(history: History, growth: Growth, abrupt: Abrupt, exam: ExamSeen) -> bool:
    if reappears(growth, abrupt) or not (abrupt.verdict in STANDING or _is_borne_out(growth, abrupt)):
        return False
    return surgery_after(history, growth.lesion, exam.when) is None


def _is_borne_out(growth: Growth, abrupt: Abrupt) -> bool:
    """Whether a rise that needed no step to explain it was still there at the next exam: larger is larger."""
    later = [(point, point.size_on(abrupt.axis)) for point in growth.points if point.day > abrupt.day]
    after = next((size for point, size in later if point.not_visible or size is not None), None)
    if abrupt.verdict != DRIFT or after is None or abrupt.found_mm is None:
        return False
    return abs(after - abrupt.found_mm) <= abs(after - abrupt.expected_mm)

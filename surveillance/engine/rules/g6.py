"""G6: the lesion shrank abruptly, or its mass or core is no longer visible."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.course.heading import URGENT_QUESTION
from surveillance.engine.growth.called import called
from surveillance.engine.growth.result import Abrupt, Growth
from surveillance.engine.known.dates import overlap
from surveillance.engine.known.history import History
from surveillance.engine.lesion.rupture import is_known
from surveillance.engine.lesion.treated import SURGERY, treatments_of
from surveillance.engine.lesion.vanishing import Vanished, exam_of, is_answered, vanished
from surveillance.engine.message import Code, Message, say
from surveillance.engine.rules.base import DATA_MANAGER, Number, Rule, Signal, is_historical, number
from surveillance.engine.rules.evidence import (
    abrupt_signal,
    surprise,
    unsigned,
)

REFUTED = "misreading"  # the next exam found the size unchanged: there was no shrinkage


class G6(Rule):
    """Stays open until somebody records that rupture is ruled out, found, or not to be told.

    A target that is not visible counts in an exam of adequate quality by the same or a better modality; other blank
    exams are a conflict (X1), and only counted here. A smaller size of a lesion known as ruptured asks nothing new.
    """

    id = "G6"
    title = say("g6.title")
    severity = "S3"
    calendar = False
    clinical = True
    role = DATA_MANAGER
    shrinks = True
    opens = URGENT_QUESTION
    source = (
        "Review §2: “the authors hypothesized that a central liquefaction and dissolution of the material through the "
        "rupture of the external wall occurred, without any evident clinical consequences”"
    )
    evidence = say("g6.evidence")
    advice = say("g6.advice")

    def look(self, case: Case) -> list[Signal]:
        """One signal per exam day and target; a lesion that vanished is one signal, however large its z."""
        found: dict[str, Signal] = {}
        for lesion in case.history.lesions:
            gone = vanished(case.history, lesion)
            blank = tuple(v for v in gone if not v.tells)
            for one in gone:
                if one.tells and not is_answered(case.history, lesion, one.exam.when):
                    signal = self._vanished(case, one=one, blank=blank)
                    found[signal.anchor] = signal
        for key in sorted(case.growth):
            for abrupt in case.growth[key].abrupt:
                fall = self._fall(case, case.growth[key], abrupt=abrupt)
                if fall:
                    found.setdefault(fall.anchor, fall)
        return list(found.values())

    def _fall(self, case: Case, growth: Growth, *, abrupt: Abrupt) -> Signal | None:
        exam = exam_of(case.history, growth.lesion, growth.target, day=abrupt.day)
        if abrupt.rise or abrupt.found_mm is None or abrupt.verdict == REFUTED or exam is None:
            return None
        if is_known(case.history, growth.lesion, exam.when) or is_answered(case.history, growth.lesion, exam.when):
            return None
        said = say(
            "g6.fall", target=called(growth.target), found=abrupt.said, when=exam.when, surprise=surprise(abrupt)
        )
        return abrupt_signal(self, case, growth, abrupt=abrupt, exam=exam, said=said)

    def _vanished(self, case: Case, *, one: Vanished, blank: tuple[Vanished, ...]) -> Signal:
        return self.signal(
            f"{one.lesion}:{one.target}:{one.exam.when.middle.isoformat()}",
            say(
                "g6.vanished",
                target=called(one.target),
                modality=one.exam.modality,
                when=one.exam.when,
                before=one.before.modality,
                seen=one.before.when,
            ),
            since=one.exam.when.middle,
            lesion=one.lesion,
            historical=is_historical(case, one.exam.when, lesion=one.lesion),
            numbers=(
                Number(say("g6.quality_label"), _quality(one.exam.quality)),
                number(case.policy, "detection_limit", say("g6.detection_limit")),
                Number(say("g6.blank"), len(blank)),
            ),
            against=(*_doubts(case.history, one), *unsigned(case.policy)),
            facts=(one.before.id, one.exam.id),
        )


def _quality(code: str) -> Message:
    return say("g6.quality", quality=Code("qualities", code)) if code else say("g6.not_recorded")


def _doubts(history: History, one: Vanished) -> tuple[Message, ...]:
    """What else may explain a blank exam."""
    found = []
    if one.exam.modality != one.before.modality:
        found.append(say("g6.modality_switch", before=one.before.modality, now=one.exam.modality))
    if one.exam.reader and one.before.reader and one.exam.reader != one.before.reader:
        found.append(say("g6.reader_switch"))
    if not one.exam.quality:
        found.append(say("g6.no_quality"))
    unclear = [t for t in treatments_of(history, one.lesion, SURGERY) if overlap(t.when, one.exam.when)]
    found += [say("g6.operation", when=t.when) for t in unclear]
    return tuple(found)

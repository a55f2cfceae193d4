"""The imaging protocol (review §4), one table: each rule speaks when the suggested exam follows its sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from surveillance.engine.case import Case
from surveillance.engine.imaging.protocol import ALTERNATIVE, next_imaging
from surveillance.engine.message import Message, say
from surveillance.engine.rules.base import DATA_MANAGER, Number, Rule, Signal


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the protocol: one rule."""

    id: str
    step: str  # the exam that the sentence speaks of, or ALTERNATIVE
    when: str  # it speaks
    source: str
    advice: Message


PROTOCOL = (
    Sentence(
        "P1",
        "TTE",
        when="No TTE is recorded.",
        source="Review §4: “a systematic imaging protocol should start with a careful echocardiographic evaluation”",
        advice=say("imaging.tte"),
    ),
    Sentence(
        "P2",
        "TOE",
        when="A question that TTE leaves open asks for TOE.",
        source=(
            "Review §4: “requires a transesophageal approach in cases showing high-risk factors, which may reveal "
            "small erosions, superimposed infective vegetations or protruding caseous material”"
        ),
        advice=say("imaging.toe"),
    ),
    Sentence(
        "P3",
        "CMR",
        when="Thrombus, content, tumour or abscess: CMR.",
        source=(
            "Review §4: “When the differential diagnosis between thrombus and caseous material is uncertain, CMR may "
            "provide tissue characterization”"
        ),
        advice=say("imaging.cmr"),
    ),
    Sentence(
        "P4",
        "CT",
        when="CT where CMR is contraindicated, or to plan a procedure.",
        source=(
            "Review §4: “when CMR with gadolinium contrast agent is contraindicated or not tolerated in poor "
            "breath-holder patients, a detailed evaluation of CCMA and its complication can be obtained by CT. CT is "
            "also useful to plan surgical or percutaneous treatment”"
        ),
        advice=say("imaging.ct"),
    ),
    Sentence(
        "P5",
        "PET",
        when="An infection asks for FDG-PET.",
        source=(
            "Review §4: “PET utility is also well recognized in cases of suspected infective endocarditis, "
            "particularly for detecting active infectious foci involving CCMA”"
        ),
        advice=say("imaging.pet"),
    ),
    Sentence(
        "P6",
        ALTERNATIVE,
        when="The exam of choice is contraindicated: the next of the order, or none.",
        source="Review §4: “PET, on the other hand, is less frequently performed than CMR and CT”; the order is ours",
        advice=say("imaging.next"),
    ),
)


class ImagingStep(Rule):
    """A suggestion for the nurse to book; never a card."""

    step: ClassVar[str]
    severity = "T"
    calendar = True
    clinical = False
    role = DATA_MANAGER
    silent = True
    evidence = say("imaging.evidence")

    def look(self, case: Case) -> list[Signal]:
        """One signal while the suggested exam follows this sentence of the protocol."""
        found = next_imaging(case)
        if found is None or found.step != self.step:
            return []
        return [
            self.signal(
                found.anchor,
                found.said,
                since=found.since,
                numbers=(Number(say("imaging.exam"), found.modality or say("imaging.none_left")),),
                against=(*found.barred, *found.notes),
                facts=found.facts,
            )
        ]


def _rule(row: Sentence) -> ImagingStep:
    """The rule of one row, of a class of its own."""
    step = say("imaging.alternative") if row.step == ALTERNATIVE else row.step
    said = {"id": row.id, "step": row.step, "title": say("imaging.title", step=step), "source": row.source}
    said |= {"advice": row.advice, "__doc__": row.when, "__module__": __name__}
    made: type[ImagingStep] = type(row.id, (ImagingStep,), said)
    return made()


BY_STEP: dict[str, Rule] = {row.step: _rule(row) for row in PROTOCOL}

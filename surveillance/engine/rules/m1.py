"""M1: the lesion has a mobile part."""

from __future__ import annotations

from registry.vocabulary.terms import EMBOLISMS
from surveillance.engine.case import Case
from surveillance.engine.lesion.features import Run, active
from surveillance.engine.message import Code, Message, say
from surveillance.engine.rules.base import DATA_MANAGER, WHILE_IT_STANDS, Number, Rule, Signal, is_historical

PARTS = {"strand": say("m1.strand"), "mass": say("m1.mass")}


class M1(Rule):
    """Present until an exam able to show it reads absent; S4 with an embolism that has no other cause."""

    id = "M1"
    title = say("m1.title")
    severity = "S3"
    calendar = False
    clinical = True
    role = DATA_MANAGER
    heart_team = WHILE_IT_STANDS
    source = (
        "Review §2: “Calcification size and mobility: These findings probably represent the most frequent "
        "characteristics associated with rupture”; §1.2: “a mobile mass …, carrying a high risk of embolism”"
    )
    evidence = say("m1.evidence")
    advice = say("m1.advice")

    def look(self, case: Case) -> list[Signal]:
        """One signal per lesion with a mobile part."""
        runs = [run for lesion in case.history.lesions if (run := active(case.history, lesion, "mobile_element"))]
        return [self._signal(case, run) for run in runs]

    def _signal(self, case: Case, run: Run) -> Signal:
        emboli = [e for e in case.history.events if e.kind in EMBOLISMS and e.attribution != "other_cause"]
        parts = tuple(PARTS.get(detail, detail) for detail in run.details)
        told = tuple(say("m1.event", event=Code("happenings", event.kind), when=event.when) for event in emboli)
        return self.signal(
            f"{run.lesion}:{run.feature}:{run.exam}",
            say(
                "m1.mobile",
                parts=say("m1.parts", parts=parts) if parts else "",
                how=run.announced,
                since=run.since,
                emboli=say("m1.emboli", events=told) if told else "",
            ),
            since=run.since.first,
            severity="S4" if emboli else "S3",
            lesion=run.lesion,
            historical=is_historical(case, run.since, lesion=run.lesion),
            numbers=(
                Number(say("m1.first_exam"), run.since),
                Number(say("m1.last_exam"), run.last),
                Number(say("m1.absent_exam"), run.absent_on if run.absent_on else say("m1.none")),
            ),
            against=against_run(run),
            facts=(*run.exams, *(event.id for event in emboli)),
        )


def against_run(run: Run) -> tuple[Message, ...]:
    """What speaks against a feature: it may be old, it was seen once, by TTE only."""
    found = []
    if not run.is_new:
        found.append(say("m1.may_be_old"))
    if len(run.exams) == 1:
        found.append(say("m1.seen_once", modality=run.last_modality))
    return tuple(found)

"""E1: stroke, TIA or systemic embolism in any enrolled patient."""

from __future__ import annotations

from registry.vocabulary.terms import ATTRIBUTIONS, EMBOLISMS
from surveillance.engine.case import Case
from surveillance.engine.course.risk import happening
from surveillance.engine.known.fibrillation import is_known
from surveillance.engine.known.history import EventSeen
from surveillance.engine.message import Code, say
from surveillance.engine.rules.base import CARDIOLOGIST, WHILE_LIVE, Number, Rule, Signal, is_historical

OTHER_CAUSE = "other_cause"
KNOWN_CAUSES = {term.code for term in ATTRIBUTIONS}


class E1(Rule):
    """Any such event, until another cause is recorded."""

    id = "E1"
    title = say("e1.title")
    severity = "S4"
    calendar = False
    clinical = True
    role = CARDIOLOGIST
    heart_team = WHILE_LIVE
    source = (
        "Review §3: “CCMA should be considered as the cause of an ischemic stroke only after an extensive diagnostic "
        "work-up has excluded other possible common causes of the stroke”"
    )
    evidence = say("e1.evidence")
    advice = say("e1.advice")

    def look(self, case: Case) -> list[Signal]:
        """One signal per event without another cause."""
        found = [e for e in case.history.events if e.kind in EMBOLISMS and e.attribution != OTHER_CAUSE]
        return [self._signal(case, event) for event in found]

    def _signal(self, case: Case, event: EventSeen) -> Signal:
        cause = say("e1.not_recorded")
        if event.attribution in KNOWN_CAUSES:
            cause = say("e1.cause", attribution=Code("attributions", event.attribution))
        doubts = (say("e1.fibrillation"),) if is_known(case.history) else ()
        return self.signal(
            event.id,
            say("e1.embolism", event=happening(event), when=event.when, cause=cause),
            since=event.when.first,
            lesion=event.lesion,
            historical=is_historical(case, event.when, lesion=event.lesion),
            numbers=(Number(say("e1.attribution"), cause),),
            against=(*doubts, say("e1.other_causes_first")),
            facts=(event.id,),
        )

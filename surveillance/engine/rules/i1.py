"""I1: bacteraemia (a positive blood culture too), sepsis or endocarditis in any enrolled patient, MAC included."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.course.risk import happening
from surveillance.engine.known.history import EventSeen
from surveillance.engine.message import say
from surveillance.engine.rules.base import CARDIOLOGIST, Number, Rule, Signal, is_historical


class I1(Rule):
    """Any such event; the review's Figure 2 shows MAC become a fistula within two weeks of one."""

    id = "I1"
    title = say("i1.title")
    severity = "S4"
    calendar = False
    clinical = True
    role = CARDIOLOGIST
    source = (
        "Review §2: “The liquefactive necrosis within CCMA may represent a vulnerable lesion to bacteria (especially "
        "Staphylococcus spp.), resulting in infective endocarditis”"
    )
    evidence = say("i1.evidence")
    advice = say("i1.advice")

    def look(self, case: Case) -> list[Signal]:
        """One signal per event or culture."""
        return [self._signal(case, infection) for infection in case.history.infections]

    def _signal(self, case: Case, event: EventSeen) -> Signal:
        what, organism = happening(event), event.organism
        return self.signal(
            event.id,
            say("i1.infection_with", event=what, organism=organism, when=event.when)
            if organism
            else say("i1.infection", event=what, when=event.when),
            since=event.when.first,
            lesion=event.lesion,
            historical=is_historical(case, event.when, lesion=event.lesion),
            numbers=(
                Number(say("i1.organism"), organism or say("i1.not_recorded")),
                Number(
                    say("i1.staphylococcus"), say("i1.yes") if "staph" in organism.lower() else say("i1.not_recorded")
                ),
            ),
            against=(say("i1.not_of_the_lesion"),),
            facts=(event.id,),
        )

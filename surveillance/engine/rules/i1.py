"""I1: bacteraemia (a positive blood culture too), sepsis or endocarditis in any enrolled patient, MAC included."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.course.risk import event_label
from surveillance.engine.known.dates import written
from surveillance.engine.known.history import EventSeen
from surveillance.engine.rules.base import CARDIOLOGIST, Number, Rule, Signal, is_historical


class I1(Rule):
    """Any such event; the review's Figure 2 shows MAC become a fistula within two weeks of one."""

    id = "I1"
    title = "Bloodstream infection"
    severity = "S4"
    calendar = False
    clinical = True
    role = CARDIOLOGIST
    source = (
        "Review §2: “The liquefactive necrosis within CCMA may represent a vulnerable lesion to bacteria (especially "
        "Staphylococcus spp.), resulting in infective endocarditis”"
    )
    evidence = "published: review §2 and Figure 2, case reports; the urgency: our default, no published cut-off"
    advice = "Consider cultures, TOE now and FDG-PET if available; discuss with the endocarditis team."

    def look(self, case: Case) -> list[Signal]:
        """One signal per event or culture."""
        return [self._signal(case, infection) for infection in case.history.infections]

    def _signal(self, case: Case, event: EventSeen) -> Signal:
        organism = f" with {event.organism}" if event.organism else ""
        return self.signal(
            event.id,
            f"{event_label(event)}{organism}, {written(event.when)}.",
            since=event.when.first,
            historical=is_historical(case, event.when),
            numbers=(
                Number("organism", event.organism or "not recorded"),
                Number("Staphylococcus", "yes" if "staph" in event.organism.lower() else "not recorded"),
            ),
            against=("An infection does not show that the lesion is involved.",),
            facts=(event.id,),
        )

"""R1: the lesion has ruptured."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.known.dates import written
from surveillance.engine.lesion.rupture import Rupture, ruptures
from surveillance.engine.rules.base import CARDIOLOGIST, WHILE_IT_STANDS, Number, Rule, Signal, is_historical

ENDS = "It ends by a cardiologist's dated assessment or by surgery, never by absence on a later exam."


class R1(Rule):
    """A form read as ruptured, a rupture event, or one of the features of rupture; any one is enough."""

    id = "R1"
    title = "Rupture"
    severity = "S4"
    calendar = False
    clinical = True
    role = CARDIOLOGIST
    heart_team = WHILE_IT_STANDS
    source = (
        "Review §4: “when rupture and ventricular-atrial fistulization occur, a blood signal flowing to the central "
        "necrotic areas and connecting two cardiac chambers is usually seen, with a severe MV regurgitant jet crossing "
        "the ruptured lesion”; “the contrast medium typically fills the space between the posterior mitral valve and "
        "basal lateral myocardial wall”"
    )
    evidence = "published: review §4 and Table 2, case reports; the urgency: our default, no published cut-off"
    advice = (
        "Consider urgent TOE and CT; discuss in the Heart Team. Anticoagulation does not treat caseous emboli: "
        "continue it for AF or other indications."
    )

    def look(self, case: Case) -> list[Signal]:
        """One signal for each way in which a rupture is known and stands."""
        return [
            rupture_signal(self, rupture, historical=is_historical(case, rupture.since))
            for rupture in ruptures(case.history)
            if not rupture.is_communication
        ]


def rupture_signal(rule: Rule, rupture: Rupture, *, historical: bool) -> Signal:
    """The signal of a rupture, a fistula or a pseudoaneurysm."""
    times = len(rupture.facts)
    return rule.signal(
        f"{rupture.lesion}:{rupture.kind}:{rupture.source}",
        f"{rupture.text}, {written(rupture.since)}.",
        since=rupture.since.first,
        historical=historical,
        numbers=(
            Number("first seen", written(rupture.since)),
            Number("last seen", written(rupture.last)),
            Number("times seen", times),
        ),
        against=(*(("Seen once.",) if times == 1 else ()), ENDS),
        facts=rupture.facts,
    )

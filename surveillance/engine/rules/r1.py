"""R1: the lesion has ruptured."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.lesion.rupture import Rupture, ruptures
from surveillance.engine.message import say
from surveillance.engine.rules.base import CARDIOLOGIST, WHILE_IT_STANDS, Number, Rule, Signal, is_historical

ENDS = say("r1.ends")


class R1(Rule):
    """A form read as ruptured, a rupture event, or one of the features of rupture; any one is enough."""

    id = "R1"
    title = say("r1.title")
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
    evidence = say("r1.evidence")
    advice = say("r1.advice")

    def look(self, case: Case) -> list[Signal]:
        """One signal for each way in which a rupture is known and stands."""
        return [
            rupture_signal(self, case, rupture) for rupture in ruptures(case.history) if not rupture.is_communication
        ]


def rupture_signal(rule: Rule, case: Case, rupture: Rupture) -> Signal:
    """The signal of a rupture, a fistula or a pseudoaneurysm."""
    times = len(rupture.facts)
    return rule.signal(
        f"{rupture.lesion}:{rupture.kind}:{rupture.source}",
        say("r1.rupture", what=rupture.said, since=rupture.since),
        since=rupture.since.first,
        lesion=rupture.lesion,
        historical=is_historical(case, rupture.since, lesion=rupture.lesion),
        numbers=(
            Number(say("r1.first_seen"), rupture.since),
            Number(say("r1.last_seen"), rupture.last),
            Number(say("r1.times_seen"), times),
        ),
        against=(*((say("r1.once"),) if times == 1 else ()), ENDS),
        facts=rupture.facts,
    )

"""R2: a fistula or a pseudoaneurysm."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.lesion.rupture import ruptures
from surveillance.engine.message import say
from surveillance.engine.rules.base import CARDIOLOGIST, WHILE_IT_STANDS, Rule, Signal
from surveillance.engine.rules.r1 import rupture_signal


class R2(Rule):
    """Any fistula or pseudoaneurysm, as a finding or as an event; it ends as R1 does."""

    id = "R2"
    title = say("r2.title")
    severity = "S4"
    calendar = False
    clinical = True
    role = CARDIOLOGIST
    heart_team = WHILE_IT_STANDS
    source = (
        "Review §5: “the rupture of the mitral annulus with pseudoaneurysm formation or ventricular-atrial "
        "fistulization, as well as leakage of caseous material, needs surgical approach, as percutaneous treatment can "
        "be ineffective or detrimental”"
    )
    evidence = say("r2.evidence")
    advice = say("r2.advice")

    def look(self, case: Case) -> list[Signal]:
        """One signal per finding or event that stands."""
        return [rupture_signal(self, case, rupture) for rupture in ruptures(case.history) if rupture.is_communication]

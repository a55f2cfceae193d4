"""C3: a disease that aggravates the calcification: HCM, cardiac amyloidosis, severe aortic stenosis."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.known.conditions import began_on, present_on
from surveillance.engine.known.history import ConditionSeen, History
from surveillance.engine.message import Code, say
from surveillance.engine.rules.base import DATA_MANAGER, Rule, Signal

STENOSIS, SEVERE = "aortic_stenosis", "severe"
AGGRAVATORS = ("hcm", "amyloidosis", STENOSIS)


class C3(Rule):
    """Aortic stenosis counts when it is severe; of unknown degree it is silent."""

    id = "C3"
    title = say("c3.title")
    severity = "S1"
    calendar = False
    clinical = True
    role = DATA_MANAGER
    source = (
        "Review §2: “rupture of CCMA has been described in both hypertrophic cardiomyopathy and amyloid infiltrative "
        "cardiomyopathy”; raised closing pressure in “hypertrophic cardiomyopathy or aortic valve stenosis”"
    )
    evidence = say("c3.evidence")
    advice = say("c3.advice")

    def look(self, case: Case) -> list[Signal]:
        """One note per disease."""
        found = (present_on(case.history, case.clock, kind) for kind in AGGRAVATORS)
        return [self._signal(case.history, row) for row in found if row and _counts(row)]

    def _signal(self, history: History, row: ConditionSeen) -> Signal:
        disease = say("c3.severe_stenosis") if row.kind == STENOSIS else Code("conditions", row.kind)
        since = row.since
        return self.signal(
            row.id,
            say("c3.since", disease=disease, since=since) if since else say("c3.since_unknown", disease=disease),
            since=began_on(row, history),
            facts=(row.id,),
        )


def _counts(row: ConditionSeen) -> bool:
    return row.kind != STENOSIS or row.severity == SEVERE

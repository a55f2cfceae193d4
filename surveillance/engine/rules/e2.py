"""E2: atrial fibrillation that is new."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.known.fibrillation import Onset, onset
from surveillance.engine.message import say
from surveillance.engine.rules.base import CARDIOLOGIST, Number, Rule, Signal, is_historical

ANTICOAGULATED = ("anticoagulation_af", "anticoagulation_other")


class E2(Rule):
    """The first event, ECG or dated condition; a later paroxysm is nothing new."""

    id = "E2"
    title = say("e2.title")
    severity = "S2"
    calendar = False
    clinical = True
    role = CARDIOLOGIST
    source = (
        "Review §3: “the altered mitral annulus dynamics may lead to chronic atrial remodeling, predisposing to the "
        "development of atrial fibrillation”; Table 2: “anticoagulation indicated”"
    )
    evidence = say("e2.evidence")
    advice = say("e2.advice")

    def look(self, case: Case) -> list[Signal]:
        """At most one signal."""
        began = onset(case.history)
        return [self._signal(case, began)] if began else []

    def _signal(self, case: Case, began: Onset) -> Signal:
        treated = [t for t in case.history.treatments if t.kind in ANTICOAGULATED]
        given = min(treated, key=lambda t: (t.when.first, t.when.last, t.id), default=None)
        anticoagulation = say("e2.given", when=given.when) if given else say("e2.not_recorded")
        return self.signal(
            began.id,
            say("e2.began", onset=began.said, anticoagulation=anticoagulation),
            since=began.when.first,
            historical=is_historical(case, began.when),
            numbers=(Number(say("e2.anticoagulation"), anticoagulation),),
            against=(began.caveat,) if began.caveat else (),
            facts=(began.id, *((given.id,) if given else ())),
        )

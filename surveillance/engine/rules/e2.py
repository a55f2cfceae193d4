"""E2: atrial fibrillation that is new."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.known.dates import written
from surveillance.engine.known.fibrillation import Onset, onset
from surveillance.engine.rules.base import CARDIOLOGIST, Number, Rule, Signal, is_historical

ANTICOAGULATED = ("anticoagulation_af", "anticoagulation_other")


class E2(Rule):
    """The first event, ECG or dated condition; a later paroxysm is nothing new."""

    id = "E2"
    title = "New atrial fibrillation"
    severity = "S2"
    calendar = False
    clinical = True
    role = CARDIOLOGIST
    source = (
        "Review §3: “the altered mitral annulus dynamics may lead to chronic atrial remodeling, predisposing to the "
        "development of atrial fibrillation”; Table 2: “anticoagulation indicated”"
    )
    evidence = "published: review Table 2; the urgency: our default, no published cut-off"
    advice = (
        "Consider anticoagulation by the guideline on atrial fibrillation; discuss that it does not cover caseous "
        "emboli."
    )

    def look(self, case: Case) -> list[Signal]:
        """At most one signal."""
        began = onset(case.history)
        return [self._signal(case, began)] if began else []

    def _signal(self, case: Case, began: Onset) -> Signal:
        treated = [t for t in case.history.treatments if t.kind in ANTICOAGULATED]
        given = min(treated, key=lambda t: (t.when.first, t.when.last, t.id), default=None)
        text = f"given {written(given.when)}" if given else "not recorded"
        return self.signal(
            began.id,
            f"{began.text[:1].upper()}{began.text[1:]}; anticoagulation: {text}.",
            since=began.when.first,
            historical=is_historical(case, began.when),
            numbers=(Number("anticoagulation", text),),
            against=(began.doubt,) if began.doubt else (),
            facts=(began.id, *((given.id,) if given else ())),
        )

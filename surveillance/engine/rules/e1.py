"""E1: stroke, TIA or systemic embolism in any enrolled patient."""

from __future__ import annotations

from registry.vocabulary.terms import ATTRIBUTIONS, EMBOLISMS, labels
from surveillance.engine.case import Case
from surveillance.engine.course.risk import event_label
from surveillance.engine.known.dates import written
from surveillance.engine.known.fibrillation import is_known
from surveillance.engine.known.history import EventSeen
from surveillance.engine.rules.base import CARDIOLOGIST, WHILE_LIVE, Number, Rule, Signal, is_historical

OTHER_CAUSE = "other_cause"
ATTRIBUTION_LABELS = labels(ATTRIBUTIONS)


class E1(Rule):
    """Any such event, until another cause is recorded."""

    id = "E1"
    title = "Embolism"
    severity = "S4"
    calendar = False
    clinical = True
    role = CARDIOLOGIST
    heart_team = WHILE_LIVE
    source = (
        "Review §3: “CCMA should be considered as the cause of an ischemic stroke only after an extensive diagnostic "
        "work-up has excluded other possible common causes of the stroke”"
    )
    evidence = "published: review §3; the urgency: our default, no published cut-off"
    advice = "Consider the full stroke work-up, the attribution form and TOE; discuss in the Heart Team."

    def look(self, case: Case) -> list[Signal]:
        """One signal per event without another cause."""
        found = [e for e in case.history.events if e.kind in EMBOLISMS and e.attribution != OTHER_CAUSE]
        return [self._signal(case, event) for event in found]

    def _signal(self, case: Case, event: EventSeen) -> Signal:
        cause = ATTRIBUTION_LABELS.get(event.attribution, "not recorded").lower()
        doubts = ("Atrial fibrillation is recorded: another possible source.",) if is_known(case.history) else ()
        return self.signal(
            event.id,
            f"{event_label(event)}, {written(event.when)}; attribution to the lesion: {cause}.",
            since=event.when.first,
            historical=is_historical(case, event.when),
            numbers=(Number("attribution", cause),),
            against=(*doubts, "Other causes come first: attribute only after a full work-up."),
            facts=(event.id,),
        )

"""I3: an exposure that puts the lesion at risk of infection: pneumonia, an infected line, a central line."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.course.risk import EXPOSURES, event_label
from surveillance.engine.known.conditions import present_on
from surveillance.engine.known.dates import written
from surveillance.engine.known.history import ConditionSeen, Day, EventSeen
from surveillance.engine.rules.base import CARDIOLOGIST, Number, Rule, Signal, is_historical, is_past, number

LINE = "central_line"


class I3(Rule):
    """An event as long as it is recent, a line as long as it lies."""

    id = "I3"
    title = "Exposure to infection"
    severity = "S2"
    calendar = True
    clinical = True
    role = CARDIOLOGIST
    source = (
        "Review §2: “The liquefactive necrosis within CCMA may represent a vulnerable lesion to bacteria (especially "
        "Staphylococcus spp.), resulting in infective endocarditis”; pneumonia before a rupture: Restivo"
    )
    evidence = "published: review §2, case reports; lines, the days and the urgency: our default, no published cut-off"
    advice = "Consider a low threshold for TOE with fever or raised CRP; discuss whether the line is still needed."

    def look(self, case: Case) -> list[Signal]:
        """One signal per recent event, and one for the line."""
        recent = [
            e
            for e in case.history.events
            if e.kind in EXPOSURES and case.clock.within(case.policy.infection_days, e.when.last)
        ]
        line = present_on(case.history, case.clock, LINE)
        return [
            *(self._event(case, event) for event in recent),
            *([self._line(case, line)] if line else []),
        ]

    def _event(self, case: Case, event: EventSeen) -> Signal:
        return self.signal(
            event.id,
            f"{event_label(event)}, {written(event.when)}.",
            since=event.when.first,
            historical=is_historical(case, event.when),
            numbers=(number(case.policy, "infection_days", "recent for"),),
            against=("An exposure is no infection of the lesion.",),
            facts=(event.id,),
        )

    def _line(self, case: Case, line: ConditionSeen) -> Signal:
        """A line of unknown date is not taken for an old one: somebody looks at it once."""
        day = line.since or Day.exactly(case.history.enrolled_on)
        told = written(line.since) if line.since else "not recorded"
        return self.signal(
            line.id,
            f"Central venous line, since when: {told}.",
            since=day.first,
            historical=is_historical(case, day) if line.since else is_past(case.history, day),
            numbers=(Number("since", told),),
            against=("An exposure is no infection of the lesion.",),
            facts=(line.id,),
        )

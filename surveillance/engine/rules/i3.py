"""I3: an exposure that puts the lesion at risk of infection: pneumonia, an infected line, a central line."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.course.risk import central_line, happening, recent_exposures
from surveillance.engine.day import Day
from surveillance.engine.known.history import ConditionSeen, EventSeen
from surveillance.engine.message import say
from surveillance.engine.rules.base import CARDIOLOGIST, Number, Rule, Signal, is_historical, is_past, number


class I3(Rule):
    """An event as long as it is recent, a line as long as it lies."""

    id = "I3"
    title = say("i3.title")
    severity = "S2"
    calendar = True
    clinical = True
    role = CARDIOLOGIST
    source = (
        "Review §2: “The liquefactive necrosis within CCMA may represent a vulnerable lesion to bacteria (especially "
        "Staphylococcus spp.), resulting in infective endocarditis”; pneumonia before a rupture: Restivo"
    )
    evidence = say("i3.evidence")
    advice = say("i3.advice")

    def look(self, case: Case) -> list[Signal]:
        """One signal per recent event, and one for the line."""
        line = central_line(case)
        return [
            *(self._event(case, event) for event in recent_exposures(case)),
            *([self._line(case, line)] if line else []),
        ]

    def _event(self, case: Case, event: EventSeen) -> Signal:
        return self.signal(
            event.id,
            say("i3.event", event=happening(event), when=event.when),
            since=event.when.first,
            lesion=event.lesion,
            historical=is_historical(case, event.when, lesion=event.lesion),
            numbers=(number(case.policy, "infection_days", say("i3.recent_for")),),
            against=(say("i3.not_of_the_lesion"),),
            facts=(event.id,),
        )

    def _line(self, case: Case, line: ConditionSeen) -> Signal:
        """A line of unknown date is not taken for an old one: somebody looks at it once."""
        day = line.since or Day.exactly(case.history.enrolled_on)
        since = line.since or say("i3.not_recorded")
        return self.signal(
            line.id,
            say("i3.line", since=since),
            since=day.first,
            historical=is_historical(case, day) if line.since else is_past(case.history, day),
            numbers=(Number(say("i3.since"), since),),
            against=(say("i3.not_of_the_lesion"),),
            facts=(line.id,),
        )

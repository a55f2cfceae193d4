"""E4: heart failure or pulmonary oedema in any enrolled patient; with CCMA it asks about rupture."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.course.risk import happening
from surveillance.engine.known.dates import overlap, surely_after
from surveillance.engine.known.history import EventSeen, History
from surveillance.engine.lesion.features import active
from surveillance.engine.lesion.forms import CCMA, RANK, current
from surveillance.engine.lesion.treated import removal
from surveillance.engine.message import Message, say
from surveillance.engine.rules.base import CARDIOLOGIST, WHILE_LIVE, Number, Rule, Signal, is_historical

FAILURES = ("heart_failure", "pulmonary_oedema")


class E4(Rule):
    """S4 where a lesion is known as CCMA or ruptured, or shows an echo-lucent core; else S3."""

    id = "E4"
    title = say("e4.title")
    severity = "S3"
    calendar = False
    clinical = True
    role = CARDIOLOGIST
    heart_team = WHILE_LIVE
    source = (
        "Review §3: when CCMA ruptures, “perivalvular jets contribute to determine a severe mitral regurgitation, "
        "possibly resulting in pulmonary oedema, reduced anterograde systolic output and heart failure”"
    )
    evidence = say("e4.evidence")
    advice = say("e4.advice")

    def look(self, case: Case) -> list[Signal]:
        """One signal per episode: failure and oedema of one day are one."""
        episodes: list[list[EventSeen]] = []
        failures = [event for event in case.history.events if event.kind in FAILURES]
        for event in sorted(failures, key=lambda e: (e.when.first, e.when.last, e.kind, e.id)):
            if episodes and overlap(episodes[-1][0].when, event.when):
                episodes[-1].append(event)
            else:
                episodes.append([event])
        return [self._signal(case, episode) for episode in episodes]

    def _signal(self, case: Case, episode: list[EventSeen]) -> Signal:
        first = episode[0]
        caseous = next((why for lesion in case.history.lesions if (why := _caseous(case.history, lesion, first))), None)
        failures = say("e4.together", failures=tuple(dict.fromkeys(happening(event) for event in episode)))
        return self.signal(
            first.id,
            say("e4.episode_caseous", failures=failures, when=first.when, why=caseous)
            if caseous
            else say("e4.episode", failures=failures, when=first.when),
            since=first.when.first,
            severity="S4" if caseous else "S3",
            lesion=first.lesion,
            historical=is_historical(case, first.when, lesion=first.lesion),
            numbers=(Number(say("e4.caseous"), caseous or say("e4.not_known")),),
            against=(say("e4.other_causes"),),
            facts=tuple(event.id for event in episode),
        )


def _caseous(history: History, lesion: str, event: EventSeen) -> Message | None:
    """Why the lesion counts as CCMA for this event, or nothing."""
    form, out = current(history, lesion), removal(history, lesion)
    gone = out is not None and surely_after(event.when, out.when)
    if form and RANK[form.form] >= RANK[CCMA] and not (gone and out and not surely_after(form.when, out.when)):
        is_whole = form.form == CCMA
        return say("e4.read_as_ccma", when=form.when) if is_whole else say("e4.read_as_ruptured", when=form.when)
    core = active(history, lesion, "echolucent_core")
    return say("e4.core", when=core.since) if core else None

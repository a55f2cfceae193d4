"""M4: the form of the lesion has worsened."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.known.dates import surely_after
from surveillance.engine.known.history import FormSeen
from surveillance.engine.lesion.features import active
from surveillance.engine.lesion.forms import CCMA, MAC, RANK, RUPTURED, readings
from surveillance.engine.lesion.rupture import FORM, ruptures_of
from surveillance.engine.message import say
from surveillance.engine.rules.base import DATA_MANAGER, WHILE_IT_STANDS, Number, Rule, Signal, is_historical
from surveillance.engine.rules.m1 import against_run

WORDS = {"resolved": say("m4.resolved"), MAC: say("m4.mac"), CCMA: say("m4.ccma"), RUPTURED: say("m4.ruptured")}
CORES = {
    "areas": say("m4.areas"),
    "large_anechoic": say("m4.large_anechoic"),
    "excavated": say("m4.excavated"),
}
# CLINICAL A11, branch 1: the paper's word on rupture, and a decision of the Heart Team
RUPTURED_ADVICE = say("m4.ruptured_advice")


class M4(Rule):
    """A person reads a worse form than before, or an echo-lucent core is seen where the form was MAC.

    A first form is no worsening (a first rupture is R1's). Ruptured stands as long as R1 does.
    """

    id = "M4"
    title = say("m4.title")
    severity = "S2"
    calendar = False
    clinical = True
    role = DATA_MANAGER
    heart_team = WHILE_IT_STANDS
    source = (
        "Review §4: “MAC … typically shows posterior acoustic shadowing and lacks a central echo-lucent core. In "
        "contrast, CCMA presents central echo-lucent areas suggestive of liquefaction, without any acoustic "
        "shadowing”; if read as ruptured, review §5: “the rupture of the mitral annulus with pseudoaneurysm formation "
        "or ventricular-atrial fistulization, as well as leakage of caseous material, needs surgical approach”"
    )
    evidence = say("m4.evidence")
    advice = say("m4.advice")

    def look(self, case: Case) -> list[Signal]:
        """At most one signal per lesion: the present form, if it is worse than one before."""
        return [s for lesion in case.history.lesions for s in self._of_lesion(case, lesion)]

    def _of_lesion(self, case: Case, lesion: str) -> list[Signal]:
        found = readings(case.history, lesion)
        broken = next((rupture for rupture in ruptures_of(case.history, lesion) if rupture.kind == FORM), None)
        if broken:
            before = [form for form in found if form.form != RUPTURED and surely_after(broken.since, form.when)]
            now = next((form for form in found if (form.exam or form.id) == broken.source), None)
            return [self._worse(case, before=before[-1], now=now)] if before and now else []
        run = _run(found)
        if not run or run[0].form == RUPTURED:
            return []
        before = [form for form in found if surely_after(run[0].when, form.when)]
        if run[0].form == CCMA and before and RANK[before[-1].form] < RANK[CCMA]:
            return [self._worse(case, before=before[-1], now=run[0])]
        return self._core(case, lesion, mac=run[0]) if run[0].form == MAC else []

    def _worse(self, case: Case, *, before: FormSeen, now: FormSeen) -> Signal:
        return self.signal(
            f"{now.lesion}:form_{now.form}:{now.exam or now.id}",
            say(
                "m4.worsened",
                before=WORDS[before.form],
                was_on=before.when,
                now=WORDS[now.form],
                is_on=now.when,
            ),
            since=now.when.first,
            severity="S4" if now.form == RUPTURED else "S2",
            lesion=now.lesion,
            historical=is_historical(case, now.when, lesion=now.lesion),
            numbers=(Number(say("m4.form_before"), WORDS[before.form]), Number(say("m4.form_now"), WORDS[now.form])),
            against=() if now.by_cardiologist else (say("m4.no_cardiologist"),),
            advice=RUPTURED_ADVICE if now.form == RUPTURED else "",
            facts=(before.id, now.id),
        )

    def _core(self, case: Case, lesion: str, *, mac: FormSeen) -> list[Signal]:
        """A core first seen when the lesion had been read as MAC, or in that very exam."""
        run = active(case.history, lesion, "echolucent_core")
        if not run or surely_after(mac.when, run.since):
            return []
        details = tuple(CORES.get(detail, detail) for detail in run.details)
        return [
            self.signal(
                f"{lesion}:echolucent_core:{run.exam}",
                say("m4.core", how=run.announced, since=run.since),
                since=run.since.first,
                severity="S2",
                lesion=lesion,
                historical=is_historical(case, run.since, lesion=lesion),
                numbers=(
                    Number(say("m4.form_read"), WORDS[MAC]),
                    Number(say("m4.core_label"), say("m4.details", details=details) if details else say("m4.seen")),
                ),
                against=against_run(run),
                facts=(mac.id, *run.exams),
            )
        ]


def _run(forms: tuple[FormSeen, ...]) -> list[FormSeen]:
    """The latest readings that all say the same form."""
    run: list[FormSeen] = []
    for form in reversed(forms):
        if run and form.form != run[0].form:
            break
        run.insert(0, form)
    return run

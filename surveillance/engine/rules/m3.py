"""M3: the core is enlarging, or what were echo-lucent areas is now one large anechoic space."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.course.courses import is_progression, present, run_start
from surveillance.engine.day import Day
from surveillance.engine.growth.result import Abrupt, Growth
from surveillance.engine.known.history import ExamSeen, History
from surveillance.engine.lesion.features import active, sightings
from surveillance.engine.message import say
from surveillance.engine.policy import Policy
from surveillance.engine.rules.base import DATA_MANAGER, Number, Rule, Signal, is_historical, is_past, number
from surveillance.engine.rules.evidence import (
    abrupt_signal,
    exams_behind,
    growth_doubts,
    growth_numbers,
    rate_of,
    surprise,
)
from surveillance.engine.rules.g1 import CORE
from surveillance.engine.rules.g2 import VERDICTS, standing_rises
from surveillance.engine.rules.m1 import against_run

FEATURE, AREAS, LARGE = "echolucent_core", "areas", "large_anechoic"


class M3(Rule):
    """The tests of G1 and G2 on the core, which those leave to this rule; or areas that became large and anechoic."""

    id = "M3"
    title = say("m3.title")
    severity = "S3"
    calendar = False
    clinical = True
    role = DATA_MANAGER
    source = (
        "Review, abstract: “A significant increase in CCMA dimensions and an infectious involvement of liquefactive "
        "necrosis make CCMA prone to rupture”"
    )
    advice = say("m3.advice")

    def look(self, case: Case) -> list[Signal]:
        """Per lesion: a growing core, each abrupt rise of it, a core that became large and anechoic."""
        growing = [growth for growth in present(case) if growth.target == CORE and is_progression(growth)]
        rises = [rise for rise in standing_rises(case) if rise[0].target == CORE]
        return [
            *(self._growing(case.history, growth, case.policy) for growth in growing),
            *(self._rise(case, g, abrupt=abrupt, exam=exam) for g, abrupt, exam in rises),
            *(s for lesion in case.history.lesions for s in self._anechoic(case, lesion)),
        ]

    def _growing(self, history: History, growth: Growth, policy: Policy) -> Signal:
        first = run_start(history, growth, policy, holds=is_progression)
        return self.signal(
            f"{growth.lesion}:core:{first.id if first else ''}",
            say("m3.growing", rate=rate_of(growth), p=growth.p_progression or 0.0, n=growth.n),
            since=first.when.middle if first else growth.last_on,
            lesion=growth.lesion,
            historical=is_past(history, Day.exactly(growth.last_on), lesion=growth.lesion),
            numbers=(*growth_numbers(growth, policy), number(policy, "course_probability", say("m3.threshold"))),
            against=growth_doubts(growth, policy),
            facts=exams_behind(history, growth),
        )

    def _rise(self, case: Case, growth: Growth, *, abrupt: Abrupt, exam: ExamSeen) -> Signal:
        said = say(
            "m3.rise",
            found=abrupt.said,
            when=exam.when,
            surprise=surprise(abrupt),
            verdict=VERDICTS[abrupt.verdict],
        )
        return abrupt_signal(self, case, growth, abrupt=abrupt, exam=exam, said=said)

    def _anechoic(self, case: Case, lesion: str) -> list[Signal]:
        """Only while the core is still seen, and only if areas were read first."""
        run = active(case.history, lesion, FEATURE)
        if not run or run.details[:1] != (AREAS,) or LARGE not in run.details:
            return []
        shown = [(exam, detail) for exam, detail in sightings(case.history, lesion, FEATURE) if exam.id in run.exams]
        first = next(exam for exam, detail in shown if detail == LARGE)
        return [
            self.signal(
                f"{lesion}:large_anechoic:{first.id}",
                say("m3.anechoic", when=first.when, areas=run.since),
                since=first.when.first,
                lesion=lesion,
                historical=is_historical(case, first.when, lesion=lesion),
                numbers=(Number(say("m3.areas"), run.since), Number(say("m3.large"), first.when)),
                against=against_run(run),
                facts=run.exams,
            )
        ]

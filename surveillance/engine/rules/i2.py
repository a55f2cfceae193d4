"""I2: a vegetation or a ring abscess at the lesion."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.known.history import History
from surveillance.engine.lesion.features import Run, active
from surveillance.engine.message import Message, say
from surveillance.engine.policy import Policy
from surveillance.engine.rules.base import CARDIOLOGIST, Number, Rule, Signal, is_historical, number
from surveillance.engine.rules.m1 import against_run

VEGETATION, ABSCESS = "vegetation", "abscess"


class I2(Rule):
    """Present until an exam able to show it reads absent; a vegetation over 10 mm is named as such."""

    id = "I2"
    title = say("i2.title")
    severity = "S4"
    calendar = False
    clinical = True
    role = CARDIOLOGIST
    source = (
        "Review §2: “The liquefactive necrosis within CCMA may represent a vulnerable lesion to bacteria (especially "
        "Staphylococcus spp.), resulting in infective endocarditis”"
    )
    evidence = say("i2.evidence")
    advice = say("i2.advice")

    def look(self, case: Case) -> list[Signal]:
        """One signal per lesion and finding."""
        found = (
            active(case.history, lesion, feature)
            for lesion in case.history.lesions
            for feature in (VEGETATION, ABSCESS)
        )
        return [self._signal(case, run) for run in found if run]

    def _signal(self, case: Case, run: Run) -> Signal:
        size = _largest(case.history, run) if run.feature == VEGETATION else None
        return self.signal(
            f"{run.lesion}:{run.feature}:{run.exam}",
            _sentence(run, size=size, limit=case.policy.vegetation_size),
            since=run.since.first,
            lesion=run.lesion,
            historical=is_historical(case, run.since, lesion=run.lesion),
            numbers=(
                Number(say("i2.first_exam"), run.since),
                Number(say("i2.last_exam"), run.last),
                *self._size(size, run, case.policy),
            ),
            against=against_run(run),
            facts=run.exams,
        )

    def _size(self, size: float | None, run: Run, policy: Policy) -> tuple[Number, ...]:
        if run.feature != VEGETATION:
            return ()
        largest = say("i2.largest")
        found = Number(largest, say("i2.not_measured")) if size is None else Number(largest, size, "mm")
        return (found, number(policy, "vegetation_size", say("i2.risk_above")))


def _sentence(run: Run, *, size: float | None, limit: float) -> Message:
    if not size:
        return say("i2.seen", finding=run.said, how=run.announced, since=run.since)
    if size <= limit:
        return say("i2.sized", finding=run.said, size=size, how=run.announced, since=run.since)
    return say("i2.large", finding=run.said, size=size, how=run.announced, since=run.since, limit=limit)


def _largest(history: History, run: Run) -> float | None:
    read = history.sizes.get((run.lesion, VEGETATION), ())
    return max((r.size_mm for exam, r in read if exam.id in run.exams and r.size_mm is not None), default=None)

"""I2: a vegetation or a ring abscess at the lesion."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.known.dates import written
from surveillance.engine.known.history import History
from surveillance.engine.lesion.features import Run, active
from surveillance.engine.policy import Policy
from surveillance.engine.rules.base import CARDIOLOGIST, Number, Rule, Signal, is_historical, number
from surveillance.engine.rules.m1 import against_run

VEGETATION, ABSCESS = "vegetation", "abscess"


class I2(Rule):
    """Present until an exam able to show it reads absent; a vegetation over 10 mm is named as such."""

    id = "I2"
    title = "Vegetation or abscess"
    severity = "S4"
    calendar = False
    clinical = True
    role = CARDIOLOGIST
    source = (
        "Review §2: “The liquefactive necrosis within CCMA may represent a vulnerable lesion to bacteria (especially "
        "Staphylococcus spp.), resulting in infective endocarditis”"
    )
    evidence = "published: review §2; embolic risk above 10 mm: ESC and AHA summaries (PMC7791243); the urgency: ours"
    advice = "Consider the endocarditis pathway: cultures, TOE; discuss with the endocarditis team today."

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
        large = size is not None and size > case.policy.vegetation_size
        words = f" of {size:g} mm" if size else ""
        risk = f", larger than {case.policy.vegetation_size:g} mm: embolic risk" if large else ""
        return self.signal(
            f"{run.lesion}:{run.feature}:{run.exam}",
            f"{run.label}{words}, {run.word} on {written(run.since)}{risk}.",
            since=run.since.first,
            historical=is_historical(case, run.since),
            numbers=(
                Number("first exam that shows it", written(run.since)),
                Number("last exam that shows it", written(run.last)),
                *self._size(size, run, case.policy),
            ),
            against=against_run(run),
            facts=run.exams,
        )

    def _size(self, size: float | None, run: Run, policy: Policy) -> tuple[Number, ...]:
        if run.feature != VEGETATION:
            return ()
        largest = Number("largest size", "not measured") if size is None else Number("largest size", size, "mm")
        return (largest, number(policy, "vegetation_size", "embolic risk above"))


def _largest(history: History, run: Run) -> float | None:
    read = history.sizes.get((run.lesion, VEGETATION), ())
    return max((r.size_mm for exam, r in read if exam.id in run.exams and r.size_mm is not None), default=None)

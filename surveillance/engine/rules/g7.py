"""G7: the mass is larger than 10 mm: context, never an alarm."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.day import Day
from surveillance.engine.known.dates import surely_after
from surveillance.engine.known.history import ExamSeen, History
from surveillance.engine.lesion.treated import removal
from surveillance.engine.lesion.vanishing import can_tell
from surveillance.engine.message import say
from surveillance.engine.policy import Policy
from surveillance.engine.rules.base import DATA_MANAGER, Number, Rule, Signal, number
from surveillance.engine.rules.evidence import unsigned


class G7(Rule):
    """In published sizes nine of nine lesions without rupture exceed 10 mm: the number tells nobody apart."""

    id = "G7"
    title = say("g7.title")
    severity = "S1"
    calendar = False
    clinical = True
    role = DATA_MANAGER
    badge = say("g7.badge")
    source = (
        "Review Table 2, ruptured column only: “Surgical treatment may be indicated in large size mass (>10 mm) or "
        "rapidly increasing dimensions”; for MAC and CCMA: “No size cut-off recommended for treatment”"
    )
    evidence = say("g7.evidence")
    advice = say("g7.advice")

    def look(self, case: Case) -> list[Signal]:
        """One badge per lesion whose mass is larger in its latest exam, since the first exam of that run."""
        return [signal for lesion in case.history.lesions if (signal := self._badge(case.history, lesion, case.policy))]

    def _badge(self, history: History, lesion: str, policy: Policy) -> Signal | None:
        sizes = _sizes(history, lesion)
        run: list[tuple[ExamSeen, float]] = []
        for exam, size in sizes:
            run = [*run, (exam, size)] if size > policy.size_context else []
        if not run:
            return None
        (first, _), (last, size) = run[0], run[-1]
        return self.signal(
            lesion,
            say("g7.larger", size=size, when=last.when, limit=policy.size_context),
            lesion=lesion,
            since=first.when.middle,
            numbers=(Number(say("g7.diameter"), size, "mm"), number(policy, "size_context", say("g7.threshold"))),
            against=(say("g7.nine"), *unsigned(policy)),
            facts=(last.id,),
        )


def _sizes(history: History, lesion: str) -> list[tuple[ExamSeen, float]]:
    """The largest diameter of the mass by day, 0 where an exam able to show it did not; only since the lesion was
    taken out."""
    out = removal(history, lesion)
    found: dict[Day, tuple[ExamSeen, float]] = {}
    for exam in history.exams:
        mass = [r for r in exam.readings if r.lesion == lesion and r.target == "mass"]
        if not mass or (out and not surely_after(exam.when, out.when)):
            continue
        largest = max(r.size_mm or 0.0 for r in mass)
        if largest or can_tell(history, exam, lesion=lesion, target="mass"):
            of_day = found.get(exam.when, (exam, largest))
            found[exam.when] = max((exam, largest), of_day, key=lambda pair: (pair[1], pair[0].id))
    return list(found.values())

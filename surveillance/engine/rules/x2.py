"""X2: a size looks like a wrong unit, target or axis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise, product

from surveillance.engine.case import Case
from surveillance.engine.day import Day
from surveillance.engine.growth.called import called
from surveillance.engine.growth.result import Growth
from surveillance.engine.known.history import ExamSeen, History
from surveillance.engine.lesion.vanishing import exam_of
from surveillance.engine.message import Message, say
from surveillance.engine.policy import Policy
from surveillance.engine.rules.base import DATA_MANAGER, Number, Rule, Signal, number
from surveillance.engine.rules.evidence import surprise, unsigned

Sizing = tuple[ExamSeen, float]
OPEN = ("held", "misreading")  # the exam after it has not agreed with the suspicious one


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Two exams of which one is probably wrong."""

    lesion: str
    target: str
    before: ExamSeen
    exam: ExamSeen
    said: Message


class X2(Rule):
    """|z| > 6, or a ratio of about 10 or 0.1 between two sizes on one axis; "not visible" is exempt and raises G6."""

    id = "X2"
    title = say("x2.title")
    severity = "T"
    calendar = False
    clinical = False
    role = DATA_MANAGER
    source = (
        "None in the literature: the review's Table 1 prints cavity, mass, vegetation and strand under one heading and "
        "changes the order of the axes (35 × 40 mm)"
    )
    advice = say("x2.advice")

    def look(self, case: Case) -> list[Signal]:
        """One data query per exam day and target; it asks about both exams."""
        found = {self._anchor(s): s for s in (*_ratios(case.history, case.policy), *_surprises(case))}
        return [self._signal(anchor, suspicion, case.policy) for anchor, suspicion in found.items()]

    def _anchor(self, suspicion: Suspicion) -> str:
        return f"{suspicion.lesion}:{suspicion.target}:{suspicion.exam.when.middle.isoformat()}"

    def _signal(self, anchor: str, suspicion: Suspicion, policy: Policy) -> Signal:
        exam, before = suspicion.exam, suspicion.before
        return self.signal(
            anchor,
            say(
                "x2.doubt",
                target=called(suspicion.target),
                found=suspicion.said,
                when=exam.when,
                modality=before.modality,
                before=before.when,
            ),
            lesion=suspicion.lesion,
            since=exam.when.middle,
            numbers=(
                number(policy, "suspicious_z", say("x2.beyond")),
                Number(
                    say("x2.ratio"),
                    say("x2.from_to", low=policy.suspicious_ratio_low, high=policy.suspicious_ratio_high),
                    "1",
                ),
            ),
            against=(say("x2.true_jump"), *unsigned(policy)),
            facts=(before.id, exam.id),
        )


def _ratios(history: History, policy: Policy) -> Iterator[Suspicion]:
    """Sizes on one axis of one day, or of two exam days in succession, of which one is about ten times the other."""
    series: dict[tuple[str, str, str], dict[Day, list[Sizing]]] = {}
    for exam in history.exams:
        for reading in exam.readings:
            if reading.size_mm and not reading.not_visible:
                days = series.setdefault((reading.lesion, reading.target, reading.axis), {})
                days.setdefault(exam.when, []).append((exam, reading.size_mm))
    for (lesion, target, _), days in series.items():
        for (before, old), (exam, new) in _neighbours(days):
            if policy.suspicious_ratio_low <= max(new / old, old / new) <= policy.suspicious_ratio_high:
                yield Suspicion(lesion, target, before, exam, say("x2.then", old=old, new=new))


def _neighbours(days: Mapping[Day, list[Sizing]]) -> Iterator[tuple[Sizing, Sizing]]:
    """Every size beside those of its own day and of the day before, in whatever order the exams were entered."""
    ordered = [sorted(sizes, key=lambda sizing: (sizing[1], sizing[0].id)) for sizes in days.values()]
    for earlier, sizes in pairwise([[], *ordered]):
        yield from combinations(sizes, 2)
        yield from product(earlier, sizes)


def _surprises(case: Case) -> Iterator[Suspicion]:
    """Exam days further from what was expected than any lesion grows."""
    for key in sorted(case.growth):
        growth = case.growth[key]
        for abrupt in growth.abrupt:
            before, exam = _pair(case.history, growth, abrupt.day)
            if abs(abrupt.z) <= case.policy.suspicious_z or abrupt.verdict not in OPEN or not before or not exam:
                continue
            if abrupt.found_mm is not None:
                said = say("x2.surprise", found=abrupt.said, surprise=surprise(abrupt))
                yield Suspicion(growth.lesion, growth.target, before, exam, said)


def _pair(history: History, growth: Growth, day: date) -> tuple[ExamSeen | None, ExamSeen | None]:
    """The exam of that day and the one before, if the target was visible in it."""
    earlier = [point for point in growth.points if point.day < day]
    if not earlier or earlier[-1].not_visible:
        return None, None
    before = exam_of(history, growth.lesion, growth.target, day=earlier[-1].day)
    return before, exam_of(history, growth.lesion, growth.target, day=day)

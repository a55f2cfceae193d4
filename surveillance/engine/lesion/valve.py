"""The mitral valve by echo: grades of regurgitation since the last operation, and where a worsening began."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from registry.vocabulary.terms import ECHO, INTERVENTIONS
from surveillance.engine.day import Day
from surveillance.engine.known.dates import surely_after
from surveillance.engine.known.history import ExamSeen, History
from surveillance.engine.message import Code, Message, say
from surveillance.engine.policy import Policy

RANK = {"none": 0, "trace": 0, "mild": 1, "moderate": 2, "moderate_severe": 3, "severe": 4}  # trace is physiological
IMPORTANT, SEVERE = 2, 4  # from which rank the origin of the jet is asked; severe
NOT_SEVERE = 3  # what stands for the unknown before a first severe grade
THROUGH = ("through_lesion", "both")
WORSE_WHEN_LOW = ("lvef_percent",)
Measured = tuple[ExamSeen, float]


@dataclass(frozen=True, slots=True)
class Graded:
    """What one exam says of the regurgitation; `by` names what makes it severe whatever was typed."""

    exam: ExamSeen
    rank: int
    typed: str  # a code of MR_GRADES, or nothing
    by: Message | None = None

    @property
    def code(self) -> Code:
        """The grade that stands, whatever was typed."""
        return Code("mr_grades", "severe" if self.rank == SEVERE else self.typed)

    @property
    def said(self) -> Message:
        """The grade in words."""
        return say("valve.grade", grade=self.code)


@dataclass(frozen=True, slots=True)
class Gradient:
    """One mean gradient with the heart rate at which it was measured."""

    exam: ExamSeen
    mmhg: float
    rate: float | None

    @property
    def said(self) -> Message:
        """8 mmHg at 72 /min."""
        if self.rate is None:
            return say("valve.gradient", mmhg=self.mmhg)
        return say("v2.gradient_at", mmhg=self.mmhg, rate=self.rate)  # the id under which V2 is stored


@dataclass(frozen=True, slots=True)
class Worse:
    """A worsening that still stands: the exam before (None at a first record), its first exam, worst and last."""

    before: Graded | None
    first: Graded
    worst: Graded
    last: Graded


def amount(exam: ExamSeen, name: str) -> float | None:
    """A typed number of an exam."""
    value = exam.typed.get(name)
    return float(value) if value is not None else None


def echoes(history: History) -> tuple[ExamSeen, ...]:
    """The echoes able to judge the valve (quality not poor) since the last operation, which begins a new course."""
    return history.once("echoes", lambda: _echoes(history))


def _echoes(history: History) -> tuple[ExamSeen, ...]:
    cuts = [t.when for t in history.treatments if t.kind in INTERVENTIONS]
    able = (exam for exam in history.exams if exam.modality in ECHO and exam.quality != "poor")
    return tuple(exam for exam in able if all(surely_after(exam.when, cut) for cut in cuts))


def graded(history: History, policy: Policy) -> tuple[Graded, ...]:
    """Every grade, in order of time; of one day the worst comes last."""
    return history.once(("graded", policy.mr_severe_eroa, policy.mr_severe_rvol), lambda: _graded(history, policy))


def _graded(history: History, policy: Policy) -> tuple[Graded, ...]:
    found = [grade for exam in echoes(history) if (grade := _grade(exam, policy))]
    return tuple(sorted(found, key=lambda one: (one.exam.when.first, one.exam.when.last, one.rank, one.exam.id)))


def _grade(exam: ExamSeen, policy: Policy) -> Graded | None:
    eroa, volume = amount(exam, "eroa_cm2"), amount(exam, "rvol_ml")
    measured = [say("valve.eroa", cm2=eroa)] if eroa is not None and eroa >= policy.mr_severe_eroa else []
    measured += [say("valve.rvol", ml=volume)] if volume is not None and volume >= policy.mr_severe_rvol else []
    typed = str(exam.typed.get("mr_grade", ""))
    if measured:
        return Graded(exam, SEVERE, typed, say("valve.measured", found=tuple(measured)))
    return Graded(exam, RANK[typed], typed) if typed in RANK else None


def last_grade(history: History, policy: Policy) -> Graded | None:
    """How the valve leaks now: the latest grade, of one day the worst."""
    found = graded(history, policy)
    return found[-1] if found else None


def amounts(history: History, name: str) -> tuple[Measured, ...]:
    """A typed number of the echoes that can judge the valve, in order of time; of one day the highest comes last."""
    found = [(exam, value) for exam in echoes(history) if (value := amount(exam, name)) is not None]
    return tuple(sorted(found, key=_in_time))


def last_amount(history: History, name: str) -> Measured | None:
    """How it is now: the latest, of one day the worst."""
    found = amounts(history, name)
    together = [one for one in found if one[0].when == found[-1][0].when]
    return (together[0] if name in WORSE_WHEN_LOW else together[-1]) if together else None


def gradients(history: History) -> tuple[Gradient, ...]:
    """The mean gradients in order of time; of one day the highest comes last."""
    found = amounts(history, "ms_gradient_mmhg")
    return tuple(Gradient(exam, mmhg, amount(exam, "heart_rate")) for exam, mmhg in found)


def worse(grades: Iterable[Graded]) -> Worse | None:
    """The present worsening: it stands until a later exam reads the old grade again; a further rise begins its own."""
    stack: list[Worse] = []
    seen: list[Graded] = []
    for now in grades:
        stack = [one for one in stack if not _is_over(one, now)]
        before = _last_before(seen, now.exam.when)
        top = stack[-1] if stack else None
        base = top.worst.rank if top else before.rank if before else NOT_SEVERE
        if now.rank > base:
            stack.append(Worse(before, now, now, now))
        elif top:
            stack[-1] = replace(top, last=now)
        seen.append(now)
    return stack[-1] if stack else None


def _is_over(one: Worse, now: Graded) -> bool:
    old = one.before.rank if one.before else NOT_SEVERE
    return now.rank <= old and surely_after(now.exam.when, one.last.exam.when)


def _last_before(seen: list[Graded], day: Day) -> Graded | None:
    """The last grade surely before the day; of several of one time the worst."""
    earlier = [one for one in seen if surely_after(day, one.exam.when)]
    if not earlier:
        return None
    together = [one for one in earlier if not surely_after(earlier[-1].exam.when, one.exam.when)]
    return max(together, key=lambda one: one.rank)


def run_of(found: Iterable[Measured], holds: Callable[[float], bool]) -> Measured | None:
    """The first exam of the unbroken run in which a number holds, with its latest value; None if it no longer does.

    Of several values of one day it is enough that one holds.
    """
    ordered = sorted(found, key=_in_time)
    held = {exam.when for exam, value in ordered if holds(value)}
    run: list[Measured] = []
    for exam, value in ordered:
        if exam.when not in held:
            run = []
        elif holds(value):
            run.append((exam, value))
    return (run[0][0], run[-1][1]) if run else None


def _in_time(one: Measured) -> tuple[date, date, float, str]:
    exam, value = one
    return exam.when.first, exam.when.last, value, exam.id

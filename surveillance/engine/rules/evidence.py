"""The evidence that several rules show: the window, the growth, the exams behind it and what speaks against it."""

from __future__ import annotations

from datetime import date

from surveillance.engine.case import Case
from surveillance.engine.follow_up.windows import Window
from surveillance.engine.growth.called import called
from surveillance.engine.growth.result import Abrupt, Growth
from surveillance.engine.known.history import ExamSeen, History
from surveillance.engine.message import Message, Text, say
from surveillance.engine.policy import Policy
from surveillance.engine.rules.base import Number, Rule, Signal, is_historical, number

UNSIGNED = say("evidence.unsigned")
VERDICT = {
    "held": say("evidence.held"),
    "drift": say("evidence.drift"),
    "step": say("evidence.step"),
    "misreading": say("evidence.misreading"),
}
REPEATABILITY = 1.96 * 2.0**0.5  # two readings of an unchanged lesion lie within this many SD in 95 % (CLINICAL C)


def unsigned(policy: Policy) -> tuple[Message, ...]:
    """What is said of every signal that rests on the policy until somebody signs it."""
    return () if policy.signed else (UNSIGNED,)


def window_numbers(window: Window) -> tuple[Number, ...]:
    """The window and what it counts from."""
    return (
        Number(say("evidence.counted_from"), window.counted_on),
        Number(say("evidence.earliest_day"), window.earliest, origin=window.origin),
        Number(say("evidence.latest_day"), window.latest, origin=window.origin),
    )


def report_wanted(window: Window) -> Text:
    """What is to be done instead of a booking when the patient is followed elsewhere; "" otherwise."""
    return say("evidence.report_wanted") if window.plan == "elsewhere" else ""


def growth_numbers(growth: Growth, policy: Policy) -> tuple[Number, ...]:
    """What the growth engine says of one target."""
    return (
        Number(say("evidence.exam_days"), growth.n),
        Number(say("evidence.measured_on"), axes_of(growth)),
        Number(say("evidence.rate_label"), _rounded(growth.rate_mm_per_year), "mm/y"),
        Number(say("evidence.rate_sd"), _rounded(growth.rate_sd), "mm/y"),
        Number(say("evidence.p_growth"), _rounded(growth.p_progression)),
        Number(say("evidence.p_shrinkage"), _rounded(growth.p_regression)),
        Number(say("evidence.last_size"), _rounded(growth.level_mm), "mm"),
        number(policy, "growth_threshold", say("evidence.growth_threshold")),
    )


def axes_of(growth: Growth) -> Message:
    """How many axes growth was followed on, and on how many exam days each was read."""
    used = tuple(_used(called(axis), days) for axis, days in growth.days_by_axis.items())
    return say("evidence.axes", n=len(growth.days_by_axis), used=used)


def abrupt_signal(rule: Rule, case: Case, growth: Growth, *, abrupt: Abrupt, exam: ExamSeen, said: Message) -> Signal:
    """The signal of one exam day that lies far off what was expected of it; `said` is its sentence."""
    return rule.signal(
        f"{growth.lesion}:{growth.target}:{abrupt.day.isoformat()}",
        said,
        since=abrupt.day,
        lesion=growth.lesion,
        historical=is_historical(case, exam.when, lesion=growth.lesion),
        numbers=_abrupt_numbers(abrupt, case.policy),
        against=(*_conflict_doubts(abrupt), *growth_doubts(growth, case.policy)),
        facts=exams_behind(case.history, growth, on=abrupt.day),
    )


def _abrupt_numbers(abrupt: Abrupt, policy: Policy) -> tuple[Number, ...]:
    """What one exam day found against what was expected of it."""
    return (
        Number(say("evidence.found"), _rounded(abrupt.found_mm, 1), "mm"),
        Number(say("evidence.expected"), _rounded(abrupt.expected_mm, 1), "mm"),
        Number(say("evidence.z"), _rounded(abrupt.z), "SD"),
        number(policy, "abrupt_z", say("evidence.abrupt_z")),
        Number(say("evidence.verdict"), VERDICT[abrupt.verdict]),
    )


def surprise(abrupt: Abrupt) -> Message:
    """What was expected of the exam day before it was read, and how far off it is."""
    return say("evidence.surprise", expected=abrupt.expected_mm, z=abrupt.z)


def _conflict_doubts(abrupt: Abrupt) -> tuple[Message, ...]:
    """Readings of one day that differ beyond their errors (CLINICAL B, X1) want a joint re-read first."""
    return (say("evidence.conflict"),) if abrupt.conflict else ()


def growth_doubts(growth: Growth, policy: Policy) -> tuple[Message, ...]:
    """What speaks against a signal of the growth engine: measurement error, modality or reader switch, vague dates."""
    doubts = [_error(growth, policy)]
    if len(growth.days_by_modality) > 1:
        used = tuple(_used(name, days) for name, days in growth.days_by_modality.items())
        doubts.append(say("evidence.modality_switch", used=used))
    readers = sorted({sized.reader for point in growth.points for sized in point.readings if sized.reader})
    if len(readers) > 1:
        doubts.append(say("evidence.reader_switch", n=len(readers)))
    if growth.too_vague:
        doubts.append(say("evidence.too_vague", n=growth.too_vague))
    if growth.cannot_tell:
        doubts.append(say("evidence.cannot_tell", n=growth.cannot_tell))
    return (*doubts, *unsigned(policy))


def exams_behind(history: History, growth: Growth, *, on: date | None = None) -> tuple[str, ...]:
    """The lineages of the exams that measured the target in its present segment, or on one day of it."""
    days = {on} if on else {point.day for point in growth.points}
    return tuple(exam.id for exam in history.exams if exam.when.middle in days and measures(exam, growth))


def measures(exam: ExamSeen, growth: Growth) -> bool:
    """Whether the exam has a reading of the target."""
    return any(r.lesion == growth.lesion and r.target == growth.target for r in exam.readings)


def rate_of(growth: Growth) -> Message:
    """Rate and 95 % interval: +2.4 mm/y (0.3 to 4.5)."""
    rate, spread = growth.rate_mm_per_year or 0.0, 1.96 * (growth.rate_sd or 0.0)
    return say("evidence.rate", rate=rate, low=rate - spread, high=rate + spread)


def _used(what: Text, days: int) -> Message:
    return say("evidence.used", what=what, days=days)


def _error(growth: Growth, policy: Policy) -> Message:
    worst = max(growth.days_by_modality or {"TTE": 1}, key=policy.error_of)
    sd = max(policy.error_of(worst), policy.error_relative * growth.level_mm)
    return say("evidence.error", modality=worst, sd=sd, apart=REPEATABILITY * sd)


def _rounded(value: float | None, digits: int = 2) -> float | None:
    return None if value is None else round(value, digits)

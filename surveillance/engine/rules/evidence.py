"""The evidence that several rules show: the window, the growth, the exams behind it and what speaks against it."""

from __future__ import annotations

from datetime import date

from surveillance.engine.course.courses import named
from surveillance.engine.follow_up.windows import Window
from surveillance.engine.growth.result import Abrupt, Growth
from surveillance.engine.known.dates import written
from surveillance.engine.known.history import ExamSeen, History
from surveillance.engine.known.numerals import between, signed
from surveillance.engine.known.numerals import number as figure
from surveillance.engine.policy import Policy
from surveillance.engine.rules.base import Number, number

UNSIGNED = "Unsigned default policy: no cardiologist of the centre has signed these numbers yet."
REPEATABILITY = 1.96 * 2.0**0.5  # two readings of an unchanged lesion lie within this many SD in 95 % (CLINICAL C)


def unsigned(policy: Policy) -> tuple[str, ...]:
    """What is said of every signal that rests on the policy until somebody signs it."""
    return () if policy.signed else (UNSIGNED,)


def window_numbers(window: Window) -> tuple[Number, ...]:
    """The window and what it counts from."""
    return (
        Number("counted from", written(window.counted_on)),
        Number("earliest day", written(window.earliest), origin=window.origin),
        Number("latest day", written(window.latest), origin=window.origin),
    )


def report_wanted(window: Window) -> str:
    """What is to be done instead of a booking when the patient is followed elsewhere; "" otherwise."""
    return "Consider asking the centre that follows the patient for its report." if window.plan == "elsewhere" else ""


def growth_numbers(growth: Growth, policy: Policy) -> tuple[Number, ...]:
    """What the growth engine says of one target."""
    return (
        Number("exam days", growth.n),
        Number("measured on", axes_of(growth)),
        Number("rate", _rounded(growth.rate_mm_per_year), "mm/y"),
        Number("SD of the rate", _rounded(growth.rate_sd), "mm/y"),
        Number("probability of growth, under our prior", _rounded(growth.p_progression)),
        Number("probability of shrinkage, under our prior", _rounded(growth.p_regression)),
        Number("size at the last exam", _rounded(growth.level_mm), "mm"),
        number(policy, "growth_threshold", "growth means a rate above"),
    )


def axes_of(growth: Growth) -> str:
    """How many axes growth was followed on, and on how many exam days each was read."""
    axes, days = len(growth.days_by_axis), ", ".join(f"{axis} {days}" for axis, days in growth.days_by_axis.items())
    return f"{axes} {'axis' if axes == 1 else 'axes'} (exam days: {days})"


def abrupt_numbers(abrupt: Abrupt, policy: Policy) -> tuple[Number, ...]:
    """What one exam day found against what was expected of it."""
    return (
        Number("found", _rounded(abrupt.found_mm, 1), "mm"),
        Number("expected", _rounded(abrupt.expected_mm, 1), "mm"),
        Number("z of the exam day", _rounded(abrupt.z), "SD"),
        number(policy, "abrupt_z", "called abrupt from"),
        Number("verdict of the next exam", abrupt.verdict),
    )


def surprise(abrupt: Abrupt) -> str:
    """What was expected of the exam day before it was read, and how far off it is."""
    return f"{figure(abrupt.expected_mm)} mm expected (z {figure(abrupt.z)})"


def conflict_doubts(abrupt: Abrupt) -> tuple[str, ...]:
    """Readings of one day that differ beyond their errors (CLINICAL B, X1) want a joint re-read first."""
    return ("The readings of that day disagree: read them again side by side first.",) if abrupt.conflict else ()


def growth_doubts(growth: Growth, policy: Policy) -> tuple[str, ...]:
    """What speaks against a signal of the growth engine: measurement error, modality or reader switch, vague dates."""
    doubts = [_error(growth, policy)]
    if len(growth.days_by_modality) > 1:
        used = ", ".join(f"{name} {days}" for name, days in growth.days_by_modality.items())
        doubts.append(f"Modality switch ({used} exam days): the offset between them is estimated, not measured.")
    readers = sorted({sized.reader for point in growth.points for sized in point.readings if sized.reader})
    if len(readers) > 1:
        doubts.append(f"Reader switch: {len(readers)} readers measured.")
    if growth.too_vague:
        doubts.append(f"{growth.too_vague} sizes are left out because their date is too vague.")
    if growth.cannot_tell:
        doubts.append(
            f"{growth.cannot_tell} × “not visible” left out: the exam was poor, or by a modality that sees less."
        )
    return (*doubts, *unsigned(policy))


def exams_behind(history: History, growth: Growth, *, on: date | None = None) -> tuple[str, ...]:
    """The lineages of the exams that measured the target in its present segment, or on one day of it."""
    days = {on} if on else {point.day for point in growth.points}
    return tuple(exam.id for exam in history.exams if exam.when.middle in days and measures(exam, growth))


def measures(exam: ExamSeen, growth: Growth) -> bool:
    """Whether the exam has a reading of the target."""
    return any(r.lesion == growth.lesion and r.target == growth.target for r in exam.readings)


def rate_of(growth: Growth) -> str:
    """Rate and 95 % interval: +2.4 mm/y (0.3 to 4.5)."""
    rate, spread = growth.rate_mm_per_year or 0.0, 1.96 * (growth.rate_sd or 0.0)
    return f"{signed(rate)} mm/y ({between(rate - spread, rate + spread)})"


def target_of(growth: Growth) -> str:
    """The target in words, to begin a sentence with."""
    return named(growth.target).capitalize()


def _error(growth: Growth, policy: Policy) -> str:
    worst = max(growth.days_by_modality or {"TTE": 1}, key=policy.error_of)
    sd = max(policy.error_of(worst), policy.error_relative * growth.level_mm)
    return (
        f"Measurement error: one {worst} reading has an SD of {sd:.1f} mm, so that two readings of an unchanged "
        f"lesion may differ by {REPEATABILITY * sd:.1f} mm."
    )


def _rounded(value: float | None, digits: int = 2) -> float | None:
    return None if value is None else round(value, digits)

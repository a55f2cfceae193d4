"""What a number of a policy may be: sanity limits, all ours, and what must hold between numbers. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

from surveillance.engine.message import Message, Text, say
from surveillance.engine.policy import DEFAULT, Policy, unit

TENFOLD = 10.0  # where nothing nearer is known: from a tenth of the default to ten times it
BY_UNIT = {"probability": (0.0, 1.0), "correlation": (0.0, 0.95), "mo": (0.5, 60.0), "d": (1.0, 731.0),
           "exams": (1.0, 20.0), "exam days": (2.0, 20.0), "contacts": (1.0, 20.0), "SD": (1.0, 20.0)}  # fmt: skip
BY_NAME = {
    "growth_threshold": (
        0.3,
        5.0,
    ),  # below it nothing can be decided within years, above it growth hides
    "course_probability": (0.5, 0.99),
    "early_progression_probability": (0.5, 0.999),
    "watch_probability": (0.2, 0.99),
    "latest_months": (1.0, 36.0),
    "other_reader_factor": (1.0, 3.0),
    "suspicious_ratio_low": (2.0, 10.0),
    "suspicious_ratio_high": (10.0, 50.0),
    "size_context": (1.0, 100.0),
    "largest_size": (60.0, 300.0),
}
WHOLE = ("d", "exams", "exam days", "contacts")  # units that are counted
NOT_ABOVE = (
    ("earliest_months", "latest_months"),
    ("watch_probability", "course_probability"),
    ("course_probability", "early_progression_probability"),
    ("progression_same_modality", "progression_exams"),
    ("watch_days_s4", "watch_days_s3"),
    ("watch_days_s3", "watch_days_s2"),
    ("abrupt_z", "suspicious_z"),
    ("operated_first_months", "operated_second_months"),
    ("steady_span", "steady_gap"),
)  # the first may not be larger than the second
HYPOTHESES = ("prior_drift", "prior_step", "prior_misreading")  # one of them is true: they sum to 1
CLOSE = 1e-6
GROUPS = {
    "level_drift": say("limits.growth_engine"),
    "early_progression_probability": say("limits.rules"),
    "earliest_months": say("limits.plans"),
    "team_answer_months": say("limits.heart_team"),
}  # the number with which each group begins, in the order of the policy


class RefusedError(ValueError):
    """Numbers that no policy may have; `said` tells why."""

    def __init__(self, said: Message) -> None:
        super().__init__(said.id)
        self.said = said


def names() -> list[str]:
    """Every number of a policy, in its order."""
    return [f.name for f in fields(Policy) if f.name not in ("version", "signed")]


def groups() -> list[tuple[Text, list[str]]]:
    """The numbers by subject."""
    found: list[tuple[Text, list[str]]] = []
    for name in names():
        if name in GROUPS or not found:
            found.append((GROUPS.get(name, ""), []))
        found[-1][1].append(name)
    return found


def limits(name: str) -> tuple[float, float]:
    """The least and the largest value of a number."""
    default = float(getattr(DEFAULT, name))
    return BY_NAME.get(name) or BY_UNIT.get(unit(name)) or (default / TENFOLD, default * TENFOLD)


def faults(policy: Policy) -> Iterator[tuple[str, Message]]:
    """What is wrong with a policy: the number and a sentence with value, limits and remedy."""
    for name in names():
        value, (low, high) = getattr(policy, name), limits(name)
        if not low <= value <= high:
            yield name, say("limits.range", value=value, low=low, high=high)
        elif unit(name) in WHOLE and value != round(value):
            yield name, say("limits.whole", value=value)
    for small, large in NOT_ABOVE:
        value, limit = getattr(policy, small), getattr(policy, large)
        if value > limit:
            yield small, say("limits.more", value=value, large=large.replace("_", " "), limit=limit)
    total = sum(getattr(policy, name) for name in HYPOTHESES)
    if abs(total - 1.0) > CLOSE:
        yield HYPOTHESES[0], say("limits.sum", total=total)


def with_numbers(policy: Policy, numbers: Mapping[str, float]) -> Policy:
    """The policy with other numbers; RefusedError names one that is unknown or out of its limits."""
    unknown = sorted(set(numbers) - set(names()))
    if unknown:
        raise RefusedError(say("limits.unknown", name=unknown[0], names=tuple(names())))
    given: dict[str, Any] = dict(numbers)
    changed = replace(policy, **given)
    for name, said in faults(changed):
        raise RefusedError(say("limits.refused", name=name, why=said))
    return changed

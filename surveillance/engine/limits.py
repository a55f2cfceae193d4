"""What a number of a policy may be: sanity limits, all ours, and what must hold between numbers. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

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
    "level_drift": "Growth engine",
    "early_progression_probability": "Rules",
    "earliest_months": "Plans and recall",
    "team_answer_months": "The Heart Team",
}  # the number with which each group begins, in the order of the policy


def names() -> list[str]:
    """Every number of a policy, in its order."""
    return [f.name for f in fields(Policy) if f.name not in ("version", "signed")]


def groups() -> list[tuple[str, list[str]]]:
    """The numbers by subject."""
    found: list[tuple[str, list[str]]] = []
    for name in names():
        if name in GROUPS or not found:
            found.append((GROUPS.get(name, ""), []))
        found[-1][1].append(name)
    return found


def limits(name: str) -> tuple[float, float]:
    """The least and the largest value of a number."""
    default = float(getattr(DEFAULT, name))
    return BY_NAME.get(name) or BY_UNIT.get(unit(name)) or (default / TENFOLD, default * TENFOLD)


def faults(policy: Policy) -> Iterator[tuple[str, str]]:
    """What is wrong with a policy: the number and a sentence with value, limits and remedy."""
    for name in names():
        value, (low, high) = getattr(policy, name), limits(name)
        if not low <= value <= high:
            yield name, f"{value:g} is not between {low:g} and {high:g}."
        elif unit(name) in WHOLE and value != round(value):
            yield name, f"{value:g} is not a whole number: this is counted."
    for small, large in NOT_ABOVE:
        if getattr(policy, small) > getattr(policy, large):
            said = f"{getattr(policy, small):g} is more than {large.replace('_', ' ')} ({getattr(policy, large):g})."
            yield small, said
    total = sum(getattr(policy, name) for name in HYPOTHESES)
    if abs(total - 1.0) > CLOSE:
        yield HYPOTHESES[0], f"prior drift, step and misreading sum to {total:g}: one of the three is true, so to 1."


def with_numbers(policy: Policy, numbers: Mapping[str, float]) -> Policy:
    """The policy with other numbers; ValueError names one that is unknown or out of its limits."""
    unknown = sorted(set(numbers) - set(names()))
    if unknown:
        raise ValueError(f"“{unknown[0]}” is no number of the policy. There are: {', '.join(names())}.")
    given: dict[str, Any] = dict(numbers)
    changed = replace(policy, **given)
    for name, said in faults(changed):
        raise ValueError(f"{name}: {said}")
    return changed

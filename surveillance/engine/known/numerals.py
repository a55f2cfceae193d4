"""How a number is written in a sentence: a true minus sign, and never one before zero."""

from __future__ import annotations

MINUS = "\N{MINUS SIGN}"


def number(value: float) -> str:
    """At most one decimal, a true minus sign, never "-0"."""
    rounded = round(value, 1) + 0.0
    text = f"{abs(rounded):.1f}".removesuffix(".0")
    return MINUS + text if rounded < 0 else text


def signed(value: float) -> str:
    """With its sign, one decimal always: a rate or a change."""
    rounded = round(value, 1) + 0.0
    return f"{'+' if rounded > 0 else MINUS if rounded < 0 else '±'}{abs(rounded):.1f}"


def bare(value: float) -> str:
    """One decimal always, a sign only below zero: an end of an interval."""
    return signed(value).lstrip("+±")


def between(low: float, high: float) -> str:
    """The two ends of an interval, one decimal always."""
    return f"{bare(low)} to {bare(high)}"

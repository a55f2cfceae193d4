"""What the engine says of a history, as plain values that can be compared."""

from __future__ import annotations

from datetime import date
from typing import Any

from surveillance.engine.course.heading import heading
from surveillance.engine.course.patient_growth import case_of, follow
from surveillance.engine.follow_up.status import status
from surveillance.engine.follow_up.windows import window
from surveillance.engine.known.history import History
from surveillance.engine.policy import DEFAULT
from surveillance.engine.rules import RULES

Course = dict[tuple[str, str], tuple[Any, ...]]
SEVERITIES = ("S1", "S2", "S3", "S4")


def courses(history: History) -> Course:
    """Every course, with its numbers to the last digits but one."""
    return {
        key: (growth.course, round(growth.level_mm, 9), round(growth.line.slope, 9), growth.first_on, growth.last_on)
        for key, growth in follow(history, DEFAULT).items()
    }


def everything(history: History, today: date) -> dict[str, Any]:
    """Courses, signals without their anchors, window, status and heading of one day."""
    case = case_of(history, DEFAULT, today)
    found = [signal for rule in RULES for signal in rule.check(case).signals]
    due = window(case)
    return {
        "courses": courses(history),
        "signals": sorted((signal.rule, signal.severity, signal.historical, signal.since) for signal in found),
        "window": due and (due.earliest, due.target, due.latest, due.plan),
        "status": status(case, due).code,
        "heading": heading(case, found).code,
    }


def abrupt_rises(history: History, today: date) -> dict[str, tuple[int, bool]]:
    """The G2 signals by anchor: how severe, and whether live."""
    rule = next(rule for rule in RULES if rule.id == "G2")
    found = rule.check(case_of(history, DEFAULT, today)).signals
    return {s.anchor: (SEVERITIES.index(s.severity), not s.historical) for s in found}

"""What rules and heading say, as it is remembered: JSON, so that a change of wording changes nothing that is stored."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from surveillance.engine.course.heading import Heading
from surveillance.engine.message import to_json
from surveillance.engine.rules import RULES
from surveillance.engine.rules.base import Number, Signal

NUMBER = tuple(field.name for field in fields(Number))
BADGES = {rule.id: to_json(rule.badge) for rule in RULES if rule.badge}


def words_of(signal: Signal) -> dict[str, Any]:
    """The columns of a signal that hold words and numbers; ValueError or TypeError on what cannot be stored."""
    return {
        "headline": to_json(signal.headline),
        "numbers": [{name: to_json(getattr(number, name)) for name in NUMBER} for number in signal.numbers],
        "against": [to_json(each) for each in signal.against],
        "advice": to_json(signal.advice),
    }


def reasons_of(heading: Heading) -> list[list[Any]]:
    """Each reason of a heading with the day of its evidence."""
    return [[to_json(reason.text), reason.on.isoformat() if reason.on else None] for reason in heading.reasons]


def badges_of(signals: Iterable[Signal]) -> list[Any]:
    """What stands on the line of a patient, each once, in an order that no language changes."""
    found = {json.dumps(BADGES[s.rule], sort_keys=True): BADGES[s.rule] for s in signals if s.rule in BADGES}
    return [found[key] for key in sorted(found)]

"""Every rule over one history: each in its own try, none with the database in reach."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from surveillance.engine import rules as rule_set
from surveillance.engine.cards import SEVERITIES
from surveillance.engine.case import Case
from surveillance.engine.course.heading import Heading, heading
from surveillance.engine.follow_up.status import FollowUpStatus, status
from surveillance.engine.follow_up.windows import Window, window
from surveillance.engine.message import Message
from surveillance.engine.rules.base import Rule, Signal
from surveillance.engine.rules.x0 import failed
from surveillance.review.fingerprint import fingerprint
from surveillance.review.stored import words_of

log = logging.getLogger(__name__)
ENGINE = fingerprint(kept_in=settings.DATA)  # every standing made by another one is looked at again


class RuleTouchedDatabase(RuntimeError):
    """A rule is pure; one that asks the database has a bug, and is stopped before it can do harm."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What the rules, the heading and the window say of one history on one day."""

    case: Case
    signals: tuple[Signal, ...]
    failed: tuple[str, ...]  # ids of rules that raised: what they said before stays
    heading: Heading
    window: Window | None
    status: FollowUpStatus
    look_again_on: date | None


def check_all(case: Case, *, rules: Iterable[Rule] | None = None) -> Findings:
    """Every rule, window, status and heading of a case.

    A rule that raises becomes an X0 signal and never silences another (the one broad except of the project).
    """
    today = case.clock.today
    signals: list[Signal] = []
    raised: list[str] = []
    soonest: list[date] = []
    with connection.execute_wrapper(_refuse):
        for rule in rule_set.RULES if rules is None else rules:
            try:
                verdict = rule.check(case)
                if type(verdict.look_again_on) not in (date, type(None)):
                    raise TypeError(f"rule {rule.id} gave no day to look again on")
                for signal in verdict.signals:
                    _sound(signal, rule)
            except Exception as error:  # noqa: BLE001  a rule's bug must not lose an exam
                log.error("rule %s failed on patient %s: %s", rule.id, case.history.patient, type(error).__name__)
                _nothing_was_written()
                raised.append(rule.id)
                signals.append(failed(rule, since=today))
                continue
            signals += verdict.signals
            soonest += [verdict.look_again_on] if verdict.look_again_on else []
    own = case.with_own_clock()
    due = window(own)
    where = heading(own, tuple(signals))
    state = status(own, due)
    soonest += [own.clock.next] if own.clock.next else []
    return Findings(case, tuple(signals), tuple(raised), where, due, state, min(soonest, default=None))


def _sound(signal: Signal, rule: Rule) -> None:
    """Refuse a signal that could not be stored, inside the try of its rule."""
    if signal.severity not in SEVERITIES or signal.rule != rule.id or not signal.anchor:
        raise ValueError(f"rule {rule.id} gave a signal of severity {signal.severity!r} and anchor {signal.anchor!r}")
    if len(signal.anchor) > 160 or not signal.headline:
        raise ValueError(f"rule {rule.id} gave an anchor that is too long or no headline")
    if type(signal.since) is not date or type(signal.historical) is not bool:
        raise TypeError(f"rule {rule.id} gave a day or a yes or no of another type")
    words = (signal.headline, signal.advice, *signal.against)
    if not all(isinstance(each, str | Message) for each in words):
        raise TypeError(f"rule {rule.id} gave something else where words belong")
    if not all(isinstance(each, str) for each in (signal.anchor, *signal.facts)):
        raise TypeError(f"rule {rule.id} gave something else where an anchor or a fact belongs")
    json.dumps(words_of(signal), allow_nan=False)


def _nothing_was_written() -> None:
    """A write that was refused before it began leaves the transaction sound, whatever Django noted meanwhile."""
    if connection.in_atomic_block:
        transaction.set_rollback(False)


def _refuse(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    raise RuleTouchedDatabase("a rule asked the database")

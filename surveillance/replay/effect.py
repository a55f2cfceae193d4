"""What another policy would have changed: who gains or loses a signal, by rule, over days past."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any
from uuid import UUID

from surveillance.engine.cards import gravity
from surveillance.replay.burden import Burden
from surveillance.replay.replay import Firing, Told

GAINED, LOST, SOONER, LATER, RAISED, LOWERED = "gained", "lost", "sooner", "later", "raised", "lowered"
CHANGES = (GAINED, LOST, SOONER, LATER, RAISED, LOWERED)
Pair = tuple[Firing | None, Firing | None]


@dataclass(frozen=True, slots=True)
class Change:
    """One signal of one patient that differs between two policies."""

    patient: UUID
    rule: str
    what: str  # one of CHANGES
    before: Firing | None
    after: Firing | None

    def row(self) -> list[str]:
        """As kept with a job: patient, rule, change, then day and severity before and after."""
        firings = (self.before, self.after)
        sides = [part for f in firings for part in ((f.on.isoformat(), f.severity) if f else ("", ""))]
        return [str(self.patient), self.rule, self.what, *sides]


def compare(told: Told) -> Iterator[Change]:
    """What differs for one patient between the first policy of a replay and the second.

    Signals are paired by anchor; those of one rule left over are paired in the order of their days, because a changed
    number may move the exam a run begins with, and that is no other signal to the clinic.
    """
    before, after = told.heard[0].firings, told.heard[1].firings
    pairs: list[Pair] = [(before[key], after[key]) for key in before.keys() & after.keys()]
    for rule in {rule for rule, _ in before.keys() ^ after.keys()}:
        pairs += zip_longest(_alone(rule, before.values(), after.keys()), _alone(rule, after.values(), before.keys()))
    changes = [Change(told.patient, _rule(pair), what, *pair) for pair in pairs if (what := _what(*pair))]
    yield from sorted(changes, key=lambda change: (change.rule, change.row()))


def summary(told: Iterable[Told]) -> dict[str, Any]:
    """The counts by rule and the changes of every patient, as plain values; the first policy is the one in force."""
    burdens = (Burden(), Burden())
    counts: defaultdict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(("before", "after", *CHANGES), 0))
    found: list[Change] = []
    touched = 0
    for each in told:
        for side, burden, heard in zip(("before", "after"), burdens, each.heard, strict=True):
            burden.add(each, heard)
            for firing in heard.firings.values():
                counts[firing.rule][side] += 1
        changes = list(compare(each))
        for change in changes:
            counts[change.rule][change.what] += 1
        found += changes
        touched += bool(changes)
    return {
        "patients": burdens[0].patients, "touched": touched, "years": round(burdens[0].years, 1),
        "cards": [burden.cards for burden in burdens], "rules": dict(sorted(counts.items())),
        "rows": [change.row() for change in sorted(found, key=_gravest_first)],
    }  # fmt: skip


def _gravest_first(change: Change) -> tuple[int, str]:
    said = [f.severity for f in (change.before, change.after) if f is not None]
    return -max(map(gravity, said)), change.rule


def _alone(rule: str, mine: Iterable[Firing], others: Iterable[tuple[str, str]]) -> list[Firing]:
    known = set(others)
    return sorted((f for f in mine if f.rule == rule and (f.rule, f.anchor) not in known), key=lambda f: f.on)


def _rule(pair: Pair) -> str:
    return next(firing.rule for firing in pair if firing is not None)


def _what(before: Firing | None, after: Firing | None) -> str:
    """The word for the difference, empty where there is none; a change of day is said before one of severity."""
    if before is None or after is None:
        return GAINED if before is None else LOST
    if before.on != after.on:
        return SOONER if after.on < before.on else LATER
    graver = gravity(after.severity) - gravity(before.severity)
    return "" if not graver else RAISED if graver > 0 else LOWERED

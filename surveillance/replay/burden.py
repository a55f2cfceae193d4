"""How often the rules speak: signals and cards per 100 patient-years of a replay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from surveillance.engine.day import DAYS_PER_YEAR
from surveillance.replay.replay import Heard, Told

CARD = "card"


@dataclass(slots=True)
class Burden:
    """Counts over patients; `signals` by rule, each (patient, anchor) once, what stood at the beginning left out."""

    patients: int = 0
    days: int = 0
    cards: int = 0
    signals: Counter[str] = field(default_factory=Counter)
    historical: Counter[str] = field(default_factory=Counter)  # of those, never said as live: no card

    @property
    def years(self) -> float:
        """Patient-years under observation."""
        return self.days / DAYS_PER_YEAR

    def per_100_years(self, count: int) -> float | None:
        """A count per 100 patient-years, None where nobody was observed."""
        return 100 * count / self.years if self.days else None

    def add(self, told: Told, heard: Heard) -> None:
        """One patient under one policy."""
        self.patients += 1
        self.days += told.days
        self.cards += len(heard.cards)
        new = [firing for firing in heard.firings.values() if not firing.standing]
        self.signals.update(firing.rule for firing in new)
        self.historical.update(firing.rule for firing in new if not firing.live)

    def rows(self, rules: Iterable[str]) -> list[dict[str, object]]:
        """Per rule: how many, how many of them historical, per 100 patient-years; the cards last."""
        found: list[dict[str, object]] = [
            {
                "rule": rule, "signals": self.signals[rule], "historical": self.historical[rule],
                "per_100_patient_years": _rounded(self.per_100_years(self.signals[rule])),
            }
            for rule in rules
        ]  # fmt: skip
        cards = {"rule": CARD, "signals": self.cards, "historical": 0}
        return [*found, cards | {"per_100_patient_years": _rounded(self.per_100_years(self.cards))}]


def burdens(told: Iterable[Told], policies: int) -> Sequence[Burden]:
    """The burden under each of the policies replayed."""
    found = [Burden() for _ in range(policies)]
    for each in told:
        for burden, heard in zip(found, each.heard, strict=True):
            burden.add(each, heard)
    return found


def table(burden: Burden, rules: Iterable[str]) -> list[str]:
    """The lines of a table for a terminal."""
    lines = [f"{'':6}{'signals':>9}{'historical':>12}{'per 100 patient-years':>24}"]
    for row in burden.rows(rules):
        lines.append(f"{row['rule']:6}{row['signals']:>9}{row['historical']:>12}{_shown(row):>24}")
    return lines


def markdown(burden: Burden, rules: Iterable[str]) -> list[str]:
    """The lines of the same table for a document."""
    lines = ["| | signals | historical | per 100 patient-years |", "|---|---|---|---|"]
    for row in burden.rows(rules):
        lines.append(f"| {row['rule']} | {row['signals']} | {row['historical']} | {_shown(row)} |")
    return lines


def _shown(row: dict[str, object]) -> str:
    rate = row["per_100_patient_years"]
    return "–" if rate is None else f"{rate:.1f}"


def _rounded(rate: float | None) -> float | None:
    return None if rate is None else round(rate, 2)

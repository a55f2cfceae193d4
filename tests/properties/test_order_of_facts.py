"""In what order the facts of one day stand in a history changes nothing that is said of the patient.

Plans and contacts are not among them: of those the one recorded last stands
(tests/review/test_order_of_a_day.py).
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from surveillance.engine.day import Day
from surveillance.engine.known.history import History
from tests.oracle.drawn_histories import Draw
from tests.properties.said import everything

DATED = ("exams", "forms", "events", "cultures", "treatments")
EPOCH = date(2016, 1, 1)


def crowded(history: History, every_days: int) -> History:
    """The same facts on few days, so that many share one."""

    def moved(fact: Any) -> Any:
        on = EPOCH + timedelta(days=(fact.when.first - EPOCH).days // every_days * every_days)
        return replace(fact, when=Day.exactly(on))

    facts = {name: [moved(fact) for fact in getattr(history, name)] for name in DATED}
    rows = {name: tuple(sorted(found, key=lambda fact: (fact.when, fact.id))) for name, found in facts.items()}
    return replace(history, **rows)


def shuffled(history: History, seed: int) -> History:
    """The facts of each day in another order, and the parts of each exam too."""
    rng = random.Random(seed)

    def mixed(found: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(rng.sample(found, len(found)))

    rows = {name: tuple(sorted(mixed(getattr(history, name)), key=lambda fact: fact.when)) for name in DATED}
    rows["exams"] = tuple(
        replace(exam, readings=mixed(exam.readings), features=mixed(exam.features)) for exam in rows["exams"]
    )
    return replace(history, conditions=mixed(history.conditions), **rows)


@settings(max_examples=150)
@given(st.integers(0, 10**9), st.sampled_from((1, 30, 400)), st.integers(0, 10**9))
def test_the_order_of_the_facts_of_one_day_does_not_matter(seed: int, every_days: int, order: int) -> None:
    drawn = Draw(seed)
    history = crowded(drawn.history(), every_days)
    assert everything(shuffled(history, order), drawn.today) == everything(history, drawn.today)

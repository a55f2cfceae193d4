"""What a history remembers of a policy is kept by the policy's numbers, never by where they lie in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from surveillance.engine.case import Case
from surveillance.engine.follow_up.windows import window
from surveillance.engine.imaging.protocol import next_imaging
from surveillance.engine.known.clock import Clock
from surveillance.engine.known.history import History
from surveillance.engine.policy import DEFAULT, Policy
from tests.engine.rules.histories import TODAY, event, exam, form, history

Ask = Callable[[Case], Any]
SEEN = TODAY - timedelta(days=20)


def known() -> History:
    """A CCMA with an infection of three weeks ago."""
    day = SEEN.isoformat()
    return history(exam(day, 20), form(day, "ccma"), event(day, "endocarditis"))


def of(given: History, policy: Policy) -> Case:
    """The case without growth, which would keep nothing here; what is remembered stays with the history."""
    return Case(given, policy, Clock(TODAY))


CASES: dict[str, tuple[Ask, str, float, float]] = {
    "window": (window, "short_months", 6.0, 2.0),
    "next imaging": (next_imaging, "infection_days", 183.0, 5.0),
}


@pytest.mark.parametrize(("ask", "number", "one", "other"), CASES.values(), ids=CASES)
def test_two_policies_that_lie_in_one_place_give_two_answers(ask: Ask, number: str, one: float, other: float) -> None:
    given = known()
    place = id(first := replace(DEFAULT, **{number: one}))
    before = ask(of(given, first))
    del first
    others = (replace(DEFAULT, **{number: other}) for _ in range(1000))
    policy = next((there for there in others if id(there) == place), None)  # none: the first is still remembered
    policy = policy or replace(DEFAULT, **{number: other})
    found = ask(of(given, policy))
    assert found == ask(of(known(), policy))
    assert found != before


@pytest.mark.parametrize("ask", [window, next_imaging])
def test_a_policy_read_twice_is_one_policy(ask: Ask) -> None:
    given = known()
    again = replace(DEFAULT)
    assert again is not DEFAULT
    found = ask(of(given, DEFAULT))
    assert found is not None
    assert ask(of(given, again)) is found

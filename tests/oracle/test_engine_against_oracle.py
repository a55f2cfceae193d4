"""The engine against an oracle in plain Python, written from CLINICAL and not from the code, on random histories."""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

import pytest

from surveillance.engine.follow_up.status import STATUS_WORDS
from surveillance.engine.follow_up.windows import PLAN_WORDS
from tests.oracle.agreement import differences

QUICK, DRILL, BLOCK = 1_000, 100_000, 1_000
COURSES = ("regression", "stability", "progression", "abrupt", "not_enough")


def of_block(first: int) -> list[str]:
    """The differences of one block of seeds."""
    return differences(range(first, first + BLOCK))


def test_engine_and_oracle_agree_on_course_window_and_status() -> None:
    """And the random histories meet every course, plan and status there is."""
    met: Counter[str] = Counter()
    assert differences(range(QUICK), met) == []
    assert {course for course in COURSES if not met[course]} == set()
    assert {plan for plan in PLAN_WORDS if not met[f"plan {plan}"]} == set()
    assert {status for status in STATUS_WORDS if not met[f"status {status}"]} == set()


@pytest.mark.slow
def test_engine_and_oracle_agree_on_a_hundred_thousand_histories() -> None:
    """Other seeds than the quick test's, on every core."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        blocks = list(pool.map(of_block, range(QUICK, QUICK + DRILL, BLOCK)))
    found = [each for block in blocks for each in block]
    assert found == [], f"{len(found)} differences, the first: {found[:5]}"

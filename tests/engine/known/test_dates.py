"""Calendar months, the order of partial dates, and how they are written."""

from __future__ import annotations

from datetime import date

import pytest

from surveillance.engine.known.dates import add_months, overlap, surely_after
from tests.engine.rules.histories import day


@pytest.mark.parametrize(
    ("on", "months", "expected"),
    [
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 12, 10), 1, date(2026, 1, 10)),
        (date(2025, 1, 31), 3, date(2025, 4, 30)),
        (date(2025, 1, 10), 0.5, date(2025, 1, 25)),
        (date(2025, 1, 10), 12.0, date(2026, 1, 10)),
    ],
)
def test_months_are_those_of_the_calendar(on: date, months: float, expected: date) -> None:
    """31 August and six months is the last day of February."""
    assert add_months(on, months) == expected


@pytest.mark.parametrize(
    ("later", "earlier", "surely"),
    [
        ("2025-03-02", "2025-03-01", True),
        ("2025-03-01", "2025-03-01", False),
        ("2025-04", "2025-03-31", True),
        ("2025-03", "2025-03-01", False),
        ("2025-06-01", "2025", False),
        ("2026", "2025", True),
        ("~2020-10", "~2020-01", True),
        ("~2020", "~2020", False),
        ("~2020-01", "~2020-10", False),
    ],
)
def test_one_day_is_surely_after_another_only_if_no_choice_of_days_denies_it(
    later: str, earlier: str, surely: bool
) -> None:
    """Nominal days share an origin, so that their order is known."""
    assert surely_after(day(later), day(earlier)) is surely


def test_days_overlap_when_neither_is_surely_after() -> None:
    """A year and a day in it."""
    assert overlap(day("2025"), day("2025-06-01"))
    assert not overlap(day("2025"), day("2026-01-01"))

"""Sizes and dates as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from registry.dates import parse_date, partial_date, show
from registry.sizes import parse_size


@pytest.mark.parametrize(
    ("text", "mm", "rounding"),
    [("27", 27, 1), ("27.2", 27.2, 0.1), ("27,2", 27.2, 0.1), ("27 mm", 27, 1), ("2.7 cm", 27, 1), ("3cm", 30, 10)],
)
def test_a_size_is_millimetres_whatever_the_unit_written(text: str, mm: float, rounding: float):
    size = parse_size(text)
    assert size.mm == pytest.approx(mm)
    assert size.rounding_mm == pytest.approx(rounding)
    assert size.reported == text


@pytest.mark.parametrize("text", ["-10", "\u221210", "– 10", "30 x 26", "about 20", "", "1e3", "NaN", "2.7 inch"])
def test_what_is_not_one_size_is_refused_with_its_text(text: str):
    with pytest.raises(ValueError, match="“") as caught:
        parse_size(text)
    assert text.strip() in str(caught.value)


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2026-03-10", date(2026, 3, 10), date(2026, 3, 10), "day"),
        ("10-Mar-2026", date(2026, 3, 10), date(2026, 3, 10), "day"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "month"),
        ("Feb-2024", date(2024, 2, 1), date(2024, 2, 29), "month"),
        ("2024", date(2024, 1, 1), date(2024, 12, 31), "year"),
    ],
)
def test_a_date_keeps_the_precision_it_was_given(text: str, first: date, last: date, precision: str):
    assert parse_date(text) == (first, last, precision)


@pytest.mark.parametrize(
    "text", ["2026-13-01", "2026-02-30", "03/04/2025", "yesterday", "", "26-03-10", f"2026-01-{'9' * 20}"]
)
def test_a_date_that_is_none_or_could_be_two_is_refused(text: str):
    with pytest.raises(ValueError, match="is not a date"):
        parse_date(text)


def test_dates_are_shown_with_letters_for_the_month():
    assert show(*partial_date(2026, 3, 10)) == "10-Mar-2026"
    assert show(*partial_date(2026, 3)) == "Mar-2026"
    assert show(*partial_date(2026)) == "2026"

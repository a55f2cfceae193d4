"""The same size typed in cm and in mm is the same size: as read, as recorded through the exam form, and as judged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.sizes import parse_size


def in_cm(tenths: int, decimals: int) -> str:
    """So many tenths of a mm, written in cm with so many decimals."""
    return f"{tenths / 100:.{decimals}f} cm"


@given(st.integers(1, 120), st.sampled_from((" ", "")), st.booleans())
def test_whole_millimetres_read_the_same_in_cm(mm: int, space: str, comma: bool) -> None:
    """27 mm and 2.7 cm: the same size, and reported to the same last digit."""
    text = f"{mm // 10}.{mm % 10}{space}cm"
    one, other = parse_size(text.replace(".", ",") if comma else text), parse_size(f"{mm}{space}mm")
    assert (one.mm, one.rounding_mm) == (other.mm, pytest.approx(other.rounding_mm, abs=1e-12))


@given(st.integers(1, 1200))
def test_tenths_of_a_millimetre_read_the_same_in_cm(tenths: int) -> None:
    one, other = parse_size(in_cm(tenths, 2)), parse_size(f"{tenths / 10:.1f}")
    assert (one.mm, one.rounding_mm) == (other.mm, pytest.approx(other.rounding_mm, abs=1e-12))

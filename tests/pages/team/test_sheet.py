"""What the printed sheet of a meeting holds: long texts are cut alike, short ones stay whole."""

from __future__ import annotations

import pytest

from surveillance.pages.team.sheet import LEAST, LETTERS, LINES, MARK, cut, lines, longest

WORDS = "the team agreed that the question comes back when the next TOE is read "


def test_a_short_text_stays_whole() -> None:
    assert cut("Frailty", LEAST).rest == ""


@pytest.mark.parametrize("text", [WORDS * 30, "x" * 4000, "a\n" * 200, f"{'y' * 90} {WORDS * 9}"])
def test_a_cut_text_loses_no_letter_and_leaves_room_for_the_mark(text: str) -> None:
    found = cut(text, 3)
    assert found.head + found.rest == text
    assert lines(found.head.rstrip() + "m" * (MARK - 1)) <= 4
    assert found.rest


def test_what_stands_before_a_text_takes_its_room() -> None:
    assert lines("word " * (LETTERS // 5)) == 1
    assert lines("word " * (LETTERS // 5), after=20) == 2


def test_lines_that_a_person_broke_count_each() -> None:
    assert lines("to live at home\nno operation\nno dialysis") == 3


def test_the_long_ones_share_what_the_short_ones_leave() -> None:
    assert longest([1, 1, 50, 50], 42) == 20
    assert longest([1, 1, 5], 42) == LINES


def test_where_there_is_no_room_it_says_so() -> None:
    assert longest([9] * 30, 30 * LEAST - 1) == 0

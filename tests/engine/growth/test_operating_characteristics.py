"""The promises of the growth engine, on fewer lesions than the bench, with room for chance (three standard errors)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.operating_characteristics import (
    QUESTIONS,
    Figure,
    Study,
    axes,
    coverage,
    false_alerts,
    growth,
    ladder,
    line,
    misreadings,
    steps,
)

STUDY = Study(lesions=4_000, seed=7)
PATIENT_YEARS = STUDY.lesions * 6.0


def kept(figures: Iterator[Figure], room: float) -> list[str]:
    """The figures beyond their limits by more than chance, as the table prints them."""
    with_limits = [figure for figure in figures if figure.limit]
    assert with_limits
    return [
        line(figure)
        for figure in with_limits
        if (figure.at_most is not None and figure.value > figure.at_most + room)
        or (figure.at_least is not None and figure.value < figure.at_least - room)
    ]


def chance(share: float) -> float:
    """Three standard errors of a share."""
    return 3.0 * (share * (1.0 - share) / STUDY.lesions) ** 0.5


def test_stable_lesions_rarely_raise_a_first_alert() -> None:
    assert kept(false_alerts(STUDY), 3.0 * (0.015 / PATIENT_YEARS) ** 0.5 * 100.0) == []


def test_a_step_is_caught_at_the_same_visit() -> None:
    assert kept(steps(STUDY), chance(0.74)) == []


def test_growth_is_found_within_two_years() -> None:
    assert kept(growth(STUDY), chance(0.45)) == []


def test_one_misreading_rarely_alarms_the_next_exam() -> None:
    assert kept(misreadings(Study(lesions=1_000, seed=7)), 0.01) == []


def test_the_interval_of_the_slope_covers_under_the_own_model() -> None:
    assert kept(coverage(STUDY), chance(0.05)) == []


def test_the_ladder_is_progression() -> None:
    assert kept(ladder(STUDY), 0.0) == []


def test_two_and_three_axes_keep_what_they_promise() -> None:
    assert kept(axes(STUDY), chance(0.5)) == []


def test_the_table_says_fail_when_a_limit_is_broken() -> None:
    assert line(Figure("false alerts", 2.0, 1.5)).endswith("FAIL")
    assert line(Figure("false alerts", 1.0, 1.5)).endswith("pass")
    assert Figure("coverage", 0.93, 0.96, 0.94).limit == "0.94 to 0.96"
    assert not Figure("coverage", 0.93, 0.96, 0.94).passes


@pytest.mark.slow
def test_the_whole_table_keeps_its_limits() -> None:
    study = Study()
    assert [line(figure) for question in QUESTIONS for figure in question(study) if not figure.passes] == []

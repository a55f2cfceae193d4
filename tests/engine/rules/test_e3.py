"""E3: conduction block."""

from __future__ import annotations

import pytest

from surveillance.words.message import text
from tests.engine.rules.histories import event, history, severities, signals, treatment, visit


@pytest.mark.parametrize(
    ("kind", "severity"),
    [("av_block_1", "S2"), ("av_block_2", "S3"), ("av_block_3", "S3"), ("bundle_branch_block", "S2")],
)
def test_each_block_has_its_severity(kind: str, severity: str) -> None:
    """Second degree or higher is S3."""
    assert severities("E3", history(event("2026-05-20", kind))) == [severity]


def test_the_ecg_of_a_visit_counts_and_an_earlier_normal_one_makes_it_new() -> None:
    """Otherwise it is first recorded."""
    block = visit("2026-05-20", conduction="lbbb")
    assert "first recorded" in text(signals("E3", history(block))[0].headline)
    assert ", new," in text(signals("E3", history(visit("2025-05-20", conduction="normal"), block))[0].headline)


def test_a_block_seen_again_is_the_same_and_a_normal_ecg_between_makes_it_another() -> None:
    """The latest run speaks."""
    first, again = visit("2025-05-20", conduction="rbbb"), visit("2026-05-20", conduction="rbbb")
    assert [s.anchor for s in signals("E3", history(first, again))] == [f"rbbb:{first.id}"]
    normal = visit("2026-01-20", conduction="normal")
    assert [s.anchor for s in signals("E3", history(first, normal, again))] == [f"rbbb:{again.id}"]


def test_a_higher_block_takes_the_place_of_a_lower_and_a_side_that_of_an_unnamed_one() -> None:
    """One signal for one thing."""
    assert severities("E3", history(event("2026-05-18", "av_block_1"), event("2026-05-20", "av_block_3"))) == ["S3"]
    both = history(event("2026-05-20", "bundle_branch_block"), visit("2026-05-20", conduction="lbbb"))
    assert severities("E3", both) == ["S2"]


def test_a_pacemaker_makes_it_historical_and_paced_ecgs_say_nothing() -> None:
    """Normal conduction and none are silent."""
    assert severities("E3", history(event("2026-05-20", "av_block_3"), treatment("2026-05-22", "pacemaker"))) == ["S3h"]
    assert severities("E3", history(visit("2026-05-20", rhythm="paced", conduction="lbbb"))) == []
    assert severities("E3", history(visit("2026-05-20", conduction="normal"), visit("2026-05-21"))) == []
    assert severities("E3", history(event("2026-02-20", "av_block_2"))) == ["S3h"]

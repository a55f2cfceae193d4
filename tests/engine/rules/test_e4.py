"""E4: heart failure."""

from __future__ import annotations

import pytest

from surveillance.words.message import text
from tests.engine.rules.histories import event, exam, form, history, severities, signals, treatment


@pytest.mark.parametrize("kind", ["heart_failure", "pulmonary_oedema"])
def test_it_is_s3_and_with_ccma_s4(kind: str) -> None:
    """CCMA or ruptured by form, or by an echo-lucent core."""
    failure = event("2026-05-20", kind)
    assert severities("E4", history(failure)) == ["S3"]
    assert severities("E4", history(failure, form("2025-05-20", "mac"))) == ["S3"]
    assert severities("E4", history(failure, form("2025-05-20", "ccma"))) == ["S4"]
    assert severities("E4", history(failure, form("2025-05-20", "ruptured_ccma"))) == ["S4"]
    assert severities("E4", history(failure, exam("2025-05-20", has=("echolucent_core",)))) == ["S4"]


def test_failure_and_oedema_of_one_day_are_one_signal() -> None:
    """On two days they are two."""
    both = signals("E4", history(event("2026-05-20", "heart_failure"), event("2026-05-20", "pulmonary_oedema")))
    assert [text(s.headline) for s in both] == ["Heart failure and pulmonary oedema, 20-May-2026."]
    assert len(signals("E4", history(event("2026-05-20", "heart_failure"), event("2026-05-25", "heart_failure")))) == 2


def test_a_lesion_taken_out_before_is_no_ccma_and_one_back_to_mac_neither() -> None:
    """The latest form counts."""
    failure, ccma = event("2026-05-20", "heart_failure"), form("2025-05-20", "ccma")
    assert severities("E4", history(failure, ccma, treatment("2025-08-20", "excision"))) == ["S3"]
    assert severities("E4", history(failure, ccma, form("2026-01-20", "mac"))) == ["S3"]


def test_other_events_are_silent_and_old_ones_historical() -> None:
    """Operated since, or older than thirty days."""
    assert severities("E4", history(event("2026-05-20", "syncope"))) == []
    assert severities("E4", history()) == []
    assert severities("E4", history(event("2026-02-20", "heart_failure"))) == ["S3h"]
    assert severities("E4", history(event("2026-05-20", "heart_failure"), treatment("2026-05-25", "excision"))) == [
        "S3h"
    ]

"""E2: new atrial fibrillation."""

from __future__ import annotations

from tests.engine.rules.histories import condition, event, history, severities, signals, visit


def test_an_event_or_the_ecg_of_a_visit_is_s2_once() -> None:
    """A later paroxysm is nothing new."""
    assert severities("E2", history(event("2026-05-20", "atrial_fibrillation"))) == ["S2"]
    found = signals("E2", history(visit("2026-05-20", rhythm="af"), event("2026-05-25", "atrial_fibrillation")))
    assert [(s.severity, s.anchor) for s in found] == [("S2", "visit-2026-05-20")]


def test_known_fibrillation_is_not_new() -> None:
    """A condition before; an undated one silences an ECG but not an event that says "new"."""
    ecg, new = visit("2026-05-20", rhythm="af"), event("2026-05-20", "atrial_fibrillation")
    assert severities("E2", history(condition("atrial_fibrillation", "2019"), ecg, new)) == []
    assert severities("E2", history(condition("atrial_fibrillation"), ecg)) == []
    assert signals("E2", history(condition("atrial_fibrillation"), new))[0].against


def test_a_condition_dated_after_enrolment_is_an_onset() -> None:
    """Before it (enrolled on 1-Jan-2020) it is not."""
    assert severities("E2", history(condition("atrial_fibrillation", "2026-05-20"))) == ["S2"]
    assert severities("E2", history(condition("atrial_fibrillation", "2019-05-20"))) == []


def test_an_irregular_pulse_sinus_rhythm_and_nothing_are_silent() -> None:
    """Only an ECG tells."""
    assert severities("E2", history(visit("2026-05-20", rhythm="irregular"), visit("2026-05-21", rhythm="sinus"))) == []
    assert severities("E2", history()) == []


def test_an_old_onset_and_one_before_death_are_historical() -> None:
    """Live for thirty days."""
    assert severities("E2", history(event("2026-02-20", "atrial_fibrillation"))) == ["S2h"]
    assert severities("E2", history(event("2026-05-20", "atrial_fibrillation"), event("2026-05-25", "death"))) == [
        "S2h"
    ]

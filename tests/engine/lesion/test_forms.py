"""The form of a lesion over time."""

from __future__ import annotations

from surveillance.engine.lesion.forms import current, is_mac_only, readings, regressed
from tests.engine.rules.histories import L, exam, form, history

CCMA, MAC = form("2024-01-10", "ccma"), form("2025-01-10", "mac")


def test_the_worst_of_a_day_stands_and_indeterminate_is_no_reading() -> None:
    """Two readers on one day."""
    patient = history(form("2025-01-10", "mac"), form("2025-01-10", "ccma"), form("2025-02-10", "indeterminate"))
    assert [f.form for f in readings(patient, L)] == ["ccma"]
    assert current(patient, L).form == "ccma"
    assert current(history(), L) is None


def test_mac_only_needs_a_reading_and_no_core() -> None:
    """An echo-lucent core speaks against it."""
    assert is_mac_only(history(MAC), L)
    assert not is_mac_only(history(), L)
    assert not is_mac_only(history(CCMA, MAC), L)
    assert not is_mac_only(history(MAC, exam("2025-06-10", has=("echolucent_core",))), L)


def test_regressed_needs_a_worse_reading_before_and_is_agreed_by_another_exam() -> None:
    """CCMA, MAC: apparent. CCMA, MAC, MAC: agreed. MAC alone: never."""
    assert regressed(history(MAC), L) is None
    assert regressed(history(CCMA), L) is None
    once = regressed(history(CCMA, MAC), L)
    assert (once.first, once.agreed_by) == (MAC, None)
    again = form("2025-07-10", "resolved")
    assert regressed(history(CCMA, MAC, again), L).agreed_by == again
    assert regressed(history(CCMA, MAC, form("2025-07-10", "ccma")), L) is None


def test_two_readings_of_one_exam_are_one_exam() -> None:
    """A second opinion on the same pictures is no second exam."""
    first = form("2025-01-10", "mac", exam="TTE-1")
    second = form("2025-01-20", "mac", exam="TTE-1")
    assert regressed(history(CCMA, first, second), L).agreed_by is None

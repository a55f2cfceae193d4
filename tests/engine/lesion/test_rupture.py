"""Which ruptures stand when there are several lesions; how they end stands in the tests of R1."""

from __future__ import annotations

from surveillance.engine.lesion.rupture import ruptures, ruptures_of
from tests.engine.rules.histories import day, event, exam, form, history, treatment

BOTH = ("L1", "L2")


def test_each_lesion_has_its_own() -> None:
    """An assessment of the other lesion ends nothing."""
    broken = form("2025-01-10", "ruptured_ccma", lesion="L1")
    other = form("2025-02-10", "ccma", lesion="L2", cardiologist=True)
    patient = history(broken, other, lesions=BOTH)
    assert [rupture.lesion for rupture in ruptures(patient)] == ["L1"]
    assert ruptures_of(patient, "L2") == ()


def test_an_event_that_names_no_lesion_belongs_to_the_only_one_or_to_the_patient() -> None:
    """With two lesions nobody knows which."""
    happened = event("2025-01-10", "rupture")
    assert [r.lesion for r in ruptures(history(happened))] == ["L1"]
    assert [r.lesion for r in ruptures(history(happened, lesions=BOTH))] == [""]
    assert [r.lesion for r in ruptures(history(happened, lesions=()))] == [""]


def test_a_rupture_of_the_patient_ends_by_any_lesions_assessment() -> None:
    """Or by an operation that names no lesion."""
    happened = event("2025-01-10", "rupture")
    assessed = form("2025-02-10", "ccma", lesion="L2", cardiologist=True)
    assert ruptures(history(happened, assessed, lesions=BOTH)) == ()
    assert ruptures(history(happened, treatment("2025-02-10", "repair"), lesions=BOTH)) == ()
    assert ruptures(history(happened, treatment("2025-02-10", "repair", lesion="L2"), lesions=BOTH)) != ()


def test_it_knows_its_first_and_last_sighting() -> None:
    """Two exams, one rupture."""
    seen = tuple(exam(when, 20, has=("leaking_content",)) for when in ("2025-01-10", "2025-03-10"))
    (rupture,) = ruptures(history(*seen))
    assert (rupture.since, rupture.last, len(rupture.facts)) == (day("2025-01-10"), day("2025-03-10"), 2)


def test_the_end_must_be_surely_later_than_every_sighting() -> None:
    """Seen some time in 2025 and in March: an assessment of June may lie before the former."""
    seen = exam("2025", 20, has=("fistula",)), exam("2025-03-10", 20, has=("fistula",))
    assert ruptures(history(*seen, form("2025-06-10", "ccma", cardiologist=True))) != ()
    assert ruptures(history(*seen, form("2026-01-01", "ccma", cardiologist=True))) == ()

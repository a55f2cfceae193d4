"""R1: rupture."""

from __future__ import annotations

from datetime import date

import pytest

from tests.engine.rules.histories import event, exam, form, history, severities, signals, treatment

BROKEN = form("2026-05-20", "ruptured_ccma")
FEATURES = ("capsule_defect", "flow_into_core", "mr_through_lesion", "leaking_content")


@pytest.mark.parametrize("feature", FEATURES)
def test_any_feature_of_rupture_is_s4(feature: str) -> None:
    """Review §4: any one is enough."""
    found = signals("R1", history(exam("2026-05-20", 20, has=(feature,))))
    assert [(s.severity, s.historical, s.anchor) for s in found] == [("S4", False, f"L1:{feature}:TTE-2026-05-20")]


def test_contrast_in_the_cavity_a_measured_defect_a_form_and_an_event_are_s4() -> None:
    """Four more ways of knowing it."""
    assert severities("R1", history(exam("2026-05-20", modality="CT", has=("contrast_filled_space",)))) == ["S4"]
    assert severities("R1", history(exam("2026-05-20", 20, defect=3))) == ["S4"]
    assert severities("R1", history(BROKEN)) == ["S4"]
    assert severities("R1", history(event("2026-05-20", "rupture"))) == ["S4"]
    assert severities("R1", history(form("2026-05-20", "indeterminate", answer="found"))) == ["S4"]


@pytest.mark.parametrize(
    "facts",
    [
        (),
        (exam("2026-05-20", 20, no=FEATURES),),
        (exam("2026-05-20", 20, unread=FEATURES),),
        (form("2026-05-20", "ccma"),),
        (exam("2026-05-20", 20, has=("mobile_element", "vegetation", "echolucent_core", "soft_tissue")),),
        (event("2026-05-20", "acute_mr"), event("2026-05-20", "stroke", attribution="definite")),
    ],
)
def test_nothing_else_is_a_rupture(facts: tuple) -> None:
    """Neither missing nor absent nor suspected."""
    assert severities("R1", history(*facts)) == []


def test_it_never_ends_by_absence_nor_by_a_nurses_reading() -> None:
    """The next exam reads the capsule intact: it stands."""
    defect = exam("2026-05-20", 20, has=("capsule_defect",))
    later = exam("2026-05-28", 20, modality="TOE", no=("capsule_defect",))
    assert severities("R1", history(defect, later)) == ["S4"]
    assert severities("R1", history(BROKEN, form("2026-05-28", "ccma"))) == ["S4"]


def test_it_ends_by_a_cardiologists_dated_assessment() -> None:
    """Another form on a later day, or "ruled out" on the same day; "cannot tell" ends nothing."""
    assert severities("R1", history(BROKEN, form("2026-05-28", "ccma", cardiologist=True))) == []
    assert severities("R1", history(BROKEN, form("2026-05-20", "ccma", cardiologist=True))) == ["S4"]
    ruled_out = form("2026-05-20", "indeterminate", cardiologist=True, answer="ruled_out")
    assert severities("R1", history(event("2026-05-20", "rupture"), ruled_out)) == []
    unclear = form("2026-05-28", "indeterminate", cardiologist=True, answer="cannot_tell")
    assert severities("R1", history(BROKEN, unclear)) == ["S4"]


@pytest.mark.parametrize("kind", ["excision", "replacement", "repair", "drainage", "surgery_unspecified"])
def test_it_ends_by_surgery_whose_first_possible_day_is_later(kind: str) -> None:
    """An operation in the same report, on the same nominal day, leaves it ruptured."""
    assert severities("R1", history(BROKEN, treatment("2026-05-25", kind))) == []
    assert severities("R1", history(BROKEN, treatment("2026-05-20", kind))) == ["S4"]
    assert severities("R1", history(form("2026-05", "ruptured_ccma"), treatment("2026-05-25", kind))) == ["S4"]
    assert severities("R1", history(form("~2020-01", "ruptured_ccma"), treatment("~2020-01", kind))) == ["S4h"]


@pytest.mark.parametrize("kind", ["teer", "tmvr", "antibiotics", "statin"])
def test_no_other_treatment_ends_it(kind: str) -> None:
    """Review §5: percutaneous treatment "can be ineffective or detrimental"."""
    assert len(severities("R1", history(BROKEN, treatment("2026-05-25", kind)))) == 1


def test_a_rupture_after_an_end_is_a_new_one() -> None:
    """Its own anchor; the same feature seen again before that is the same one."""
    first, again = exam("2026-03-01", 20, has=("capsule_defect",)), exam("2026-05-20", 20, has=("capsule_defect",))
    assert [s.anchor for s in signals("R1", history(first, again))] == [f"L1:capsule_defect:{first.id}"]
    repaired = history(first, treatment("2026-03-10", "repair"), again)
    assert [s.anchor for s in signals("R1", repaired)] == [f"L1:capsule_defect:{again.id}"]


def test_a_statin_or_antibiotics_leave_it_live_and_thirty_days_do_not() -> None:
    """Live or historical."""
    assert severities("R1", history(BROKEN, treatment("2026-05-25", "statin"))) == ["S4"]
    assert severities("R1", history(BROKEN, treatment("2026-05-25", "surveillance"))) == ["S4h"]
    assert severities("R1", history(BROKEN), today=date(2026, 6, 19)) == ["S4"]
    assert severities("R1", history(BROKEN), today=date(2026, 6, 20)) == ["S4h"]

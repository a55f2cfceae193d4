"""What one exam may not say at once, and the order of its sizes, whoever records it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from registry.models import Exam, Feature, Measurement, NuclearReading, Patient
from registry.recording import ExamEntry, Stamp, record_exam
from registry.vocabulary.terms import FEATURES, MODALITIES

from .entries import tte

ON = date(2026, 3, 10)


def entry(modality: str = "TTE", **parts: Any) -> ExamEntry:
    """An exam of 10 March 2026 with these parts."""
    made = tte(ON, 27, modality=modality)
    made.measurements = parts.get("sizes", [])
    made.features = [{"feature": name, "value": value} for name, value in parts.get("features", [])]
    made.reading = parts.get("reading", {})
    return made


def size(axis: str, mm: float, **more: Any) -> dict[str, Any]:
    return {"target": "mass", "axis": axis, "size_mm": mm, "reported": f"{mm:g} mm", **more}


def stored() -> list[tuple[str, float | None, str]]:
    order = Measurement.objects.live().order_by("axis", "reread")
    return [(m.axis, m.size_mm, m.reported) for m in order]


UNSEEN = [(m.code, f.code) for m in MODALITIES for f in FEATURES if m.code not in f.modalities]
SEEN = [(m, f.code) for f in FEATURES for m in f.modalities]


@pytest.mark.parametrize(("modality", "feature"), UNSEEN)
def test_what_a_modality_cannot_see_is_refused(modality: str, feature: str, patient: Patient, stamp: Stamp):
    for value in ("present", "absent", "indeterminate"):
        with pytest.raises(ValidationError, match=f"but {modality} cannot see it"):
            record_exam(patient, stamp=stamp, entry=entry(modality, features=[(feature, value)]))
    record_exam(patient, stamp=stamp, entry=entry(modality, features=[(feature, "not_assessed")]))
    assert Exam.objects.count() == 1


@pytest.mark.parametrize(("modality", "feature"), SEEN)
def test_what_a_modality_can_see_is_recorded(modality: str, feature: str, patient: Patient, stamp: Stamp):
    record_exam(patient, stamp=stamp, entry=entry(modality, features=[(feature, "present")]))
    assert Feature.objects.live().get().feature == feature


def test_present_and_absent_at_once_is_refused(patient: Patient, stamp: Stamp):
    both = [("frayed_border", "present"), ("frayed_border", "absent")]
    with pytest.raises(ValidationError, match="given as present and as absent in one exam. Keep one of the two"):
        record_exam(patient, stamp=stamp, entry=entry(features=both))
    assert Exam.objects.count() == 0


def test_two_longest_sizes_of_one_target_are_refused(patient: Patient, stamp: Stamp):
    with pytest.raises(ValidationError, match="Mass, longest, is given twice in one exam: 27 mm and 30 mm"):
        record_exam(patient, stamp=stamp, entry=entry(sizes=[size("long", 27), size("long", 30)]))


def test_a_size_of_what_is_not_visible_is_refused(patient: Patient, stamp: Stamp):
    gone = {"target": "mass", "axis": "long", "size_mm": None, "not_visible": True}
    with pytest.raises(ValidationError, match="27 mm and not visible"):
        record_exam(patient, stamp=stamp, entry=entry(sizes=[size("long", 27), gone]))


def test_a_second_reading_may_stand_beside_the_first(patient: Patient, stamp: Stamp):
    both = [size("long", 27), size("long", 30, reread=True)]
    record_exam(patient, stamp=stamp, entry=entry(sizes=both))
    assert stored() == [("long", 27, "27 mm"), ("long", 30, "30 mm")]


def test_two_targets_have_a_longest_size_each(patient: Patient, stamp: Stamp):
    both = [size("long", 27), size("long", 30) | {"target": "cavity"}]
    record_exam(patient, stamp=stamp, entry=entry(sizes=both))
    assert len(stored()) == 2


def test_the_largest_size_comes_first_and_each_keeps_its_text(patient: Patient, stamp: Stamp):
    record_exam(patient, stamp=stamp, entry=entry(sizes=[size("long", 35), size("short", 40), size("third", 20)]))
    assert stored() == [("long", 40, "40 mm"), ("short", 35, "35 mm"), ("third", 20, "20 mm")]


def test_a_form_with_its_sizes_the_other_way_round_sent_twice_stays_one_exam(patient: Patient, stamp: Stamp):
    sent = [entry(sizes=[size("long", 35), size("short", 40)]) for _ in range(2)]
    one, two = (record_exam(patient, stamp=stamp, entry=each, submission=patient.pk) for each in sent)
    assert one == two


def test_a_second_reading_changed_in_a_form_sent_twice_is_not_lost_without_a_word(patient: Patient, stamp: Stamp):
    first, second = (entry(sizes=[size("long", 27), size("long", mm, reread=True)]) for mm in (28, 29))
    record_exam(patient, stamp=stamp, entry=first, submission=patient.pk)
    with pytest.raises(ValidationError, match="saved before with other values"):
        record_exam(patient, stamp=stamp, entry=second, submission=patient.pk)


@pytest.mark.parametrize(("modality", "tracer"), [("PET", "ga67"), ("PET", "mdp"), ("NM", "fdg")])
def test_a_tracer_of_the_other_nuclear_modality_is_refused(modality: str, tracer: str, patient: Patient, stamp: Stamp):
    with pytest.raises(ValidationError, match=f"is not a tracer of {modality}"):
        record_exam(patient, stamp=stamp, entry=entry(modality, reading={"tracer": tracer}))


@pytest.mark.parametrize(("modality", "tracer"), [("PET", "fdg"), ("NM", "ga67"), ("NM", "mdp")])
def test_a_tracer_of_its_modality_is_recorded(modality: str, tracer: str, patient: Patient, stamp: Stamp):
    record_exam(patient, stamp=stamp, entry=entry(modality, reading={"tracer": tracer}))
    assert NuclearReading.objects.get().tracer == tracer

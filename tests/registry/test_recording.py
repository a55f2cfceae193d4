"""Recording, amending and retracting: nothing lost, nothing half-written, what was known is known."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from registry import recording
from registry.models import Centre, Condition, Exam, Feature, FormAssessment, Lesion, Measurement, Patient
from registry.recording import Stamp

from .entries import tte

LATER = datetime(2026, 6, 2, 9, tzinfo=UTC)


def test_an_amended_exam_keeps_its_lineage_and_its_past(patient: Patient, stamp: Stamp):
    first = recording.record_exam(patient, stamp=stamp, entry=tte(date(2026, 3, 10), 27))
    second = recording.amend_exam(
        first, stamp=replace(stamp, at=LATER), entry=tte(date(2026, 3, 10), 25), reason="misread"
    )
    assert second.lineage == first.lineage
    assert second.pk != first.pk
    assert [m.size_mm for m in Measurement.objects.live()] == [25]
    assert [m.size_mm for m in Measurement.objects.known_at(datetime(2026, 6, 1, 12, tzinfo=UTC))] == [27]


def test_an_amendment_needs_a_reason(patient: Patient, stamp: Stamp):
    exam = recording.record_exam(patient, stamp=stamp, entry=tte(date(2026, 3, 10), 27))
    with pytest.raises(ValidationError, match="Say why"):
        recording.amend_exam(exam, stamp=stamp, entry=tte(date(2026, 3, 10), 25), reason=" ")
    assert Measurement.objects.live().get().size_mm == 27


def test_a_refused_amendment_leaves_the_old_exam_standing(patient: Patient, stamp: Stamp):
    exam = recording.record_exam(patient, stamp=stamp, entry=tte(date(2026, 3, 10), 27))
    with pytest.raises(ValidationError):
        recording.amend_exam(exam, stamp=stamp, entry=tte(date(2027, 3, 10), 25), reason="typo")
    assert Exam.objects.live().get().pk == exam.pk


def test_the_second_of_two_amendments_of_one_exam_is_refused(patient: Patient, stamp: Stamp):
    exam = recording.record_exam(patient, stamp=stamp, entry=tte(date(2026, 3, 10), 27))
    recording.amend_exam(exam, stamp=stamp, entry=tte(date(2026, 3, 10), 25), reason="misread")
    with pytest.raises(ValidationError, match="changed this entry meanwhile"):
        recording.amend_exam(exam, stamp=stamp, entry=tte(date(2026, 3, 10), 24), reason="misread")


def test_one_form_sent_twice_is_one_exam(patient: Patient, stamp: Stamp):
    key = uuid.uuid4()
    one = recording.record_exam(patient, stamp=stamp, entry=tte(date(2026, 3, 10), 27), submission=key)
    two = recording.record_exam(patient, stamp=stamp, entry=tte(date(2026, 3, 10), 27), submission=key)
    assert one.pk == two.pk
    assert Exam.objects.count() == 1


def test_retracting_an_exam_takes_its_parts_along(patient: Patient, stamp: Stamp):
    entry = tte(date(2026, 3, 10), 27)
    entry.features = [{"feature": "mobile_element", "value": "present"}]
    entry.forms = [{"form": "ccma"}]
    exam = recording.record_exam(patient, stamp=stamp, entry=entry)
    recording.retract_exam(exam, stamp=stamp, reason="wrong patient")
    for model in (Exam, Measurement, Feature, FormAssessment):
        assert model.objects.live().count() == 0
        assert model.objects.count() == 1


def test_every_write_counts_the_revision_up(patient: Patient, stamp: Stamp):
    fact = recording.record(Condition, patient=patient, stamp=stamp, kind="dialysis", status="present")
    recording.retract(fact, stamp=stamp, reason="other patient")
    patient.refresh_from_db()
    assert patient.revision == 2


def test_a_lesion_of_another_patient_is_refused_as_if_it_did_not_exist(centre: Centre, patient: Patient, stamp: Stamp):
    other = Patient.objects.create(centre=centre, study_id="ROM-0002", enrolled_on=date(2024, 1, 1))
    entry = tte(date(2026, 3, 10), 27)
    entry.measurements[0]["lesion"] = Lesion.objects.create(patient=other, number=1)
    with pytest.raises(ValidationError, match="no such lesion"):
        recording.record_exam(patient, stamp=stamp, entry=entry)
    assert Exam.objects.count() == 0


def test_a_field_that_does_not_exist_is_named(patient: Patient, stamp: Stamp):
    with pytest.raises(ValidationError, match="colour"):
        recording.record(Condition, patient=patient, stamp=stamp, kind="dialysis", colour="red")


def test_one_form_sent_again_with_another_size_is_refused_not_swallowed(patient: Patient, stamp: Stamp):
    key = uuid.uuid4()
    recording.record_exam(patient, stamp=stamp, entry=tte(date(2026, 3, 10), 25), submission=key)
    with pytest.raises(ValidationError, match="saved before with other values"):
        recording.record_exam(patient, stamp=stamp, entry=tte(date(2026, 3, 10), 34), submission=key)


def test_the_lineage_of_another_patients_fact_is_refused_without_a_fault(
    centre: Centre, patient: Patient, stamp: Stamp
):
    other = Patient.objects.create(centre=centre, study_id="ROM-0002", enrolled_on=date(2024, 1, 1))
    fact = recording.record(Condition, patient=other, stamp=stamp, kind="dialysis", status="present")
    with pytest.raises(ValidationError, match="saved before"):
        recording.record(
            Condition, patient=patient, stamp=stamp, lineage=fact.lineage, kind="dialysis", status="present"
        )

"""Limits, codes and the shape of a measurement hold in the database, whoever writes."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction

from registry import catalogue
from registry.fields import MeasureField
from registry.models import Demographics, EchoReading, Event, Exam, Measurement, Patient
from registry.recording import Stamp, record, record_exam

from .entries import tte

DAY = {"on_first": date(2026, 3, 10), "on_last": date(2026, 3, 10), "precision": "day"}


def bare(model: type[models.Model], patient: Patient, stamp: Stamp, **values: object) -> models.Model:
    """A row as a careless script would write it, past every form and check of ours."""
    return model(patient=patient, recorded_by=stamp.by, recorded_at=stamp.at, **values)


@pytest.mark.parametrize("size", [-3.0, 0.0, 120.5, 1e9, float("inf")])
def test_the_database_refuses_an_impossible_size(size: float, patient: Patient, stamp: Stamp):
    exam = record_exam(patient, stamp=stamp, entry=tte(date(2026, 3, 10), 27))
    lesion = Measurement.objects.get().lesion
    with pytest.raises(DatabaseError), transaction.atomic():
        bare(Measurement, patient, stamp, exam=exam, lesion=lesion, size_mm=size, **DAY).save()


def test_the_database_refuses_a_measurement_that_is_neither_sized_nor_invisible(patient: Patient, stamp: Stamp):
    exam = record_exam(patient, stamp=stamp, entry=tte(date(2026, 3, 10), 27))
    lesion = Measurement.objects.get().lesion
    with pytest.raises(DatabaseError), transaction.atomic():
        bare(Measurement, patient, stamp, exam=exam, lesion=lesion, size_mm=None, **DAY).save()


def test_the_database_refuses_an_unknown_modality(patient: Patient, stamp: Stamp):
    with pytest.raises(DatabaseError), transaction.atomic():
        bare(Exam, patient, stamp, modality="XRAY", **DAY).save()


def test_the_database_refuses_a_span_turned_round(patient: Patient, stamp: Stamp):
    with pytest.raises(DatabaseError), transaction.atomic():
        bare(Exam, patient, stamp, modality="TTE", on_first=date(2026, 3, 11), on_last=date(2026, 3, 10)).save()


def test_every_measure_of_every_model_has_a_unit_and_a_check_in_the_database():
    for model in catalogue.CLINICAL_MODELS:
        names = {c.name for c in model._meta.constraints}
        for field in model._meta.concrete_fields:
            if isinstance(field, MeasureField):
                assert field.unit, f"{model.__name__}.{field.name} has no unit"
                assert f"{model.__name__.lower()}_{field.name}_within" in names


def test_cm_for_mm_is_refused_with_the_number_that_was_meant(patient: Patient, stamp: Stamp):
    with pytest.raises(ValidationError, match=r"between 0\.1 and 120 mm \(272; did you mean 27\.2\?\)"):
        record_exam(patient, stamp=stamp, entry=tte(date(2026, 3, 10), 272))
    assert Exam.objects.count() == 0


def test_a_negative_size_is_refused_and_the_dash_is_suspected(patient: Patient, stamp: Stamp):
    with pytest.raises(ValidationError, match="was the sign a dash"):
        record_exam(patient, stamp=stamp, entry=tte(date(2026, 3, 10), -10))
    assert Exam.objects.count() == 0


def test_not_a_number_is_refused(patient: Patient, stamp: Stamp):
    with pytest.raises(ValidationError):
        record_exam(patient, stamp=stamp, entry=tte(date(2026, 3, 10), float("nan")))


def test_a_size_at_a_tenth_of_the_last_is_stopped_until_confirmed(patient: Patient, stamp: Stamp):
    record_exam(patient, stamp=stamp, entry=tte(date(2025, 3, 10), 27))
    with pytest.raises(ValidationError, match="did you mean 28 mm"):
        record_exam(patient, stamp=stamp, entry=tte(date(2026, 3, 10), 2.8))
    assert Exam.objects.count() == 1
    record_exam(patient, stamp=stamp, entry=tte(date(2026, 3, 10), 2.8, confirmed=True))
    assert Exam.objects.count() == 2


def test_an_exam_in_the_future_is_refused(patient: Patient, stamp: Stamp):
    with pytest.raises(ValidationError, match="lies in the future"):
        record_exam(patient, stamp=stamp, entry=tte(date(2026, 6, 2), 27))


def test_an_exam_before_birth_is_refused(patient: Patient, stamp: Stamp):
    birth = {"birth_first": date(1950, 1, 1), "birth_last": date(1950, 12, 31), "birth_precision": "year"}
    record(Demographics, patient=patient, stamp=stamp, sex="F", **birth)
    with pytest.raises(ValidationError, match="before the patient was born"):
        record_exam(patient, stamp=stamp, entry=tte(date(1949, 12, 31), 27))


def test_an_exam_after_death_is_refused(patient: Patient, stamp: Stamp):
    record(Event, patient=patient, stamp=stamp, kind="death", **DAY)
    with pytest.raises(ValidationError, match="after the death"):
        record_exam(patient, stamp=stamp, entry=tte(date(2026, 3, 11), 27))


def test_an_unknown_modality_is_refused_by_name(patient: Patient, stamp: Stamp):
    with pytest.raises(ValidationError, match="XRAY"):
        record_exam(patient, stamp=stamp, entry=tte(date(2026, 3, 10), 27, modality="XRAY"))


def test_a_typed_reading_out_of_limits_leaves_no_half_exam(patient: Patient, stamp: Stamp):
    entry = tte(date(2026, 3, 10), 27)
    entry.reading = {"lvef_percent": 130}
    with pytest.raises(ValidationError, match="LVEF must be between 5 and 90 %"):
        record_exam(patient, stamp=stamp, entry=entry)
    assert (Exam.objects.count(), Measurement.objects.count(), EchoReading.objects.count()) == (0, 0, 0)

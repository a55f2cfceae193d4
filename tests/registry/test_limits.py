"""Limits, codes and the shape of a measurement hold in the database, whoever writes."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction

from registry import catalogue
from registry.fields import MeasureField
from registry.models import (
    Closure,
    Condition,
    Demographics,
    EchoReading,
    Event,
    Exam,
    Measurement,
    Patient,
    Treatment,
    Visit,
)
from registry.recording import Stamp, record, record_exam, retract, retract_exam

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
    for model in catalogue.fact_kinds():
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


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (None, 2.7, "Mass, longest: 2.7 mm is small for a mass, and no earlier size stands: did you mean 27 mm?"),
        (24, 3.1, "Mass, longest: 3.1 mm stands against 24 mm on 10-Mar-2025: did you mean 31 mm?"),
        (24, 2.4, "did you mean 24 mm?"),
        (12, 105, "did you mean 10.5 mm?"),
        (6, 1.4, "did you mean 14 mm?"),
    ],
)
def test_a_size_that_looks_like_the_other_unit_is_asked_about(
    before: float | None, now: float, said: str, patient: Patient, stamp: Stamp
):
    if before:
        record_exam(patient, stamp=stamp, entry=tte(date(2025, 3, 10), before, confirmed=True))
    with pytest.raises(ValidationError) as asked:
        record_exam(patient, stamp=stamp, entry=tte(date(2026, 3, 10), now))
    assert said in asked.value.message_dict["size_mm"][0]
    record_exam(patient, stamp=stamp, entry=tte(date(2026, 3, 10), now, confirmed=True))


@pytest.mark.parametrize(("before", "now"), [(None, 8), (24, 12), (24, 40), (6, 11), (6, 5), (40, 9), (12, 30)])
def test_growth_and_shrinkage_are_not_asked_about(before: float | None, now: float, patient: Patient, stamp: Stamp):
    if before:
        record_exam(patient, stamp=stamp, entry=tte(date(2025, 3, 10), before, confirmed=True))
    record_exam(patient, stamp=stamp, entry=tte(date(2026, 3, 10), now))


def test_a_small_strand_is_not_asked_about(patient: Patient, stamp: Stamp):
    entry = tte(date(2026, 3, 10), 27)
    entry.measurements.append({"target": "strand", "axis": "long", "size_mm": 3.0})
    entry.measurements.append({"target": "mass", "axis": "short", "size_mm": 6.0})
    record_exam(patient, stamp=stamp, entry=entry)


def test_an_exam_in_the_future_is_refused(patient: Patient, stamp: Stamp):
    with pytest.raises(ValidationError, match="lies in the future"):
        record_exam(patient, stamp=stamp, entry=tte(date(2026, 6, 2), 27))


def test_a_month_or_a_year_still_running_is_taken_and_nothing_that_ends_later(patient: Patient, stamp: Stamp):
    year = {"on_first": date(2026, 1, 1), "on_last": date(2026, 12, 31), "precision": "year"}
    assert record(Event, patient=patient, stamp=stamp, kind="tia", **year)
    with pytest.raises(ValidationError, match="01-Jan-2027 lies after the end of this year, 2026: check the year"):
        record(Event, patient=patient, stamp=stamp, kind="tia", **year | {"on_last": date(2027, 1, 1)})


def test_nothing_is_dated_before_1900(patient: Patient, stamp: Stamp):
    birth = {"birth_first": date(1899, 12, 31), "birth_last": date(1900, 12, 31), "birth_precision": "year"}
    with pytest.raises(ValidationError, match="31-Dec-1899 is before 1900: check the year"):
        record(Demographics, patient=patient, stamp=stamp, sex="F", **birth)
    assert record(Demographics, patient=patient, stamp=stamp, sex="F", **birth | {"birth_first": date(1900, 1, 1)})


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


ALIVE: list[tuple[type[models.Model], dict[str, object], str]] = [
    (Event, {"kind": "stroke"}, "Stroke"),
    (Treatment, {"kind": "statin"}, "Statin"),
    (Visit, {}, "visit"),
]


@pytest.mark.parametrize(("model", "values", "what"), ALIVE)
@pytest.mark.parametrize("end", [(Closure, {"reason": "died"}), (Event, {"kind": "death"})])
def test_a_death_before_the_last_sign_of_life_is_refused(end, model, values, what: str, patient: Patient, stamp: Stamp):
    kind, said = end
    record(model, patient=patient, stamp=stamp, **DAY, **values)
    early = {"on_first": date(2020, 1, 1), "on_last": date(2020, 1, 1), "precision": "day"}
    with pytest.raises(ValidationError, match=rf"Died 01-Jan-2020, but {what} is recorded on 10-Mar-2026: correct the"):
        record(kind, patient=patient, stamp=stamp, **early, **said)
    record(kind, patient=patient, stamp=stamp, **DAY, **said)


def test_a_death_before_the_last_exam_is_refused_unless_the_exam_is_taken_back(patient: Patient, stamp: Stamp):
    exam = record_exam(patient, stamp=stamp, entry=tte(date(2026, 3, 10), 27))
    died = {"on_first": date(2026, 3, 1), "on_last": date(2026, 3, 9), "precision": "month", "reason": "died"}
    with pytest.raises(ValidationError, match="but TTE is recorded on 10-Mar-2026"):
        record(Closure, patient=patient, stamp=stamp, **died)
    end = record(Closure, patient=patient, stamp=stamp, **died | {"on_last": date(2026, 3, 31)})
    retract(end, stamp=stamp, reason="known to the day now")
    retract_exam(exam, stamp=stamp, reason="of another patient")
    record(Closure, patient=patient, stamp=stamp, **died)


def test_a_refusal_of_follow_up_may_lie_before_an_event(patient: Patient, stamp: Stamp):
    record(Event, patient=patient, stamp=stamp, kind="stroke", **DAY)
    record(Closure, patient=patient, stamp=stamp, **DAY | {"on_first": date(2020, 1, 1), "reason": "refused"})


def test_a_birth_after_the_enrolment_is_refused(patient: Patient, stamp: Stamp):
    birth = {"birth_first": date(2024, 2, 1), "birth_last": date(2024, 2, 1), "birth_precision": "day"}
    with pytest.raises(ValidationError, match="Born 01-Feb-2024 .* is after the enrolment on 01-Jan-2024"):
        record(Demographics, patient=patient, stamp=stamp, **birth)


def test_dialysis_that_ended_before_it_began_is_refused(patient: Patient, stamp: Stamp):
    since = {"since_first": date(2020, 1, 1), "since_last": date(2020, 12, 31), "since_precision": "year"}
    until = {"until_first": date(2019, 1, 1), "until_last": date(2019, 12, 31), "until_precision": "year"}
    dialysis = {"kind": "dialysis", "status": "present"} | since
    with pytest.raises(ValidationError, match="Until 2019 is before since 2020"):
        record(Condition, patient=patient, stamp=stamp, **dialysis | until)
    with pytest.raises(DatabaseError), transaction.atomic():
        bare(Condition, patient, stamp, **dialysis | until).save()
    same_year = {name.replace("since", "until"): day for name, day in since.items()}
    record(Condition, patient=patient, stamp=stamp, **dialysis | same_year)

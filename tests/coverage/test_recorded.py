"""Everything that the table names can be recorded by its own road and comes back as it was."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import models

from registry import recording, terms
from registry.catalogue import READING_OF
from registry.fields import CodedField, CodedSetField, MeasureField
from registry.laboratory import LIMITS
from registry.models import (
    Condition,
    Demographics,
    Event,
    Exam,
    Feature,
    FormAssessment,
    LabResult,
    Lesion,
    Measurement,
    Treatment,
)
from registry.recording import ExamEntry, Stamp
from tests.cast import Cast
from tests.coverage.names import model_of
from tests.coverage.rows import ROWS

FIELDS = sorted({field for row in ROWS for field in row.fields})
CODES = [field for field in FIELDS if ":" in field]
READINGS = sorted({model.__name__ for model in READING_OF.values()})
TYPED = [field for field in FIELDS if field.partition(".")[0] in READINGS]
OF_AN_EXAM = [field for field in FIELDS if field.startswith("Exam.")]
PARTS = ("Measurement.", "FormAssessment.")  # the sizes and forms below
OTHER = [f for f in FIELDS if ":" not in f and f not in (*TYPED, *OF_AN_EXAM) and not f.startswith(PARTS)]
ON: dict[str, Any] = {"on_first": date(2024, 5, 2), "on_last": date(2024, 5, 2), "precision": "day"}


def stamp(cast: Cast) -> Stamp:
    """The cardiologist, now."""
    return Stamp(by=cast.cardiologist, at=cast.now, today=cast.today)


def record_exam(cast: Cast, modality: str, values: dict[str, Any] | None = None, **parts: Any) -> Exam:
    """An exam of the stable patient."""
    said = ON | {"modality": modality, "quality": "good"} | (values or {})
    entry = ExamEntry(values=said, confirmed=True, **parts)
    return recording.record_exam(cast.stable, stamp=stamp(cast), entry=entry)


def example(field: models.Field[Any, Any]) -> Any:
    """A value that the field takes: the middle of its limits, its first word, a day, or a text of its own."""
    if isinstance(field, MeasureField):
        return (field.low + field.high) / 2
    if isinstance(field, CodedField):
        return field.terms[0].code
    if isinstance(field, CodedSetField):
        return [term.code for term in field.terms[:2]]
    return date(2024, 5, 2) if isinstance(field, models.DateField) else f"{field.name} as told"


@pytest.mark.parametrize("field", TYPED)
def test_a_typed_value_comes_back_from_its_exam(cast: Cast, field: str) -> None:
    model, _, name = field.partition(".")
    modality = next(code for code, reading in READING_OF.items() if reading.__name__ == model)
    value = example(model_of(model)._meta.get_field(name))
    exam = record_exam(cast, modality, reading={name: value})
    assert getattr(model_of(model).objects.get(exam=exam), name) == value  # type: ignore[attr-defined]


@pytest.mark.parametrize("code", [c.partition(":")[2] for c in CODES if c.startswith("feature:")])
def test_a_feature_comes_back_from_an_exam_able_to_show_it(cast: Cast, code: str) -> None:
    feature = terms.FEATURE[code]
    detail = feature.details[0].code if feature.details else ""
    exam = record_exam(cast, feature.modalities[0], features=[{"feature": code, "value": "present", "detail": detail}])
    kept = Feature.objects.get(exam=exam, feature=code)
    assert (kept.value, kept.detail) == ("present", detail)


@pytest.mark.parametrize("code", [c.partition(":")[2] for c in CODES if c.startswith("target:")])
def test_a_size_of_each_target_comes_back_on_each_axis(cast: Cast, code: str) -> None:
    sizes = [{"target": code, "axis": axis.code, "size_mm": 20.0 - n} for n, axis in enumerate(terms.AXES)]
    exam = record_exam(cast, "TTE", measurements=sizes)
    kept = {m.axis: m.size_mm for m in Measurement.objects.filter(exam=exam)}
    assert kept == {"long": 20.0, "short": 19.0, "third": 18.0}


@pytest.mark.parametrize("named", [c for c in CODES if not c.startswith(("feature:", "target:", "form:"))])
def test_an_event_condition_treatment_or_laboratory_value_comes_back(cast: Cast, named: str) -> None:
    kind, _, code = named.partition(":")
    model: Any = {"event": Event, "condition": Condition, "treatment": Treatment, "lab": LabResult}[kind]
    values: dict[str, Any] = {"kind": code} | ({} if kind == "condition" else dict(LATE if code == "death" else ON))
    if kind == "lab":
        unit, (low, high) = next(iter(LIMITS[code].items()))
        values |= {"unit": unit, "value": high if code == "blood_culture" else (low + high) / 2}
    fact = recording.record(model, patient=cast.stable, stamp=stamp(cast), **values)
    assert model.objects.live().get(pk=fact.pk).kind == code


@pytest.mark.parametrize("field", OF_AN_EXAM)
def test_what_is_said_of_an_exam_comes_back(cast: Cast, field: str) -> None:
    name = field.partition(".")[2]
    value = example(Exam._meta.get_field(name))
    exam = record_exam(cast, "TTE", values={name: value})
    assert getattr(Exam.objects.get(pk=exam.pk), name) == value


def test_a_lesion_not_visible_comes_back_without_a_size(cast: Cast) -> None:
    exam = record_exam(cast, "TTE", measurements=[{"target": "mass", "axis": "long", "not_visible": True}])
    kept = Measurement.objects.get(exam=exam)
    assert (kept.not_visible, kept.size_mm) == (True, None)


NEEDED: dict[str, dict[str, Any]] = {
    "Event": ON | {"kind": "stroke"},
    "Visit": ON,
    "Closure": ON | {"reason": "refused"},
    "Decision": ON | {"question": "Operate?", "decision": "Watch."},
    "Demographics": {"birth_first": date(1950, 5, 1), "birth_last": date(1950, 5, 31), "birth_precision": "month"},
    "FollowUpPlan": {"earliest_months": 3, "latest_months": 36, "set_on": ON["on_first"], "reason": "As agreed."},
    "LesionDescription": {},
}


@pytest.mark.parametrize("field", OTHER)
def test_every_other_field_comes_back_from_its_own_entry(cast: Cast, field: str) -> None:
    name, _, column = field.partition(".")
    model: Any = model_of(name)
    values = {column: example(model._meta.get_field(column))} | NEEDED[name]
    if name == "LesionDescription":
        values["lesion"] = Lesion.objects.get(patient=cast.stable)
    for standing in Demographics.objects.live().filter(patient=cast.stable) if model is Demographics else ():
        recording.retract(standing, stamp=stamp(cast), reason="typed anew")
    fact = recording.record(model, patient=cast.stable, stamp=stamp(cast), **values)
    assert getattr(model.objects.live().get(pk=fact.pk), column) == values[column]


LATE: dict[str, Any] = {}


@pytest.fixture(autouse=True)
def _today(cast: Cast) -> None:
    """A death comes after every exam."""
    LATE.update({"on_first": cast.today, "on_last": cast.today, "precision": "day"})


@pytest.mark.parametrize("form", [term.code for term in terms.FORMS])
def test_every_form_can_be_read_in_an_exam(cast: Cast, form: str) -> None:
    exam = record_exam(cast, "TOE", forms=[{"form": form}])
    assert FormAssessment.objects.get(exam=exam).form == form

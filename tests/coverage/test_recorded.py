"""Everything that the table names can be recorded by its own road and comes back as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import pytest
from django.db import models

from registry import recording
from registry.catalogue import READING_OF
from registry.fields import CodedField, CodedSetField, MeasureField
from registry.models import (
    Condition,
    Event,
    Exam,
    Feature,
    FormAssessment,
    LabResult,
    Lesion,
    Measurement,
    Patient,
    PatientFact,
    Treatment,
)
from registry.recording import ExamEntry, Stamp
from registry.vocabulary import terms
from registry.vocabulary.laboratory import LIMITS
from tests.cast import centre, user
from tests.coverage.names import model_of
from tests.coverage.rows import ROWS

FIELDS = sorted({field for row in ROWS for field in row.fields})
CODES = [field for field in FIELDS if ":" in field]
READINGS = sorted({model.__name__ for model in READING_OF.values()})
TYPED = [field for field in FIELDS if field.partition(".")[0] in READINGS]
OF_AN_EXAM = [field for field in FIELDS if field.startswith("Exam.")]
PARTS = {"FormAssessment.form", *(f"Measurement.{name}" for name in ("axis", "not_visible", "size_mm", "target"))}
OTHER = sorted(set(FIELDS) - {*CODES, *TYPED, *OF_AN_EXAM, *PARTS})
ON: dict[str, Any] = {"on_first": date(2024, 5, 2), "on_last": date(2024, 5, 2), "precision": "day"}


class Desk(NamedTuple):
    """A cardiologist, before a patient of whom nothing is known yet."""

    patient: Patient
    stamp: Stamp

    def record(self, model: type[PatientFact], **values: Any) -> PatientFact:
        """One fact of the patient."""
        return recording.record(model, patient=self.patient, stamp=self.stamp, **values)

    def record_exam(self, modality: str, values: dict[str, Any] | None = None, **parts: Any) -> Exam:
        """One exam of the patient."""
        said = ON | {"modality": modality, "quality": "good"} | (values or {})
        entry = ExamEntry(values=said, confirmed=True, **parts)
        return recording.record_exam(self.patient, stamp=self.stamp, entry=entry)


@pytest.fixture
def desk(db: None) -> Desk:
    """The desk at noon of 1 June 2024."""
    rome, now = centre("RMP", "Policlinico di Prova"), datetime(2024, 6, 1, 12, tzinfo=UTC)
    by = user("conti", "Anna Conti", (rome, "cardiologist"))
    patient = Patient.objects.create(centre=rome, study_id="RMP-0001", enrolled_on=date(2020, 1, 1))
    return Desk(patient, Stamp(by=by, at=now, today=now.date()))


def example(field: models.Field[Any, Any]) -> Any:
    """A value that the field takes, never its default: the middle of its limits, a word, a day, a text of its own."""
    if isinstance(field, MeasureField):
        return (field.low + field.high) / 2
    if isinstance(field, CodedField):
        return next(term.code for term in field.terms if term.code != field.default)
    if isinstance(field, CodedSetField):
        return [term.code for term in field.terms[:2]]
    return ON["on_first"] if isinstance(field, models.DateField) else f"{field.name} as told"


@pytest.mark.parametrize("field", TYPED)
def test_a_typed_value_comes_back_from_its_exam(desk: Desk, field: str) -> None:
    model, _, name = field.partition(".")
    modality = next(code for code, reading in READING_OF.items() if reading.__name__ == model)
    value = example(model_of(model)._meta.get_field(name))
    exam = desk.record_exam(modality, reading={name: value})
    assert getattr(model_of(model).objects.get(exam=exam), name) == value  # type: ignore[attr-defined]


@pytest.mark.parametrize("code", [c.partition(":")[2] for c in CODES if c.startswith("feature:")])
def test_a_feature_comes_back_from_an_exam_able_to_show_it(desk: Desk, code: str) -> None:
    feature = terms.FEATURE[code]
    detail = feature.details[0].code if feature.details else ""
    exam = desk.record_exam(feature.modalities[0], features=[{"feature": code, "value": "present", "detail": detail}])
    kept = Feature.objects.get(exam=exam, feature=code)
    assert (kept.value, kept.detail) == ("present", detail)


@pytest.mark.parametrize("code", [c.partition(":")[2] for c in CODES if c.startswith("target:")])
def test_a_size_of_each_target_comes_back_on_each_axis(desk: Desk, code: str) -> None:
    sizes = [{"target": code, "axis": axis.code, "size_mm": 20.0 - n} for n, axis in enumerate(terms.AXES)]
    exam = desk.record_exam("TTE", measurements=sizes)
    kept = {m.axis: m.size_mm for m in Measurement.objects.filter(exam=exam)}
    assert kept == {"long": 20.0, "short": 19.0, "third": 18.0}


@pytest.mark.parametrize("named", [c for c in CODES if not c.startswith(("feature:", "target:", "form:"))])
def test_an_event_condition_treatment_or_laboratory_value_comes_back(desk: Desk, named: str) -> None:
    kind, _, code = named.partition(":")
    model: Any = {"event": Event, "condition": Condition, "treatment": Treatment, "lab": LabResult}[kind]
    values: dict[str, Any] = {"kind": code} | ({} if kind == "condition" else ON)
    if kind == "lab":
        unit, (low, high) = next(iter(LIMITS[code].items()))
        values |= {"unit": unit, "value": high if code == "blood_culture" else (low + high) / 2}
    kept = model.objects.live().get(pk=desk.record(model, **values).pk)
    assert {name: getattr(kept, name) for name in values} == values


@pytest.mark.parametrize("field", OF_AN_EXAM)
def test_what_is_said_of_an_exam_comes_back(desk: Desk, field: str) -> None:
    name = field.partition(".")[2]
    value = example(Exam._meta.get_field(name))
    exam = desk.record_exam("TTE", values={name: value})
    assert getattr(Exam.objects.get(pk=exam.pk), name) == value


def test_a_lesion_not_visible_comes_back_without_a_size(desk: Desk) -> None:
    exam = desk.record_exam("TTE", measurements=[{"target": "mass", "axis": "long", "not_visible": True}])
    kept = Measurement.objects.get(exam=exam)
    assert (kept.not_visible, kept.size_mm) == (True, None)


NEEDED: dict[str, dict[str, Any]] = {
    "Event": ON | {"kind": "stroke"},
    "Visit": ON,
    "Closure": ON | {"reason": "refused"},
    "Decision": ON | {"question": "Operate?", "decision": "Watch."},
    "Demographics": {"birth_first": date(1950, 5, 1), "birth_last": date(1950, 5, 31), "birth_precision": "month"},
    "FollowUpPlan": {"earliest_months": 3, "latest_months": 36, "reason": "As agreed."}
    | {"set_on": date(2024, 5, 1), "on": date(2024, 11, 1)},
    "LesionDescription": {},
}


@pytest.mark.parametrize("field", OTHER)
def test_every_other_field_comes_back_from_its_own_entry(desk: Desk, field: str) -> None:
    name, _, column = field.partition(".")
    model: Any = model_of(name)
    values = {column: example(model._meta.get_field(column))} | NEEDED[name]
    if name == "LesionDescription":
        values["lesion"] = Lesion.objects.create(patient=desk.patient, number=1)
    fact = desk.record(model, **values)
    assert getattr(model.objects.live().get(pk=fact.pk), column) == values[column]


@pytest.mark.parametrize("form", [term.code for term in terms.FORMS])
def test_every_form_can_be_read_in_an_exam(desk: Desk, form: str) -> None:
    exam = desk.record_exam("TOE", forms=[{"form": form}])
    assert FormAssessment.objects.get(exam=exam).form == form

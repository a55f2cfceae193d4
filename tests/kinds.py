"""One fact of every kind, its values read off the model: a kind that is added tomorrow has its sample today."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.db import models

from registry import catalogue, recording
from registry.fields import CodedField, CodedSetField, MeasureField
from registry.models import Lesion, Patient, PatientFact, User
from registry.recording import Stamp

CHOSEN: dict[str, dict[str, Any]] = {  # where the first value will not do: what belongs together, what ends a life
    "Event": {"kind": "palpitations"},
    "LabResult": {"kind": "creatinine", "unit": "umol/L", "value": 88, "low": 50, "high": 104},
    "Measurement": {"not_visible": False},
    "Condition": {"until_first": None, "until_last": None, "until_precision": ""},
    "Closure": {"reason": "transfer_proposed"},
    "FollowUpPlan": {"kind": "interval", "earliest_months": 3, "latest_months": 6, "on": None},
    "Appointment": {"state": "booked"},
    "TeamAnswer": {"question": "tumour", "answer": "no"},
    "AlertStep": {"signals": [["E1", "an anchor", "S1"]]},
}


def one_of(kind: type[PatientFact], patient: Patient, *, by: User, now: datetime) -> PatientFact:
    """A fact of this kind as it would stand after the patient was seen today, every field filled."""
    stamp = Stamp(by=by, at=now, today=now.date())
    standing = kind._default_manager.filter(patient=patient, retracted_at=None).first()
    if kind.single and standing is not None:
        return standing
    values = {name: value for name, value in values_of(kind, patient, by=by, now=now).items() if value is not None}
    if kind in catalogue.exam_parts():
        return kind._default_manager.create(patient=patient, recorded_by=by, recorded_at=now, **values)
    return recording.record(kind, patient=patient, stamp=stamp, **values)


def values_of(kind: type[PatientFact], patient: Patient, *, by: User, now: datetime) -> dict[str, Any]:
    """A value for every clinical field."""
    bookkeeping = catalogue.BOOKKEEPING - ({"exam"} if kind in catalogue.exam_parts() else set())
    fields = [field for field in kind._meta.concrete_fields if field.name not in bookkeeping]
    found = {field.name: example(field, patient, by=by, today=now.date()) for field in fields}
    return found | CHOSEN.get(kind.__name__, {})


def example(field: models.Field[Any, Any], patient: Patient, *, by: User, today: date) -> Any:
    """A value that the field takes: the middle of its limits, its first words, today, a text of its own."""
    if isinstance(field, models.ForeignKey):
        return linked(field.related_model, patient, by=by, now=today)
    if isinstance(field, MeasureField):
        return (field.low + field.high) / 2
    if isinstance(field, CodedField):
        return "day" if field.name.endswith("precision") else field.terms[0].code
    if isinstance(field, CodedSetField):
        return [term.code for term in field.terms[:2]]
    if isinstance(field, models.JSONField):
        return []
    if isinstance(field, models.BooleanField):
        return False
    return today if isinstance(field, models.DateField) else f"{field.name} as told"


def linked(model: Any, patient: Patient, *, by: User, now: date) -> Any:
    """What a fact links to: the person, the first lesion, or the newest row of the patient."""
    if model is User:
        return by
    if model is Lesion:
        return Lesion.objects.get(patient=patient, number=1)
    return model._default_manager.filter(patient=patient).order_by("-pk").first() or uuid4()

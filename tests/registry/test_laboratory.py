"""A laboratory value is in a unit in which its test is reported, and a number that can be."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from registry.models import LabResult, Patient
from registry.recording import Stamp, record
from registry.vocabulary.laboratory import LIMITS
from registry.vocabulary.terms import LABS

DAY = {"on_first": date(2026, 3, 10), "on_last": date(2026, 3, 10), "precision": "day"}


def lab(patient: Patient, stamp: Stamp, kind: str, value: float, unit: str = "", **limits: Any) -> LabResult:
    return record(LabResult, patient=patient, stamp=stamp, kind=kind, value=value, unit=unit, **DAY, **limits)


def test_every_test_has_its_units_and_limits():
    assert set(LIMITS) == {term.code for term in LABS}
    assert all(0 <= low < high for by_unit in LIMITS.values() for low, high in by_unit.values())


@pytest.mark.parametrize(
    ("kind", "value", "unit", "field", "said"),
    [
        ("calcium", -2, "mmol/L", "value", "-2 is negative"),
        ("calcium", 240, "mmol/L", "value", "Calcium 240 mmol/L: possible is 0.5 to 6 mmol/L. Check the number"),
        ("calcium", 9.5, "mmol/L", "value", "unit (one of: mmol/L, mg/dL)"),
        ("crp", 12, "bananas", "unit", "bananas"),
        ("crp", 12, "pmol/L", "unit", "C-reactive protein is not reported in pmol/L. Choose one of: mg/L, mg/dL."),
        ("crp", 12, "", "unit", "C-reactive protein needs its unit. Choose one of"),
        ("blood_culture", 2, "", "value", "Blood culture 2 is not 0 or 1: enter 1 if it is positive, 0 if"),
        ("blood_culture", 0.5, "", "value", "Blood culture 0.5 is not 0 or 1"),
    ],
)
def test_nonsense_is_refused_by_field_with_a_remedy(
    kind: str, value: float, unit: str, field: str, said: str, patient: Patient, stamp: Stamp
):
    with pytest.raises(ValidationError) as refused:
        lab(patient, stamp, kind, value, unit)
    assert said in refused.value.message_dict[field][0]
    assert LabResult.objects.count() == 0


def test_the_limits_of_the_laboratory_are_possible_too(patient: Patient, stamp: Stamp):
    with pytest.raises(ValidationError, match="Turn them round"):
        lab(patient, stamp, "calcium", 2.4, "mmol/L", low=2.6, high=2.2)
    with pytest.raises(ValidationError, match="Calcium 26 mmol/L"):
        lab(patient, stamp, "calcium", 2.4, "mmol/L", high=26)


def test_what_is_possible_is_recorded(patient: Patient, stamp: Stamp):
    lab(patient, stamp, "calcium", 2.4, "mmol/L", low=2.2, high=2.6)
    lab(patient, stamp, "calcium", 9.6, "mg/dL")
    lab(patient, stamp, "blood_culture", 1)
    lab(patient, stamp, "blood_culture", 0, "1")
    assert LabResult.objects.count() == 4


@pytest.mark.parametrize("wrong", [{"value": -0.1}, {"unit": "bananas"}])
def test_the_database_refuses_it_too(wrong: dict[str, Any], patient: Patient, stamp: Stamp):
    values = DAY | {"kind": "crp", "value": 5.0, "unit": "mg/L"} | wrong
    with pytest.raises(DatabaseError), transaction.atomic():
        LabResult(patient=patient, recorded_by=stamp.by, recorded_at=stamp.at, **values).save()

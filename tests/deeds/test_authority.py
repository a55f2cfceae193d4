"""What only a cardiologist may say: an assessment that can end "ruptured", and that one watches and waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from registry.models import FormAssessment, Patient, Treatment, User
from registry.recording import ExamEntry
from surveillance.deeds.record import amend_exam, amend_fact, record_exam, record_fact, retract_exam, retract_fact
from surveillance.models import Standing

DAY = {"on_first": date(2026, 5, 25), "on_last": date(2026, 5, 25), "precision": "day"}
ASKED = "ask one of your centre"
RESERVED = [
    (FormAssessment, {"form": "mac", "by_cardiologist": True}),
    (FormAssessment, {"form": "mac", "rupture_answer": "ruled_out"}),
    (Treatment, {"kind": "surveillance"}),
]


def about(patient: Patient, model: type[Any], values: dict[str, Any]) -> dict[str, Any]:
    """The values of a fact of that day, on the first lesion where it has one."""
    return DAY | values | ({"lesion": patient.lesions.get()} if model is FormAssessment else {})


@pytest.mark.parametrize(("model", "values"), RESERVED)
def test_a_nurse_may_not_say_change_or_take_back_what_a_cardiologist_says(
    patient: Patient, nurse: User, doctor: User, now: datetime, model: type[Any], values: dict[str, Any]
) -> None:
    said = about(patient, model, values)
    with pytest.raises(ValidationError, match=ASKED):
        record_fact(nurse, model, patient, values=said, now=now)
    fact = record_fact(doctor, model, patient, values=said, now=now).fact
    plain = {name: "" if isinstance(value, str) else False for name, value in values.items()} | {"kind": "excision"}
    changes = {name: plain[name] for name in values if name != "form"}
    with pytest.raises(ValidationError, match=ASKED):
        amend_fact(nurse, fact, changes=changes, reason="told so", now=now)
    with pytest.raises(ValidationError, match=ASKED):
        retract_fact(nurse, fact, reason="told so", now=now)
    assert model.objects.live().get().pk == fact.pk


def test_ruptured_stays_until_a_cardiologist_says_otherwise(
    patient: Patient, nurse: User, doctor: User, now: datetime, scan: Callable[..., Any]
) -> None:
    scan(patient, "2026-05-20", 24, feature="capsule_defect")
    no_longer = about(patient, FormAssessment, {"form": "mac", "by_cardiologist": True, "rupture_answer": "ruled_out"})
    with pytest.raises(ValidationError, match=ASKED):
        record_fact(nurse, FormAssessment, patient, values=no_longer, now=now)
    assert Standing.objects.get(pk=patient.pk).heading == "ruptured"
    record_fact(doctor, FormAssessment, patient, values=no_longer, now=now)
    assert Standing.objects.get(pk=patient.pk).heading != "ruptured"


def test_a_form_assessed_in_an_exam_is_kept_by_a_nurse_and_changed_by_a_cardiologist(
    patient: Patient, nurse: User, doctor: User, now: datetime
) -> None:
    assessed = {"form": "ruptured_ccma", "by_cardiologist": True, "lesion": patient.lesions.get()}
    entry = ExamEntry(values=DAY | {"modality": "TTE", "quality": "good", "annulus": "measured"}, forms=[assessed])
    with pytest.raises(ValidationError, match=ASKED):
        record_exam(nurse, patient, entry=entry, now=now)
    exam = record_exam(doctor, patient, entry=entry, now=now).fact
    exam = amend_exam(
        nurse, exam, entry=replace(entry, values=entry.values | {"note": "re-read"}), reason="note", now=now
    ).fact
    others = ([assessed | {"form": "mac"}], [assessed | {"by_cardiologist": False}], [])
    for forms in others:
        with pytest.raises(ValidationError, match=ASKED):
            amend_exam(nurse, exam, entry=replace(entry, forms=forms), reason="told so", now=now)
    with pytest.raises(ValidationError, match=ASKED):
        retract_exam(nurse, exam, reason="told so", now=now)
    changed = amend_exam(doctor, exam, entry=replace(entry, forms=others[0]), reason="re-read", now=now).fact
    assert changed.forms.get().form == "mac"

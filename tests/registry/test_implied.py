"""An MR jet through the lesion is the feature of that name; what contradicts it is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from registry.models import Exam, Feature, Lesion, Patient
from registry.recording import ExamEntry, Stamp, amend_exam, record_exam

from .entries import tte


def jet(mechanism: str, *said: str) -> ExamEntry:
    """A TTE with this MR jet; the feature as said."""
    entry = tte(date(2026, 3, 10), 27)
    entry.reading = {"mr_mechanism": mechanism}
    entry.features = [{"feature": "mr_through_lesion", "value": value} for value in said]
    return entry


def features() -> list[tuple[str, str]]:
    return [(f.feature, f.value) for f in Feature.objects.live()]


@pytest.mark.parametrize("mechanism", ["through_lesion", "both"])
@pytest.mark.parametrize("said", [(), ("not_assessed",), ("present",)])
def test_a_jet_through_the_lesion_is_the_feature(mechanism: str, said: Any, patient: Patient, stamp: Stamp):
    record_exam(patient, stamp=stamp, entry=jet(mechanism, *said))
    assert features() == [("mr_through_lesion", "present")]


@pytest.mark.parametrize("mechanism", ["none", "coaptation", ""])
def test_any_other_jet_implies_nothing(mechanism: str, patient: Patient, stamp: Stamp):
    record_exam(patient, stamp=stamp, entry=jet(mechanism))
    assert features() == []


@pytest.mark.parametrize(
    ("mechanism", "said", "words"),
    [
        ("through_lesion", "absent", "“Through the lesion” contradicts “Mitral regurgitation through the lesion: abs"),
        ("both", "indeterminate", "Mark the feature present, or correct the other."),
        ("coaptation", "present", "Choose “Through the lesion” or “Both”, or correct the other."),
        ("none", "present", "“None” contradicts"),
    ],
)
def test_a_contradiction_is_refused(mechanism: str, said: str, words: str, patient: Patient, stamp: Stamp):
    with pytest.raises(ValidationError, match=words):
        record_exam(patient, stamp=stamp, entry=jet(mechanism, said))
    assert Exam.objects.count() == 0


def test_an_amended_jet_takes_the_feature_along(patient: Patient, stamp: Stamp):
    exam = record_exam(patient, stamp=stamp, entry=jet("coaptation"))
    amend_exam(exam, stamp=stamp, entry=jet("both"), reason="read again")
    assert features() == [("mr_through_lesion", "present")]


def test_of_several_lesions_somebody_says_which(patient: Patient, stamp: Stamp):
    first, second = (Lesion.objects.create(patient=patient, number=number) for number in (1, 2))
    with pytest.raises(ValidationError, match="present at the lesion it goes through"):
        record_exam(patient, stamp=stamp, entry=jet("both"))
    entry = jet("both", "present", "absent")
    entry.features[0]["lesion"], entry.features[1]["lesion"] = second, first
    record_exam(patient, stamp=stamp, entry=entry)
    assert {(f.lesion, f.value) for f in Feature.objects.live()} == {(second, "present"), (first, "absent")}


def test_one_form_sent_twice_stays_one_exam(patient: Patient, stamp: Stamp):
    key = patient.pk
    one = record_exam(patient, stamp=stamp, entry=jet("both"), submission=key)
    assert record_exam(patient, stamp=stamp, entry=jet("both"), submission=key) == one

"""What one part of an exam says about another: a jet through the lesion is the feature of that name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from registry.models import Lesion, Patient
from registry.vocabulary.readings import MR_MECHANISMS
from registry.vocabulary.terms import FEATURE, VALUES, labels

if TYPE_CHECKING:
    from registry.recording.entry import ExamEntry

JET = "mr_through_lesion"
THROUGH, ELSEWHERE = ("through_lesion", "both"), ("none", "coaptation")
OPEN = ("", "not_assessed")


def complete(entry: ExamEntry, patient: Patient) -> ExamEntry:
    """The entry with the feature that its MR jet implies (review §4: a sign of rupture); refused if they disagree."""
    mechanism = entry.reading.get("mr_mechanism")
    said = [feature for feature in entry.features if feature["feature"] == JET]
    present = any(feature.get("value") == "present" for feature in said)
    if mechanism in ELSEWHERE and present:
        raise _contradiction(mechanism, "present", remedy="Choose “Through the lesion” or “Both”")
    if mechanism not in THROUGH or present:
        return entry
    against = next((feature["value"] for feature in said if feature.get("value", "") not in OPEN), "")
    if against:
        raise _contradiction(mechanism, against, remedy="Mark the feature present")
    if Lesion.objects.filter(patient=patient).count() > 1:
        wanted = f"Mark “{FEATURE[JET].label}” present at the lesion it goes through."
        raise ValidationError({"reading.mr_mechanism": f"MR jet: “{_word(mechanism)}” needs its lesion. {wanted}"})
    others = [feature for feature in entry.features if feature["feature"] != JET]
    implied = (said[0] if said else {"feature": JET}) | {"value": "present"}
    return replace(entry, features=[*others, implied])


def _contradiction(mechanism: str, value: str, *, remedy: str) -> ValidationError:
    said = (
        f"MR jet: “{_word(mechanism)}” contradicts “{FEATURE[JET].label}: {labels(VALUES).get(value, value).lower()}”."
    )
    return ValidationError({"reading.mr_mechanism": f"{said} {remedy}, or correct the other."})


def _word(mechanism: str) -> str:
    return labels(MR_MECHANISMS)[mechanism]

"""What one part of an exam says about another: a jet through the lesion is the feature of that name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

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
        said_so = _(
            "MR jet: “%(jet)s” contradicts “%(feature)s: %(value)s”. Choose “%(through)s” or “%(both)s”, or correct "
            "the other."
        )
        raise _contradiction(said_so, mechanism, "present")
    if mechanism not in THROUGH or present:
        return entry
    against = next((feature["value"] for feature in said if feature.get("value", "") not in OPEN), "")
    if against:
        said_not = _(
            "MR jet: “%(jet)s” contradicts “%(feature)s: %(value)s”. Mark the feature present, or correct the other."
        )
        raise _contradiction(said_not, mechanism, against)
    if Lesion.objects.filter(patient=patient).count() > 1:
        where = _("MR jet: “%(jet)s” needs its lesion. Mark “%(feature)s” present at the lesion it goes through.")
        told = {"jet": _word(mechanism), "feature": _(FEATURE[JET].label)}
        raise ValidationError({"reading.mr_mechanism": where % told})
    others = [feature for feature in entry.features if feature["feature"] != JET]
    implied = (said[0] if said else {"feature": JET}) | {"value": "present"}
    return replace(entry, features=[*others, implied])


def _contradiction(said: str, mechanism: str, value: str) -> ValidationError:
    told = {
        "jet": _word(mechanism), "feature": _(FEATURE[JET].label), "value": _(labels(VALUES).get(value, value)).lower(),
        **{name: _word(code) for name, code in zip(("through", "both"), THROUGH, strict=True)},
    }  # fmt: skip
    return ValidationError({"reading.mr_mechanism": said % told})


def _word(mechanism: str) -> str:
    return _(labels(MR_MECHANISMS)[mechanism])

"""The features of Table 2 that a modality can show, each with four values and “not assessed” unless marked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from registry.models import Feature, Lesion
from registry.vocabulary import terms
from registry.vocabulary.terms import Feature as FeatureTerm
from registry.wording import choices, worded

VALUES = choices(terms.VALUES)
NOT_ASSESSED = "not_assessed"
Kept = Mapping[str, Feature]  # what stands now, by feature


def shown(modality: str, kept: Kept) -> list[FeatureTerm]:
    """The features this modality can show, and what the exam holds besides."""
    return [f for f in terms.FEATURES if modality in f.modalities or f.code in kept]


def feature_name(lesion: Lesion, code: str) -> str:
    """The name of one group of four values."""
    return f"lesion{lesion.number}_feature_{code}"


def detail_name(lesion: Lesion, code: str) -> str:
    """The name of what is said more about a feature that is present."""
    return f"lesion{lesion.number}_detail_{code}"


def feature_fields(lesion: Lesion, modality: str, kept: Kept) -> dict[str, forms.Field]:
    """One group a feature, and a choice of details where Table 2 has them."""
    fields: dict[str, forms.Field] = {}
    for feature in shown(modality, kept):
        before = kept.get(feature.code)
        fields[feature_name(lesion, feature.code)] = forms.ChoiceField(
            label=worded(feature.label), choices=VALUES, required=False, widget=forms.RadioSelect,
            initial=before.value if before else NOT_ASSESSED,
        )  # fmt: skip
        if feature.details:
            details = [("", _("detail not recorded")), *choices(feature.details)]
            fields[detail_name(lesion, feature.code)] = forms.ChoiceField(
                label=_("%s: detail") % worded(feature.label), choices=details, required=False,
                initial=before.detail if before else "",
            )  # fmt: skip
    return fields


def findings(cleaned: Mapping[str, Any], lesion: Lesion, modality: str, kept: Kept) -> list[dict[str, Any]]:
    """What was assessed, as recording wants it; what was not assessed leaves no row."""
    found = []
    for feature in shown(modality, kept):
        value = cleaned.get(feature_name(lesion, feature.code)) or NOT_ASSESSED
        detail = cleaned.get(detail_name(lesion, feature.code)) or ""
        stays = kept[feature.code].detail if feature.code in kept and not feature.details else detail
        if value != NOT_ASSESSED or feature.code in kept:
            found.append({"lesion": lesion, "feature": feature.code, "value": value, "detail": stays})
    return found


def faults(cleaned: Mapping[str, Any], lesion: Lesion, modality: str, kept: Kept) -> dict[str, ValidationError]:
    """Details of a feature that is not present."""
    found = {}
    for feature in shown(modality, kept):
        if (
            cleaned.get(detail_name(lesion, feature.code))
            and cleaned.get(feature_name(lesion, feature.code)) != "present"
        ):
            found[detail_name(lesion, feature.code)] = ValidationError(
                _("A detail is chosen but the feature is not marked present. Mark it, or empty the detail.")
            )
    return found

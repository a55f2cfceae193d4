"""The document of an exam: measurements, features, forms and the typed reading in one piece."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers

from api.rest.fields import fields_of
from api.rest.serializers import Document, document, fact_document
from api.rest.values import Measure, YesNo
from registry.catalogue import READING_OF
from registry.models import Exam, Feature, FormAssessment, Measurement, Reading
from registry.recording import ExamEntry
from registry.sizes import parse_size

PARTS_MAX = 200
OF_THE_EXAM = ("on_first", "on_last", "precision", "exam")
ROUNDING = Measurement._meta.get_field("rounding_mm")


class MeasurementSerializer(document("MeasurementFields", **fields_of(Measurement, without=OF_THE_EXAM))):  # type: ignore[misc]
    """A size in mm; or `reported` alone, such as “2.7 cm”, from which size and rounding are read."""

    rounding_mm = Measure(
        of=ROUNDING, required=False, help_text="The last decimal of the size; read off it if left out."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A size or “not visible”, one of the two; size and rounding from the report where it gives them."""
        size = attrs["size_mm"]
        if attrs["not_visible"] and size is not None:
            raise serializers.ValidationError(
                {"size_mm": [_("What is not visible has no size: leave one of them out.")]}
            )
        if attrs["not_visible"]:
            return attrs
        if size is None:
            size = self.read(attrs["reported"])
        return {"rounding_mm": _rounding(size, attrs["reported"])} | attrs | {"size_mm": size}

    def read(self, reported: str) -> float:
        """The size in a report, under the same limits as one that is sent in mm."""
        if not reported:
            raise serializers.ValidationError({"size_mm": [_("Give the size in mm, or say that it is not visible.")]})
        try:
            return float(self.fields["size_mm"].run_validation(parse_size(reported).mm))
        except ValueError as error:
            raise serializers.ValidationError({"reported": [str(error)]}) from error
        except serializers.ValidationError as error:
            raise serializers.ValidationError({"reported": error.detail}) from error


def _rounding(size: float, reported: str) -> float:
    """The last decimal that was written, in the report if it says this size, else in the number."""
    for text in (reported, f"{size:g}"):
        with suppress(ValueError):
            said = parse_size(text)
            if math.isclose(said.mm, size):
                return max(said.rounding_mm, ROUNDING.low)
    return float(ROUNDING.default)


FeatureSerializer = document(
    "Feature", "One imaging observation: present, absent, indeterminate or not assessed.",
    **fields_of(Feature, without=OF_THE_EXAM),
)  # fmt: skip
ExamFormSerializer = document(
    "ExamForm", "The form as read in this exam.", **fields_of(FormAssessment, without=OF_THE_EXAM)
)
READINGS: dict[type[Reading], type[Document]] = {
    model: document(model.__name__, model.__doc__ or "", **fields_of(model))
    for model in dict.fromkeys(READING_OF.values())
}


class ReadingField(serializers.Field):
    """The typed reading of an exam; which fields it has follows from the modality."""

    def get_attribute(self, instance: Exam) -> Exam:
        """The exam itself: its modality says which reading to look for."""
        return instance

    def to_internal_value(self, data: Any) -> Mapping[str, Any]:
        """Kept as it came until the modality is known."""
        if not isinstance(data, Mapping):
            raise serializers.ValidationError(_("A reading is an object: its fields follow from the modality."))
        return data

    def to_representation(self, value: Exam) -> dict[str, Any] | None:
        """The reading, or null where none was made."""
        model = READING_OF[value.modality]
        found = list(getattr(value, f"{model._meta.model_name}s").all())
        return dict(READINGS[model](found[0]).data) if found else None


def parts(document: Any) -> Any:
    """A list of documents of parts; of which class `many` makes it, no type tells."""
    return document(many=True, default=list, max_length=PARTS_MAX)


class ExamSerializer(fact_document(Exam)):  # type: ignore[misc]
    """One imaging study with everything measured and seen in it."""

    measurements = parts(MeasurementSerializer)
    features = parts(FeatureSerializer)
    forms = parts(ExamFormSerializer)
    reading = ReadingField(allow_null=True, default=None, help_text="Its fields follow from the modality.")
    confirmed = YesNo(write_only=True, default=False, help_text="An implausible size was checked and is right.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The reading, now that the modality is known."""
        if attrs["reading"] is None:
            return attrs | {"reading": {}}
        reading = READINGS[READING_OF[attrs["modality"]]](data=attrs["reading"], context=self.context)
        if not reading.is_valid():
            raise serializers.ValidationError({"reading": reading.errors})
        return attrs | {"reading": reading.validated_data}


ExamSerializer.__name__ = "ExamSerializer"


def exam_entry(values: Mapping[str, Any]) -> ExamEntry:
    """What `deeds.record.record_exam` takes, from a valid exam document."""
    parts = ("measurements", "features", "forms", "reading", "confirmed")
    rest = {name: value for name, value in values.items() if name not in parts}
    return ExamEntry(values=rest, **{name: values[name] for name in parts})


def whole_exams(exams: QuerySet[Exam]) -> QuerySet[Exam]:
    """Exams with their live parts, in a fixed number of queries and always in the same order."""
    order = {"measurements": ("target", "axis", "lineage"), "features": ("feature", "lineage"), "forms": ("lineage",)}
    parts = [Prefetch(f"{model._meta.model_name}s", model.objects.live()) for model in READINGS]
    for name, columns in order.items():
        model: Any = Exam._meta.get_field(name).related_model
        parts.append(Prefetch(name, model.objects.live().select_related("lesion").order_by("lesion__number", *columns)))
    return exams.prefetch_related(*parts)

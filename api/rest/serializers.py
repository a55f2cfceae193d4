"""The documents of the API: one per fact, derived from the catalogue; an unknown or read-only field is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from rest_framework import serializers

from api.rest.fields import fields_of
from api.rest.links import CentreCode, LesionNumbers
from api.rest.values import SHOWN, Text
from registry.models import Demographics, Identity, Patient

WHY = "retraction_reason"


class Document(serializers.Serializer):
    """A JSON object that refuses what it does not know."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """The values, or a sentence per field."""
        refused = self.unknown(data) if isinstance(data, Mapping) else {}
        try:
            values: dict[str, Any] = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**error.detail, **refused}) from error  # type: ignore[dict-item]
        if refused:
            raise serializers.ValidationError(refused)
        return values

    def unknown(self, data: Mapping[str, Any]) -> dict[str, list[str]]:
        """A sentence for every name that may not be sent."""
        known = self.writable()
        refused = {}
        for name in (name for name in data if name not in known):
            said = _("“%(name)s” is not known here. Known: %(known)s.")
            if name in self.fields:
                said = _("“%(name)s” is read-only: leave it out. Known: %(known)s.")
            refused[name[:SHOWN]] = [said % {"name": name[:SHOWN], "known": ", ".join(sorted(known))}]
        return refused

    def writable(self) -> set[str]:
        """The names that may be sent."""
        return {name for name, field in self.fields.items() if not field.read_only}


def document(name: str, says: str = "", /, **fields: Any) -> type[Document]:
    """A document class of these fields, with a sentence on what it is."""
    return type(f"{name}Serializer", (Document,), fields | {"__doc__": says})


def fact_document(model: type[models.Model], *, without: Iterable[str] = (), **more: Any) -> type[Document]:
    """The document of a fact: who recorded it, then what it says."""
    head = {
        "lineage": serializers.UUIDField(read_only=True, help_text="Keeps through amendments; the id in addresses."),
        "patient": serializers.UUIDField(source="patient_id", read_only=True),
        "recorded_at": serializers.DateTimeField(read_only=True),
        "recorded_by": serializers.CharField(source="recorded_by.username", read_only=True),
    }
    return document(model.__name__, _sentence(model), **head, **fields_of(model, without=without), **more)


def _sentence(model: type[models.Model]) -> str:
    return (model.__doc__ or "").split("\n", 1)[0]


def why() -> serializers.Field:
    """The reason that every amendment and retraction needs."""
    return Text(write_only=True, max_length=300, help_text="Why what stood is changed or taken back.")


def amendment(of: type[Document]) -> type[Document]:
    """The same document with the reason why what stood is taken back."""
    name = of.__name__.removesuffix("Serializer")
    return type(f"{name}AmendmentSerializer", (of,), {WHY: why(), "__doc__": of.__doc__})


RetractionSerializer = document("Retraction", "Why a fact is taken back.", **{WHY: why()})
IdentitySerializer = document("Identity", "Name, record number and contact: never beside facts.", **fields_of(Identity))
PersonSerializer = document("Person", "Sex and birth as far as recorded.", **fields_of(Demographics))


PatientSerializer = document(
    "Patient",
    "The pseudonymous patient: never a name.",
    id=serializers.UUIDField(read_only=True),
    centre=CentreCode(max_length=12, label="centre", help_text="Code of the centre."),
    **fields_of(Patient, without=("centre", "revision")),
    revision=serializers.IntegerField(read_only=True, min_value=0, help_text="Counts writes of facts: the ETag."),
    lesions=LesionNumbers(read_only=True, help_text="Numbers of the calcified masses."),
)


class EnrolmentSerializer(PatientSerializer):  # type: ignore[misc,valid-type]
    """A new patient, with what describes the person and the identity, which are kept apart."""

    demographics = PersonSerializer(write_only=True, allow_null=True, default=None)
    identity = IdentitySerializer(write_only=True, allow_null=True, default=None)

"""Fields of documents read off the models: label, unit, limits and choices are written once, in the registry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from rest_framework import serializers

from api.rest.links import LesionNumber, StaffName
from api.rest.values import Coded, Day, Measure, PartialDate, Text, YesNo
from registry import catalogue
from registry.fields import CodedField, CodedSetField, MeasureField
from registry.models import Lesion, User
from registry.wording import source

LONGEST_TEXT = 10_000
AS_KNOWN = (
    "As precisely as known: a year (2026), a month (2026-03), a day (2026-03-10), or the first and the last day that "
    "it may have been (2026-03-10/2026-05-02). “nominal ” in front of any of these: only intervals are known, the "
    "date is hung on an origin of no meaning. The first and last day and the precision are answered beside it."
)


def fields_of(model: type[models.Model], *, without: Iterable[str] = ()) -> dict[str, serializers.Field]:
    """The clinical fields of a model in order; the three columns of a partial date are one field, shown apart too."""
    names = {said.name for said in catalogue.entries(model)} - set(without)
    found: dict[str, serializers.Field] = {}
    for said in catalogue.entries(model):
        prefix = said.name.removesuffix("_first")
        if said.name in names and {f"{prefix}_first", f"{prefix}_last"} <= names and prefix != said.name:
            found |= _partial(model, prefix)
        elif said.name in names and said.name not in found:
            found[said.name] = field_of(model._meta.get_field(said.name))
    return found


def _partial(model: type[models.Model], prefix: str) -> Mapping[str, serializers.Field]:
    first = model._meta.get_field(f"{prefix}_first")
    precise = "precision" if prefix == "on" else f"{prefix}_precision"
    coded: Any = model._meta.get_field(precise)
    options = {"allow_null": True, "default": None} if first.null else {}
    return {
        prefix: PartialDate(prefix=prefix, label=prefix, help_text=AS_KNOWN, **options),
        f"{prefix}_first": Day(read_only=True, allow_null=first.null),
        f"{prefix}_last": Day(read_only=True, allow_null=first.null),
        precise: Coded(terms=coded.terms, read_only=True, allow_null=first.null),
    }


def field_of(field: Any, *, help_text: str = "") -> serializers.Field:
    """One field of the API from one field of a model."""
    said: dict[str, Any] = {
        "label": source(field.verbose_name),
        "help_text": help_text or source(field.help_text) or None,
    }
    optional = field.null or field.blank or field.has_default()
    if optional:
        said["default"] = list if isinstance(field, CodedSetField) else field.get_default()
    if isinstance(field, MeasureField):
        return Measure(of=field, allow_null=field.null, **said)
    if isinstance(field, CodedField):
        return Coded(terms=field.terms, **said | ({} if field.required else {"allow_null": True, "default": None}))
    if isinstance(field, CodedSetField):
        return serializers.ListField(child=Coded(terms=field.terms), max_length=len(field.terms), **said)
    if isinstance(field, models.ForeignKey):
        return _link(field, said)
    if isinstance(field, models.BooleanField):
        return YesNo(**said)
    if isinstance(field, models.DateField):
        return Day(allow_null=field.null, **said)
    return Text(allow_blank=field.blank, max_length=field.max_length or LONGEST_TEXT, **said)


def _link(field: Any, said: dict[str, Any]) -> serializers.Field:
    if field.related_model is Lesion:
        said |= {"allow_null": True} if field.null else {"default": 1}
        return LesionNumber(min_value=1, **said)
    if field.related_model is User:
        return StaffName(max_length=150, **said)
    raise TypeError(f"The API has no field for the link {field}.")

"""Form fields read off a model: three date fields become one date, a lesion one of this patient's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from registry.catalogue import BOOKKEEPING
from registry.fields import CodedField, MeasureField
from registry.models import Lesion
from registry.models.fact import Dated
from registry.wording import choices
from surveillance.forms.fields import DayField, PartialDateField, span, span_of

ENDS = ("_first", "_last", "_precision")


def spans_of(model: type[models.Model]) -> dict[str, str]:
    """The dates of a model that are spans: their prefix, and the name of the field that holds the precision."""
    names = [f.name for f in model._meta.concrete_fields]
    prefixes = [name.removesuffix("_first") for name in names if name.endswith("_first")]
    return {p: "precision" if p == "on" and issubclass(model, Dated) else f"{p}_precision" for p in prefixes}


def form_fields(
    model: type[models.Model], *, leave: Collection[str] = (), lesions: Iterable[Lesion] = (), values: Mapping[str, Any]
) -> dict[str, forms.Field]:
    """One form field for each clinical field of `model`, filled with `values`, in the order of the model."""
    spans = spans_of(model)
    inside = {f"{prefix}_last" for prefix in spans} | set(spans.values())
    found: dict[str, forms.Field] = {}
    for field in model._meta.concrete_fields:
        if field.name in BOOKKEEPING | inside | set(leave):
            continue
        prefix = field.name.removesuffix("_first")
        if field.name != prefix and prefix in spans:
            found[prefix] = PartialDateField(
                label=capfirst(str(field.verbose_name)), required=not field.null,
                initial=span_of(values, prefix=prefix, precision=spans[prefix]),
            )  # fmt: skip
        elif field.name == "lesion":
            found |= _lesion(list(lesions), field, values.get("lesion"))
        else:
            found[field.name] = _plain(field, values)
    return found


def _plain(field: models.Field[Any, Any], values: Mapping[str, Any]) -> forms.Field:
    made: forms.Field = DayField(required=not field.null) if type(field) is models.DateField else field.formfield()  # type: ignore[assignment]
    made.label = capfirst(str(field.verbose_name))
    if isinstance(field, MeasureField):
        made.validators.append(partial(field.validate, model_instance=None))  # all limits at once, before recording
    if field.name in values:
        made.initial = values[field.name]
    if isinstance(field, CodedField) and isinstance(made, forms.ChoiceField):
        first = [("", _("choose") if field.required else _("not recorded"))]
        made.choices = [
            *(first if not field.required or made.initial is None else []),
            *choices(field.terms),
        ]
    return made


def _lesion(lesions: list[Lesion], field: models.Field[Any, Any], chosen: Lesion | None) -> dict[str, forms.Field]:
    """No question where there is one lesion only."""
    if len(lesions) < 2:
        return {}
    choices = [(str(lesion.pk), str(lesion)) for lesion in lesions]
    choices = [("", _("the patient, no single lesion")), *choices] if field.null else choices
    return {"lesion": forms.ChoiceField(
        label=_("Lesion"), choices=choices, required=not field.null, initial=str(chosen.pk) if chosen else ""
    )}  # fmt: skip


def values_of_form(
    model: type[models.Model], cleaned: Mapping[str, Any], *, lesions: Iterable[Lesion] = (), before: Mapping[str, Any]
) -> dict[str, Any]:
    """What the form says, under the names of the model; a date left as it was keeps its precision."""
    spans = spans_of(model)
    by_id = {str(lesion.pk): lesion for lesion in lesions}
    values: dict[str, Any] = {}
    for name, value in cleaned.items():
        if name in spans:
            stood = span_of(before, prefix=name, precision=spans[name])
            same = stood and value and stood[:2] == value[:2]
            values |= span(stood if same else value, prefix=name, precision=spans[name])
        elif name == "lesion":
            values["lesion"] = by_id.get(value)
        elif name in {f.name for f in model._meta.concrete_fields}:
            values[name] = value
    return values

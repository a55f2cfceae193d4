"""Two people changed the same entry: what stands now against what was typed, field by field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.http import QueryDict

from registry.dates import PartialDate


def is_stale(data: QueryDict, standing: object) -> bool:
    """Whether the form was opened on a version that no longer stands."""
    opened = data.get("standing", "")
    return bool(opened) and opened != str(standing)


def on_top(data: QueryDict, standing: object) -> QueryDict:
    """What was typed, now on top of the version that stands."""
    renewed = data.copy()
    renewed["standing"] = str(standing)
    return renewed


def differences(form: forms.Form) -> list[tuple[str, str, str]]:
    """Label, what stands now, and what was typed, for each field that differs."""
    hidden = {field.name for field in form.hidden_fields()} | {"why_changed"}
    return [
        (str(form[name].label), shown(form, name, form.get_initial_for_field(form.fields[name], name)),
         shown(form, name, form[name].data))
        for name in form.changed_data if name not in hidden
    ]  # fmt: skip


def shown(form: forms.Form, name: str, value: Any) -> str:
    """A value as people read it."""
    field = form.fields[name]
    if isinstance(value, PartialDate):
        return str(value)
    if isinstance(value, list | tuple):
        return " ".join(str(part) for part in value if part) or "–"
    if isinstance(field, forms.ChoiceField):
        return str(dict(cast(Iterable[tuple[Any, Any]], field.choices)).get(value, value) or "–")
    if isinstance(value, bool) or value == "on":
        return "yes" if value else "no"
    return str(value) if value not in (None, "") else "–"

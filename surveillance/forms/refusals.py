"""Puts what a deed refused back beside the box it speaks of."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.core.exceptions import ValidationError

DATES = {"on_first": "on", "on_last": "on", "since_first": "since", "until_first": "until", "birth_first": "birth"}


def refuse(form: forms.BaseForm, error: ValidationError, *, names: Mapping[str, str] | None = None) -> None:
    """Add the sentences of `error` to `form`: to the field named, under the form's own name for it, else on top.

    `names` says where a name leads in this form, even if a field of that name exists.
    """
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        field = (names or {}).get(name) or (name if name in form.fields else DATES.get(name))
        form.add_error(field if field in form.fields else None, errors)

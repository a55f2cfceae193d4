"""What a field of the table is called and how it is measured, read off the code; a name without a field is an error."""

from __future__ import annotations

from functools import cache

from django.apps import apps
from django.db import models

from registry import catalogue
from registry.fields import unit_words
from registry.vocabulary import terms

KINDS: dict[str, terms.Terms] = {
    "feature": terms.FEATURE_TERMS,
    "event": terms.EVENTS,
    "condition": terms.CONDITIONS,
    "treatment": terms.TREATMENTS,
    "lab": terms.LABS,
    "target": terms.TARGETS,
    "form": terms.FORMS,
}


@cache
def model_of(name: str) -> type[models.Model]:
    """The model of that name, of registry or surveillance."""
    return next(model for model in apps.get_models() if model.__name__ == name)


def label_of(field: str) -> str:
    """“Event: Stroke”, “EROA (cm²)”; KeyError or StopIteration when there is no such field."""
    kind, colon, code = field.partition(":")
    if colon:
        return f"{kind} “{terms.labels(KINDS[kind])[code]}”"
    model, _, name = field.partition(".")
    entry = catalogue.entry(model_of(model)._meta.get_field(name))
    unit = unit_words(entry.unit)
    return f"{entry.label} ({unit})" if unit else entry.label

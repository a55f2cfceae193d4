"""Every kind of fact and every field of it read off the models: what forms, pages, API, exports and codebook share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from django.apps import apps
from django.db import models

from registry.fields import CodedField, CodedSetField, MeasureField
from registry.models import CMRReading, CTReading, EchoReading, NuclearReading, PatientFact, Reading
from registry.wording import labels

BOOKKEEPING = frozenset(
    {"id", "lineage", "recorded_at", "recorded_by", "retracted_at", "retracted_by", "retraction_reason", "patient",
     "exam", "submission"}
)  # fmt: skip
READING_OF: dict[str, type[Reading]] = {
    "TTE": EchoReading,
    "TOE": EchoReading,
    "CT": CTReading,
    "CMR": CMRReading,
    "PET": NuclearReading,
    "NM": NuclearReading,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One field as the catalogue knows it."""

    model: str
    name: str
    label: str
    kind: str  # measure | coded | coded_set | date | boolean | text | link
    unit: str = ""
    low: float | None = None
    high: float | None = None
    code: str = ""
    terms: tuple[tuple[str, str], ...] = ()
    help: str = ""


def fact_kinds() -> tuple[type[PatientFact], ...]:
    """Every kind of fact about a patient, wherever its model lives: lists of kinds start here and name exceptions."""
    return tuple(model for model in apps.get_models() if issubclass(model, PatientFact))


def of_an_exam() -> tuple[type[PatientFact], ...]:
    """The kinds that are said in an exam; some of them may stand without one."""
    return tuple(kind for kind in fact_kinds() if any(field.name == "exam" for field in kind._meta.concrete_fields))


def exam_parts() -> tuple[type[PatientFact], ...]:
    """The kinds that are never said outside an exam: they have no page and no address of their own."""
    return tuple(
        kind
        for kind in fact_kinds()
        if any(field.name == "exam" and not field.null for field in kind._meta.concrete_fields)
    )


def entries(model: type[models.Model]) -> Iterator[Entry]:
    """The clinical fields of one model, in order, without the bookkeeping of facts."""
    for field in model._meta.concrete_fields:
        if field.name not in BOOKKEEPING:
            yield entry(field)


def entry(field: models.Field) -> Entry:
    """One field with what it says of itself."""
    model = field.model._meta.model_name or ""
    said = partial(Entry, model, field.name, str(field.verbose_name), help=str(field.help_text))
    if isinstance(field, MeasureField):
        return said(kind="measure", unit=field.unit, low=field.low, high=field.high, code=field.code)
    if isinstance(field, CodedField | CodedSetField):
        kind = "coded" if isinstance(field, CodedField) else "coded_set"
        return said(kind=kind, code=field.code, terms=tuple(labels(field.terms).items()))
    return said(kind=_plain_kind(field))


def _plain_kind(field: models.Field) -> str:
    kinds = ((models.DateField, "date"), (models.BooleanField, "boolean"), (models.ForeignKey, "link"))
    return next((kind for cls, kind in kinds if isinstance(field, cls)), "text")

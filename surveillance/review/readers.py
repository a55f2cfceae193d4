"""How a plain kind of fact is read into a history: each value of its class from the field of that name on its model."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db import models

from registry import catalogue
from registry.fields import CodedSetField, MeasureField
from registry.models import PatientFact
from surveillance.engine.day import Day
from surveillance.engine.known.history import History

Row = Mapping[str, Any]
DAYS = {"first": "on_first", "last": "on_last", "precision": "precision"}
FACT = {"id": "lineage"}
TYPED = "typed"  # holds every other measure and code of the model


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads rows of one model into the class that its history holds."""

    model: type[PatientFact]
    seen: Callable[..., Any]
    columns: Mapping[str, str]  # key of the row: field of the model
    days: tuple[str, ...]  # what the facts are ordered by
    values: tuple[tuple[str, Callable[[Row], Any]], ...]

    def read(self, row: Row) -> Any:
        """One fact."""
        return self.seen(**{name: value(row) for name, value in self.values})


def readers() -> dict[str, Reader]:
    """The reader of every tuple of a history that says which model it is read from, by its name."""
    plain = [field for field in fields(History) if "model" in field.metadata]
    models_by_name = {kind.__name__: kind for kind in catalogue.fact_kinds()}
    return {field.name: _reader(models_by_name[field.metadata["model"]], field.metadata["seen"]) for field in plain}


def _reader(model: type[PatientFact], seen: Any) -> Reader:
    names = [field.name for field in fields(seen)]
    columns = dict(FACT)
    values: list[tuple[str, Callable[[Row], Any]]] = [("id", lambda row: hyphened(row["id"]))]
    for name in names:
        if name == "when":
            columns |= DAYS
            values.append((name, day))
        elif name == "lesion":
            columns[name] = "lesion_id"
            values.append((name, lambda row: hyphened(row["lesion"]) or None))
        elif name not in ("id", TYPED):
            columns[name] = name
            values.append((name, _value(model._meta.get_field(name))))
    if TYPED in names:
        others = [e.name for e in catalogue.entries(model) if e.kind in ("measure", "coded") and e.name not in columns]
        others = [name for name in others if name not in DAYS.values()]
        columns |= {name: name for name in others}
        values.append((TYPED, _typed({name: _value(model._meta.get_field(name)) for name in others})))
    return Reader(model, seen, columns, ("first", "last") if "when" in names else ("on",), tuple(values))


def _value(field: Any) -> Callable[[Row], Any]:
    name = field.name
    if isinstance(field, CodedSetField):
        return lambda row: codes(row[name])
    if isinstance(field, MeasureField):
        return lambda row: None if row[name] is None else float(row[name])
    if isinstance(field, models.DateField):
        return lambda row: date.fromisoformat(row[name]) if row[name] else None
    if isinstance(field, models.BooleanField):
        return lambda row: bool(row[name])
    return lambda row: row[name]


def _typed(values: Mapping[str, Callable[[Row], Any]]) -> Callable[[Row], dict[str, Any]]:
    return lambda row: {name: value(row) for name, value in values.items() if row[name] not in (None, "")}


def codes(value: str | list[str]) -> tuple[str, ...]:
    """A set of codes: SQLite gives the JSON inside a JSON object as text."""
    return tuple(json.loads(value) if isinstance(value, str) else value)


def hyphened(value: str | None) -> str:
    """A lineage or id as text with hyphens; SQLite keeps none, and UUID() would cost a tenth of a review."""
    if not value:
        return ""
    v = value
    return v if len(v) == 36 else f"{v[:8]}-{v[8:12]}-{v[12:16]}-{v[16:20]}-{v[20:]}"


def day(row: Row) -> Day:
    """The days between which a fact lies."""
    return Day(date.fromisoformat(row["first"]), date.fromisoformat(row["last"]), row["precision"])

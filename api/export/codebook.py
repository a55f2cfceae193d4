"""The codebook: every column of every table, as the catalogue of the facts knows it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from api.export.columns import Column, number, text
from api.export.tables import Table
from registry.vocabulary.terms import Terms

FIELDS = (
    "table", "column", "position", "label", "type", "unit", "low", "high", "standard_code", "codes", "codes_standard",
    "empty_means", "derivation",
)  # fmt: skip
TYPES = {
    "pseudonym": "text: a letter and 20 hexadecimal digits",
    "number": "decimal number, point as decimal mark",
    "integer": "whole number",
    "code": "one of codes",
    "codes": "any of codes, sorted, separated by semicolons",
    "yes_no": "one of codes",
    "version": "default, or digits",
}


def write(tables: Iterable[Table], part: Path) -> None:
    """codebook.csv for people and codebook.json for programs, the same content."""
    tables = tuple(tables)
    with (part / "codebook.csv").open("w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(FIELDS)
        sheet.writerows(_lines(tables))
    said = {table.name: {"one_row": table.one_row, "columns": [_entry(c) for c in table.columns]} for table in tables}
    (part / "codebook.json").write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _lines(tables: Iterable[Table]) -> Iterator[list[str]]:
    for table in tables:
        for position, column in enumerate(table.columns, 1):
            yield [
                table.name, column.name, str(position), text(column.label), TYPES[column.kind], column.unit,
                number(column.low), number(column.high), column.code, text(_pairs(column.terms)),
                text(_standards(column.terms)), text(column.empty), text(column.derivation),
            ]  # fmt: skip


def _pairs(terms: Terms) -> str:
    return "; ".join(f"{term.code}={term.label}" for term in terms)


def _standards(terms: Terms) -> str:
    return "; ".join(f"{term.code}={term.standard}" for term in terms if term.standard)


def _entry(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "label": column.label,
        "type": TYPES[column.kind],
        "unit": column.unit,
        "low": column.low,
        "high": column.high,
        "standard_code": column.code,
        "codes": [{"code": t.code, "label": t.label, "standard_code": t.standard} for t in column.terms],
        "empty_means": column.empty,
        "derivation": column.derivation,
    }

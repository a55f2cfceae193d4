"""One column of an export: where its value comes from, how a cell is written, what the codebook says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from registry import catalogue
from registry.fields import CodedField, CodedSetField
from registry.vocabulary.terms import Term, Terms
from registry.wording import source

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
YES_NO: Terms = (Term("1", "Yes"), Term("0", "No"))
NOT_RECORDED = "not recorded"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `write` gets the case and the values of `paths`, and gives the text of the cell."""

    name: str
    label: str
    kind: str  # pseudonym | number | integer | code | codes | yes_no | version
    write: Callable[..., str]
    paths: tuple[str, ...] = ()
    unit: str = ""
    low: float | None = None
    high: float | None = None
    terms: Terms = ()
    code: str = ""
    empty: str = NOT_RECORDED
    derivation: str = ""


def text(value: object) -> str:
    """A text cell that no spreadsheet takes for a formula: a dangerous beginning gets an apostrophe in front."""
    said = "" if value is None else str(value)
    return f"'{said}" if said.startswith(FORMULA_STARTS) else said


def number(value: float | None) -> str:
    """A number with a decimal point and no more digits than it has; a minus stays a minus."""
    return "" if value is None else format(value, ".10g")


def write_number(_: Any, value: float | None) -> str:
    """A number cell."""
    return number(value)


def write_text(_: Any, value: object) -> str:
    """A text cell."""
    return text(value)


def write_codes(_: Any, values: Sequence[str] | None) -> str:
    """Several codes in one cell, sorted, with semicolons."""
    return text(";".join(sorted(values or ())))


def write_yes_no(_: Any, value: bool | None) -> str:
    """1 or 0."""
    return "" if value is None else str(int(value))


def rounded(decimals: int) -> Callable[[Any, float | None], str]:
    """A writer that rounds: a seventeenth digit is noise to a reader and a fingerprint to a linker."""
    return lambda _, value: number(None if value is None else round(value, decimals))


def listed(terms: Terms, *, other: str = "") -> Callable[[Any, str | None], str]:
    """A writer for a column that is text in the database: what is on the list, else `other`, never the text itself."""
    known = frozenset(term.code for term in terms)
    return lambda _, value: text(value if not value or value in known else other)


WRITERS: dict[str, tuple[str, Callable[..., str]]] = {
    "measure": ("number", write_number),
    "coded": ("code", write_text),
    "coded_set": ("codes", write_codes),
    "boolean": ("yes_no", write_yes_no),
}


def of_model(model: type[models.Model]) -> Iterator[Column]:
    """The columns a model may give: measures, coded values and yes/no, as the catalogue names them.

    The list of kinds is what is allowed: text, dates and links never pass here, whatever is added to a model.
    """
    for entry in catalogue.entries(model):
        field: Any = model._meta.get_field(entry.name)
        terms: Terms = getattr(field, "terms", ())
        coded = entry.kind in ("coded", "coded_set")
        if entry.kind in WRITERS and (terms or not coded):
            kind, write = WRITERS[entry.kind]
            label = source(field.verbose_name)
            yield Column(
                entry.name, label, kind, write, (entry.name,), unit=entry.unit, low=entry.low, high=entry.high,
                terms=YES_NO if kind == "yes_no" else terms, code=entry.code, empty=empty_of(field),
            )  # fmt: skip


def empty_of(field: Any) -> str:
    """What an empty cell of a field means: nothing, where the database asks for a value."""
    needed = field.required if isinstance(field, CodedField) else not (field.null or isinstance(field, CodedSetField))
    return "never" if needed else NOT_RECORDED

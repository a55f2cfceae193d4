"""Turns the observation rows of one published case into deeds: exams with their parts, and facts apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from registry.models import Condition, Event, FormAssessment, LabResult, Treatment, Visit
from registry.recording import ExamEntry
from registry.sizes import parse_size
from registry.vocabulary import terms
from surveillance.evidence.cases import Deed, RecordExam, RecordFact
from surveillance.evidence.intervals import NominalClock

Row = dict[str, str]
NOT_VISIBLE = "not visible"
MODALITY_NOT_STATED = "modality of the size not stated: first echo assumed"
BODIES = ("mass", "cavity", "not_stated")  # targets whose size says that the annulus was measured
AXES = tuple(term.code for term in terms.AXES)


def deeds_of(rows: Iterable[Row], clock: NominalClock) -> list[Deed]:
    """Conditions first, then everything dated in order of time; a death comes last."""
    rows = list(rows)
    exams: dict[tuple[str, str], list[Row]] = {}
    dated: list[tuple[dict[str, Any], Deed]] = []
    undated: list[Deed] = []
    for row in rows:
        if row["modality"]:
            exams.setdefault((row["after"], row["modality"]), []).append(row)
        elif row["record"] == "condition":
            undated.append(RecordFact(None, Condition, _condition(row) | clock.since(row["after"])))
        else:
            days = clock.span(row["after"])
            dated.append((days, _fact(row, days)))
    for (after, modality), parts in exams.items():
        days = clock.span(after)
        dated.append((days, RecordExam(None, exam_of(parts, days, modality=modality))))
    dated.sort(key=lambda pair: (pair[0]["on_first"], _is_death(pair[1])))
    return undated + [deed for _, deed in dated]


def exam_of(rows: list[Row], days: dict[str, Any], *, modality: str) -> ExamEntry:
    """One exam from its rows; what no row says stays empty."""
    entry = ExamEntry(values=days | {"modality": modality.split()[0]})
    for row in rows:
        _PARTS[row["record"]](entry, row)
    bodies = [m for m in entry.measurements if m["target"] in BODIES]
    if bodies:
        entry.values["annulus"] = "not_visible" if bodies[0]["not_visible"] else "measured"
    entry.values["source"] = "; ".join(dict.fromkeys(row["source"] for row in rows))
    return entry


def _sizes(entry: ExamEntry, row: Row) -> None:
    """Largest first whatever the printed order; the printed text is kept."""
    shared = {"target": row["code"], "method": row["detail"] or MODALITY_NOT_STATED}
    if row["value"] == NOT_VISIBLE:
        entry.measurements.append(
            shared | {"axis": "long", "size_mm": None, "not_visible": True, "reported": NOT_VISIBLE}
        )
        return
    sizes = sorted((parse_size(part) for part in row["value"].split("×")), key=lambda size: -size.mm)
    for axis, size in zip(AXES, sizes, strict=False):
        said = {"size_mm": size.mm, "rounding_mm": size.rounding_mm, "reported": f"{row['value']} mm"}
        entry.measurements.append(shared | {"axis": axis, "not_visible": False} | said)


def _feature(entry: ExamEntry, row: Row) -> None:
    entry.features.append({"feature": row["code"], "value": row["value"], "detail": row["detail"]})


def _reading(entry: ExamEntry, row: Row) -> None:
    number = re.fullmatch(r"\d+(\.\d+)?", row["value"])
    entry.reading[row["code"]] = float(row["value"]) if number else row["value"]


def _form_in_exam(entry: ExamEntry, row: Row) -> None:
    entry.forms.append({"form": row["code"], "basis": row["detail"]})


def _note(entry: ExamEntry, row: Row) -> None:
    entry.values["note"] = "; ".join(filter(None, (entry.values.get("note"), row["detail"])))


_PARTS: dict[str, Callable[[ExamEntry, Row], None]] = {
    "exam": _note,
    "size": _sizes,
    "feature": _feature,
    "reading": _reading,
    "form": _form_in_exam,
}


def _condition(row: Row) -> dict[str, Any]:
    return {"kind": row["code"], "status": row["value"], "detail": row["detail"]}


def _fact(row: Row, days: dict[str, Any]) -> Deed:
    kind, code, value, detail = row["record"], row["code"], row["value"], row["detail"]
    if kind == "form":
        return RecordFact(None, FormAssessment, days | {"form": code, "basis": detail or row["source"]})
    if kind == "event":
        return RecordFact(None, Event, days | {"kind": code, "organism": value, "detail": detail})
    if kind == "treatment":
        return RecordFact(None, Treatment, days | {"kind": code, "detail": detail})
    if kind == "lab":
        return RecordFact(None, LabResult, days | {"kind": code, "value": float(value), "unit": detail})
    if kind == "visit":
        return RecordFact(None, Visit, days | {code: value})
    raise ValueError(f"“{kind}” is not a kind of record. Write exam, size, feature, reading, form, event, treatment, …")


def _is_death(deed: Deed) -> bool:
    return isinstance(deed, RecordFact) and deed.values.get("kind") == "death"

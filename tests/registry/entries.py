"""Exams as the tests of the facts write them."""

from __future__ import annotations

from datetime import date

from registry.recording import ExamEntry


def tte(on: date, size_mm: float, *, confirmed: bool = False, **values: object) -> ExamEntry:
    """A TTE of one longest size."""
    return ExamEntry(
        values={"on_first": on, "on_last": on, "precision": "day", "modality": "TTE", "quality": "good", **values},
        measurements=[{"target": "mass", "axis": "long", "size_mm": size_mm}],
        confirmed=confirmed,
    )

"""The only functions that write facts."""

from __future__ import annotations

from registry.recording.entry import ExamEntry, Stamp
from registry.recording.write import (
    amend,
    amend_exam,
    lock,
    parts_of,
    record,
    record_exam,
    retract,
    retract_exam,
    values_of,
)

__all__ = [
    "ExamEntry",
    "Stamp",
    "amend",
    "amend_exam",
    "lock",
    "parts_of",
    "record",
    "record_exam",
    "retract",
    "retract_exam",
    "values_of",
]

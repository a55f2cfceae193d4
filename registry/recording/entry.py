"""What is handed over to be recorded: who writes and when, and one exam as typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from registry.models import (
    User,
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who writes and when; `today` is the centre's day at that moment."""

    by: User
    at: datetime
    today: date


@dataclass(slots=True)
class ExamEntry:
    """One exam with its parts, as typed: field values by name, each part a mapping (a lesion is a Lesion)."""

    values: dict[str, Any]
    measurements: list[dict[str, Any]] = field(default_factory=list)
    features: list[dict[str, Any]] = field(default_factory=list)
    forms: list[dict[str, Any]] = field(default_factory=list)
    reading: dict[str, Any] = field(default_factory=dict)
    confirmed: bool = False  # the person confirmed an implausible size

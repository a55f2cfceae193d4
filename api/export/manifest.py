"""The manifest of an export: what it is, when it was made, what is in each file, and how unique its patients are."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count

from api.export import folder
from surveillance.engine.policy import DEFAULT, describe
from surveillance.models import Standing
from surveillance.words.stored import english

if TYPE_CHECKING:
    from api.export.order import Order

INTENDED_USE = (
    "Annulus stores imaging follow-up for registry research and for organising visits. It computes differences between "
    "recorded measurements against thresholds chosen by the centre and lists them for a cardiologist who sees every "
    "input. It does not analyse images, diagnose, predict rupture, recommend treatment or replace scheduled review. It "
    "is not CE-marked or FDA-cleared."
)
PRIVACY = (
    "Pseudonymous, not anonymous. Dates are whole months from each patient's index, ages are five-year bands, readers "
    "are numbers within a patient, there is no centre or free text. What counts from the day of the export stays out, "
    "since made_at would then date the index: follow-up status, windows, bookings, alerts, the rules of follow-up, and "
    "headings that fade with the calendar. A series of sizes alone makes most patients unique: keep these files "
    "under the data-use agreement they were released under, and do not try to find out who is in them."
)
CELLS = "A text cell that begins with = + - @ or a control character has an apostrophe in front; numbers have none."
MARKS = {
    "synthetic": "HOLDS SYNTHETIC PATIENTS: not a study of people",
    "published": "holds published cases, each found again by its source",
}
NOBODY = "HOLDS NO PATIENT: nobody was in its scope"


def write(
    order: Order, part: Path, *, now: datetime, rows: Mapping[str, int], cells: Counter[tuple[str, str]]
) -> dict[str, Any]:
    """Write manifest.json as the last file and give what it says."""
    origins = dict(order.patients().order_by().values_list("origin").annotate(Count("pk")).order_by("origin"))
    said = {
        "software": {"name": "Annulus", "version": settings.VERSION, "engines": _engines(order)},
        "made_at": instant(now),
        "as_of": instant(order.as_of) if order.as_of else None,
        "tier": order.tier,
        "format": order.format,
        "project": order.project,
        "centres": len(order.centres),
        "patients": {"total": sum(origins.values()), "by_origin": origins},
        "marks": [mark for origin, mark in MARKS.items() if origins.get(origin)] or ([] if origins else [NOBODY]),
        "files": _files(part, rows),
        "left_out": _left_out(order),
        "policy": {
            "versions_in_use": _policies(order),
            "default": [row | {"origin": english(row["origin"])} for row in describe(DEFAULT)],
        },
        "risk": risk(cells),
        "privacy": PRIVACY,
        "cells": CELLS,
        "intended_use": INTENDED_USE,
    }
    (part / "manifest.json").write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return said


def instant(at: datetime) -> str:
    """An instant in UTC."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def risk(cells: Counter[tuple[str, str]]) -> dict[str, Any]:
    """How alike the patients are over sex and age band: the smallest cell, who is alone, the chance to be picked."""
    patients = sum(cells.values())
    alone = sum(1 for count in cells.values() if count == 1)
    return {
        "over": ["sex", "age_band"],
        "patients": patients,
        "cells": len(cells),
        "smallest_cell": min(cells.values(), default=0),
        "unique_percent": round(100 * alone / patients, 1) if patients else 0.0,
        "average_risk": round(len(cells) / patients, 4) if patients else 0.0,
        "maximum_risk": round(1 / min(cells.values()), 4) if cells else 0.0,
    }


def _files(part: Path, rows: Mapping[str, int]) -> list[dict[str, Any]]:
    """Every file with its hash; rows written equal the rows eligible in the database, or nothing is published."""
    return [
        {"name": path.name, "rows": rows.get(path.stem) if path.suffix == ".csv" else None,
         "bytes": path.stat().st_size, "sha256": folder.sha256(path)}
        for path in sorted(part.iterdir())
    ]  # fmt: skip


def _left_out(order: Order) -> list[str]:
    if order.as_of is None:
        return []
    return ["standing.csv and signals.csv: they say what the engine holds now, not what it held at as_of"]


def _policies(order: Order) -> dict[str, int]:
    standings = Standing.objects.filter(patient__in=order.patients()).order_by().values_list("policy_version")
    return dict(standings.annotate(Count("pk")).order_by("policy_version"))


def _engines(order: Order) -> list[str]:
    return sorted(
        set(Standing.objects.filter(patient__in=order.patients()).order_by().values_list("engine", flat=True))
    )

"""A loaded demonstration that lasts for one module of tests and is rolled back behind it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from surveillance import demonstration
from surveillance.models import Signal, Standing

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Loaded:
    """What was loaded and how long the processor worked for it."""

    result: demonstration.Result
    seconds: float


@contextmanager
def loaded(blocker: Any, **options: Any) -> Iterator[Loaded]:
    """The demonstration in the test database, without a trace afterwards."""
    with blocker.unblock(), transaction.atomic():
        started = time.process_time()
        result = demonstration.prepare(now=options.pop("now", NOW), **options)
        yield Loaded(result, time.process_time() - started)
        transaction.set_rollback(True)


def standing(case_id: str) -> Standing:
    """The standing of one published case."""
    return Standing.objects.get(patient__study_id=f"PUB-{case_id}")


def said(case_id: str, *, severity: str = "") -> set[str]:
    """The rules that hold for one published case."""
    signals = Signal.objects.filter(patient__study_id=f"PUB-{case_id}", holds=True)
    return {s.rule for s in signals if severity in ("", s.severity)}

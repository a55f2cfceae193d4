"""Two months of the demonstration, day by day, and once at a blow: the same."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from surveillance import demonstration
from surveillance.models import Signal, Standing
from surveillance.review import sweep

DAYS = 60


@pytest.fixture
def now(db: None) -> datetime:
    moment = timezone.now()
    demonstration.prepare(now=moment, patients=60)
    return moment


def derived() -> tuple[list[Any], list[Any]]:
    """Every standing and every signal that holds, but for the card, which remembers when people were told: its word,
    X5, and the moment at which an open one is asked about."""
    columns = [f.name for f in Standing._meta.concrete_fields]
    said = Signal.objects.filter(holds=True).exclude(rule="X5").order_by("patient", "rule", "anchor")
    standings = list(Standing.objects.order_by("pk").values(*columns))
    for standing in standings:
        if standing.pop("card"):
            standing.pop("look_again_at")
    return (
        standings,
        list(
            said.values("patient", "rule", "anchor", "severity", "historical", "since", "headline", "numbers", "facts")
        ),
    )


def differing(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """The columns in which two rows differ."""
    return {name: (value, other[name]) for name, value in one.items() if value != other[name]}


def sweep_daily(now: datetime) -> int:
    """One sweep a day; gives the rows they wrote."""
    written = 0
    for day in range(1, DAYS + 1):
        run = sweep.run(now=now, as_of=timezone.localdate(now) + timedelta(days=day))
        assert (run.state, run.failures, run.unowned) == ("complete", 0, 0)
        assert run.eligible == run.evaluated + sum(run.skipped.values())
        written += run.rows_written
    return written


def test_sixty_daily_sweeps_of_the_demonstration_equal_one_full_recompute(now: datetime):
    last = timezone.localdate(now) + timedelta(days=DAYS)
    assert sweep.run(now=now).rows_written == 0  # loading has reviewed everybody
    with transaction.atomic():
        assert sweep_daily(now) > 0
        daily = derived()
        after = sweep.run(now=now, as_of=last, full=True)
        assert (after.evaluated, after.rows_written) == (Standing.objects.count(), 0)
        transaction.set_rollback(True)
    assert derived() != daily
    sweep.run(now=now, as_of=last, full=True)
    at_once = derived()
    for one, other in zip(at_once, daily, strict=True):
        assert [differing(a, b) for a, b in zip(one, other, strict=True) if a != b] == []

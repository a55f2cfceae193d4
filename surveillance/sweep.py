"""The passage of time: the patients touched or newly due, in chunks, and the full recompute."""

from __future__ import annotations

import time as pause
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from registry.models import Centre, Patient
from surveillance.findings import ENGINE
from surveillance.models import Standing, SweepRun
from surveillance.review import policy_of, review_all
from surveillance.rules import RULES

CHUNK = 100
BREATH_SECONDS = 0.02  # lets other writers of an embedded database in
Progress = Callable[[int, int], None]


def run(
    *, now: datetime, as_of: date | None = None, full: bool = False, centre: Centre | None = None,
    progress: Progress | None = None,
) -> SweepRun:  # fmt: skip
    """One sweep. Every eligible patient is evaluated or skipped for a reason, or the run is marked failed."""
    sweep = SweepRun.objects.create(
        started_at=now, as_of=as_of or timezone.localdate(now), full=full, engine=ENGINE, fault=""
    )
    skipped: Counter[str] = Counter()
    try:
        work = [(c, _instant(c, now, as_of)) for c in ([centre] if centre else Centre.objects.all())]
        todo = [(ids, instant) for c, instant in work for ids in _chunks(eligible(c, instant, full=full))]
        sweep.eligible = sum(len(ids) for ids, _ in todo)
        for ids, instant in todo:
            _sweep_chunk(sweep, ids, instant, skipped)
            if progress:
                progress(sweep.evaluated, sweep.eligible)
        _close(sweep, skipped)
    except DatabaseError as error:
        sweep.state, sweep.fault = "failed", f"the database refused: {type(error).__name__}"
        sweep.skipped = dict(skipped)
    sweep.ended_at = timezone.now()
    sweep.save()
    return sweep


def eligible(centre: Centre, instant: datetime, *, full: bool = False) -> list[UUID]:
    """The patients of a centre whose standing is missing, was made from something older, or asked to look again."""
    patients = Patient.objects.filter(centre=centre).order_by("pk")
    if not full:
        version = policy_of(centre, instant).version
        stale = ~Q(standing__revision=F("revision")) | ~Q(standing__engine=ENGINE)
        stale |= ~Q(standing__policy_version=version) | Q(standing__look_again_at__lte=instant)
        patients = patients.filter(Q(standing__isnull=True) | stale)
    return list(patients.values_list("pk", flat=True))


def unowned() -> int:
    """The failsafe: patients without a standing, or overdue or planless with nobody to answer for them. Must be 0."""
    lost = Patient.objects.filter(standing__isnull=True).count()
    return lost + Standing.objects.filter(status__in=("overdue", "no_plan"), owner__isnull=True).count()


def _sweep_chunk(sweep: SweepRun, ids: list[UUID], instant: datetime, skipped: Counter[str]) -> None:
    with transaction.atomic():
        locked = Patient.objects.select_for_update(of=("self",), no_key=True).select_related("centre")
        patients = list(locked.filter(pk__in=ids).order_by("pk"))
        skipped["gone"] += len(ids) - len(patients)
        for changes in review_all(patients, now=instant).values():
            sweep.evaluated += 1
            sweep.changed += bool(changes.rows)
            sweep.rows_written += len(changes.rows)
            sweep.failures += len(changes.failed)
    if connection.vendor == "sqlite":
        pause.sleep(BREATH_SECONDS)


def _close(sweep: SweepRun, skipped: Counter[str]) -> None:
    sweep.skipped = {reason: n for reason, n in skipped.items() if n}
    sweep.unowned = unowned()
    sweep.state = "complete"
    if sweep.eligible != sweep.evaluated + sum(sweep.skipped.values()):
        sweep.state, sweep.fault = "failed", "counts do not reconcile: eligible is not evaluated plus skipped"
    elif not RULES:
        sweep.state, sweep.fault = "failed", "no rule is switched on"


def _instant(centre: Centre, now: datetime, as_of: date | None) -> datetime:
    """Now, or the last moment of `as_of` at the centre, so that the whole of that day has come."""
    if as_of is None:
        return now
    return datetime.combine(as_of + timedelta(days=1), time(), centre.zone) - timedelta(microseconds=1)


def _chunks(ids: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]

"""The passage of time: the patients touched or newly due, in chunks, and the full recompute."""

from __future__ import annotations

import logging
import time as pause
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from registry import access
from registry.models import Centre, Patient
from surveillance.engine.follow_up.status import NEEDS_OWNER
from surveillance.engine.rules import RULES
from surveillance.models import Assignment, Standing, SweepRun
from surveillance.review.findings import ENGINE
from surveillance.review.review import policy_of, review_all

log = logging.getLogger(__name__)
FAILED = "failed"
CHUNK = 100
LONGEST = timedelta(hours=2)  # a sweep that says it runs for longer was stopped
BREATH_SECONDS = 0.02  # lets other writers of an embedded database in
Progress = Callable[[int, int], None]


def run(
    *, now: datetime, as_of: date | None = None, full: bool = False, progress: Progress | None = None
) -> SweepRun:  # fmt: skip
    """One sweep. Every eligible patient is evaluated or skipped for a reason, or the run is marked failed."""
    day = as_of or timezone.localdate(now)
    full = full or _was_ahead(day)
    stopped = SweepRun.objects.filter(state="running", started_at__lt=now - LONGEST)
    stopped.update(state="failed", fault="stopped before its end")
    sweep = SweepRun.objects.create(started_at=now, as_of=day, full=full, engine=ENGINE, fault="")
    skipped: Counter[str] = Counter()
    try:
        work = [(c, _instant(c, now, as_of)) for c in Centre.objects.all()]
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


def _was_ahead(day: date) -> bool:
    """Whether a sweep for a day after this one left standings, which say nothing of now and ask for no second look."""
    ahead = SweepRun.objects.filter(as_of__gt=day).order_by("-pk").first()
    if ahead is None:
        return False
    return not SweepRun.objects.filter(pk__gt=ahead.pk, as_of__lte=day, full=True, state="complete").exists()


def eligible(centre: Centre, instant: datetime, *, full: bool = False) -> list[UUID]:
    """The patients of a centre whose standing is missing, was made from something older or names another owner than
    now answers for the recall, or asked to look again.
    """
    patients = Patient.objects.filter(centre=centre).order_by("pk")
    if not full:
        version = policy_of(centre, instant).version
        stale = ~Q(standing__revision=F("revision")) | ~Q(standing__engine=ENGINE)
        stale |= ~Q(standing__policy_version=version) | Q(standing__look_again_at__lte=instant)
        patients = _with_owners(patients, centre).filter(Q(standing__isnull=True) | stale | ~Q(owned=F("owner")))
    return list(patients.values_list("pk", flat=True))


def _with_owners(patients: QuerySet[Patient], centre: Centre) -> QuerySet[Patient]:
    """Each with the `owned` of its standing and the `owner` of now, 0 for nobody: staff come and go without a fact."""
    able = access.people_for(centre.pk, access.SCHEDULE)
    assigned = Assignment.objects.live().filter(patient=OuterRef("pk"), owner__in=able.values("pk"))
    recall = centre.recall_owner_id
    recall = recall if recall is not None and able.filter(pk=recall).exists() else 0
    return patients.annotate(
        owned=Coalesce("standing__owner_id", Value(0)), owner=Coalesce(Subquery(assigned.values("owner")[:1]), recall)
    )


def unowned() -> int:
    """The failsafe: patients without a standing, or overdue or planless with nobody to answer for them. Must be 0."""
    lost = Patient.objects.filter(standing__isnull=True).count()
    return lost + Standing.objects.filter(status__in=NEEDS_OWNER, owner__isnull=True).count()


def _sweep_chunk(sweep: SweepRun, ids: list[UUID], instant: datetime, skipped: Counter[str]) -> None:
    """Review a chunk in one transaction; where one patient cannot be reviewed, the others are, each by itself."""
    try:
        with transaction.atomic():
            locked = Patient.objects.select_for_update(of=("self",), no_key=True).select_related("centre")
            patients = list(locked.filter(pk__in=ids).order_by("pk"))
            reviewed = [review.changes for review in review_all(patients, now=instant).values()]
    except OperationalError:
        raise  # locked, full or away: that is no patient's fault
    except Exception as error:  # noqa: BLE001  one patient's fault must not leave the other centres unreviewed
        if len(ids) == 1:
            log.error("patient %s could not be reviewed: %s", ids[0], type(error).__name__)
            skipped[FAILED] += 1
            return
        for pk in ids:
            _sweep_chunk(sweep, [pk], instant, skipped)
        return
    skipped["gone"] += len(ids) - len(patients)
    sweep.evaluated += len(reviewed)
    sweep.changed += sum(bool(changes.rows) for changes in reviewed)
    sweep.rows_written += sum(len(changes.rows) for changes in reviewed)
    sweep.failures += sum(len(changes.failed) for changes in reviewed)
    if connection.vendor == "sqlite":
        pause.sleep(BREATH_SECONDS)


def _close(sweep: SweepRun, skipped: Counter[str]) -> None:
    sweep.skipped = {reason: n for reason, n in skipped.items() if n}
    sweep.unowned = unowned()
    sweep.state = "complete"
    if sweep.eligible != sweep.evaluated + sum(sweep.skipped.values()):
        sweep.state, sweep.fault = "failed", "counts do not reconcile: eligible is not evaluated plus skipped"
    elif sweep.skipped.get(FAILED):
        sweep.state, sweep.fault = (
            "failed",
            f"patients that could not be reviewed: {sweep.skipped[FAILED]}; see the log",
        )
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

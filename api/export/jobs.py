"""Exports that a person asked for: the job row is the queue of record, its scope is checked again when it runs."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connections, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from api.export import folder
from api.export.build import build
from api.export.order import Order
from api.export.pseudonyms import NAME
from api.export.refusal import RefusedError
from registry import access
from registry.models import Centre, User
from surveillance.models import Job

KIND = "export"
WAITING, RUNNING, DONE, FAILED, EXPIRED = "waiting", "running", "done", "failed", "expired"
KEPT = timedelta(days=7)
SILENT = timedelta(minutes=2)  # a running job that has not been heard of for this long has stopped
UNCLAIMED = timedelta(seconds=20)  # a waiting job that no worker took within this time is said to wait for one
BEAT = timedelta(seconds=1)
MOST_AT_ONCE = 2
STOPPED = gettext_lazy("The export stopped before it was finished. Start it again.")
Clock = Callable[[], datetime]


def place(job: Job) -> Path:
    """The zip of a finished job."""
    return Path(settings.DATA) / "exports" / f"{job.pk}.zip"


@transaction.atomic
def ask(user: User, centres: Iterable[Centre], *, project: str, now: datetime) -> Job:
    """A new job, or the one that already runs for the same request; the user's row is the lock against two clicks."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not NAME.fullmatch(project):
        raise RefusedError(_("Write the project as small letters, digits, - or _."))
    scope = sorted(str(centre.pk) for centre in centres)
    wanted = {"project": project, "tier": "controlled", "format": "csv"}
    alive = list(of(user).filter(_alive(now)))
    same = next((job for job in alive if job.centres == scope and job.parameters == wanted), None)
    if same:
        return same
    if len(alive) >= MOST_AT_ONCE:
        said = ngettext(
            "%(n)d of your exports is being made: wait until it is ready.",
            "%(n)d of your exports are being made: wait until one is ready.",
            MOST_AT_ONCE,
        )
        raise RefusedError(said % {"n": MOST_AT_ONCE})
    return Job.objects.create(kind=KIND, owner=user, centres=scope, parameters=wanted, made_at=now)


def of(user: User) -> QuerySet[Job]:
    """The exports a person asked for, newest first."""
    return Job.objects.filter(kind=KIND, owner=user)


def state(job: Job, now: datetime) -> str:
    """What a person is told: waiting, unclaimed, running, stopped, done, expired or failed."""
    if job.state == WAITING and now - job.made_at > UNCLAIMED:
        return "unclaimed"
    if job.state == RUNNING and now - (job.beat_at or job.made_at) > SILENT:
        return "stopped"
    if job.state == DONE and (job.ended_at is None or now - job.ended_at > KEPT):
        return EXPIRED
    return job.state


def permitted(user: User, job: Job) -> bool:
    """Whether the owner's roles still allow an export of every centre of the job."""
    allowed = {str(centre.pk) for centre in access.centres_for(user, access.EXPORT)}
    return bool(job.centres) and set(job.centres) <= allowed


def download(user: User, job_id: UUID, *, now: datetime) -> Job | None:
    """The finished job if it is the user's own, not expired, still permitted and still there."""
    job = of(user).filter(pk=job_id).first()
    ready = job is not None and state(job, now) == DONE and permitted(user, job) and place(job).is_file()
    return job if ready else None


def run(job_id: UUID, *, clock: Clock) -> None:
    """Take a waiting job and make its export; a job that somebody else took, or that is gone, is left alone."""
    now = clock()
    if not Job.objects.filter(pk=job_id, kind=KIND, state=WAITING).update(state=RUNNING, beat_at=now):
        return
    job = Job.objects.select_related("owner").get(pk=job_id)
    try:
        result = _make(job, clock=clock)
    except RefusedError as refusal:
        _end(job, state=FAILED, fault=str(refusal)[:300], at=clock())
    except Exception:
        _end(job, state=FAILED, fault=str(STOPPED), at=clock())
        raise
    else:
        _end(job, state=DONE, result=result, at=clock())


def tend(*, now: datetime) -> list[UUID]:
    """Once a minute: jobs that fell silent have failed, old files go; gives the jobs that still wait for a worker."""
    silent = Job.objects.filter(kind=KIND, state=RUNNING, beat_at__lt=now - SILENT)
    silent.update(state=FAILED, fault=str(STOPPED), ended_at=now)
    for job in Job.objects.filter(kind=KIND, state=DONE, ended_at__lt=now - KEPT):
        place(job).unlink(missing_ok=True)
        Job.objects.filter(pk=job.pk).update(state=EXPIRED)
    _clear_leftovers(now)
    waiting = Job.objects.filter(kind=KIND, state=WAITING, made_at__lt=now - UNCLAIMED)
    return list(waiting.values_list("pk", flat=True))


def _clear_leftovers(now: datetime) -> None:
    """Remove what a killed export left: all that belongs neither to a job at work nor to one that is done."""
    found = list((Path(settings.DATA) / "exports").glob("*"))  # before the jobs are asked for: one may start meanwhile
    kept = Job.objects.filter(_alive(now) | Q(state=DONE), kind=KIND).values_list("pk", flat=True)
    names = [str(pk) for pk in kept]
    for left in found:
        if not any(name in left.name for name in names):
            shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)


def _alive(now: datetime) -> Q:
    return Q(state=WAITING) | Q(state=RUNNING, beat_at__gte=now - SILENT)


def _make(job: Job, *, clock: Clock) -> dict[str, Any]:
    owner = access.user_with_staff(job.owner_id)
    if owner is None or not permitted(owner, job):
        raise RefusedError(_("Your right to export from a centre of this job has ended."))
    target = place(job)
    made = target.with_suffix("")
    shutil.rmtree(made, ignore_errors=True)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    order = Order(centres=tuple(map(UUID, job.centres)), **job.parameters)
    with Heart(job.pk, clock) as heart:
        manifest = build(order, out=made, keys=Path(settings.DATA) / "export_keys", now=clock(), progress=heart.beat)
    folder.pack(made, target)
    shutil.rmtree(made)
    rows = sum(file["rows"] or 0 for file in manifest["files"])
    return {
        "patients": manifest["patients"]["total"], "rows": rows, "bytes": target.stat().st_size,
        "sha256": folder.sha256(target), "marks": manifest["marks"],
    }  # fmt: skip


def _end(job: Job, *, state: str, at: datetime, fault: str = "", result: dict[str, Any] | None = None) -> None:
    """Only a job that still runs ends: one that was given up meanwhile stays given up."""
    Job.objects.filter(pk=job.pk, state=RUNNING).update(state=state, ended_at=at, fault=fault, result=result or {})


class Heart(AbstractContextManager["Heart"]):
    """Tells how far a job is, from a connection of its own: the export's own sees one moment and writes nothing."""

    def __init__(self, job_id: UUID, clock: Clock) -> None:
        self._job_id, self._clock = job_id, clock
        self._last: datetime | None = None
        self._told: Future[int] | None = None
        self._pool = ThreadPoolExecutor(max_workers=1)

    def beat(self, done: int, total: int) -> None:
        """At most one write a second; a job that was given up meanwhile stops here."""
        now = self._clock()
        if self._told is not None and self._told.done() and not self._told.result():
            raise RefusedError(str(STOPPED))
        if self._last is None or now - self._last >= BEAT:
            self._last, self._told = now, self._pool.submit(self._tell, done, total, now)

    def __exit__(self, *_: object) -> None:
        self._pool.submit(connections.close_all)
        self._pool.shutdown()

    def _tell(self, done: int, total: int, now: datetime) -> int:
        running = Job.objects.filter(pk=self._job_id, state=RUNNING)
        return running.update(done=done, total=total, beat_at=now)

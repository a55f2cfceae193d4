"""Slow work of a person as a row: who takes it, how far it is, what became of it. The row is the queue of record."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from surveillance.models import Job

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
SILENT = timedelta(minutes=2)  # a running job that has not been heard of for this long has stopped
UNCLAIMED = timedelta(seconds=20)  # a waiting job that no worker took within this time is said to wait for one
BEAT = timedelta(seconds=1)


def alive(now: datetime) -> Q:
    """Jobs that wait or are at work."""
    return Q(state=WAITING) | Q(state=RUNNING, beat_at__gte=now - SILENT)


def state(job: Job, now: datetime) -> str:
    """What a person is told: waiting, unclaimed, running, stopped, done or failed."""
    if job.state == WAITING and now - job.made_at > UNCLAIMED:
        return "unclaimed"
    if job.state == RUNNING and now - (job.beat_at or job.made_at) > SILENT:
        return "stopped"
    return job.state


def take(job_id: UUID, kind: str, *, now: datetime) -> Job | None:
    """The waiting job, now ours; None when somebody else took it or it is gone."""
    if not Job.objects.filter(pk=job_id, kind=kind, state=WAITING).update(state=RUNNING, beat_at=now):
        return None
    return Job.objects.select_related("owner").get(pk=job_id)


def beat(job: Job, done: int, total: int, *, now: datetime) -> bool:
    """Say how far it is, at most once a second; False when the job was given up meanwhile."""
    if job.beat_at is not None and now - job.beat_at < BEAT:
        return True
    job.beat_at = now
    running = Job.objects.filter(pk=job.pk, state=RUNNING)
    return bool(running.update(done=done, total=total, beat_at=now))


def end(job: Job, *, state: str, at: datetime, fault: str = "", result: dict[str, Any] | None = None) -> None:
    """Only a job that still runs ends: one that was given up meanwhile stays given up."""
    Job.objects.filter(pk=job.pk, state=RUNNING).update(
        state=state, ended_at=at, fault=fault[:300], result=result or {}
    )


def tend(kind: str, *, now: datetime, fault: str) -> list[UUID]:
    """Jobs that fell silent have failed; gives those that still wait for a worker."""
    silent = Job.objects.filter(kind=kind, state=RUNNING, beat_at__lt=now - SILENT)
    silent.update(state=FAILED, fault=fault, ended_at=now)
    return list(Job.objects.filter(kind=kind, state=WAITING, made_at__lt=now - UNCLAIMED).values_list("pk", flat=True))

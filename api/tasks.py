"""What Celery runs for machines and slow answers: the exports people asked for; no decision is taken here."""

from __future__ import annotations

import logging
from uuid import UUID

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from api.export import jobs

log = logging.getLogger(__name__)


@shared_task(name="api.build_export", ignore_result=True)
def build_export(job_id: str) -> None:
    """Make one export."""
    jobs.run(UUID(job_id), clock=timezone.now)


@shared_task(name="api.tend_exports", ignore_result=True)
def tend_exports() -> None:
    """Once a minute: give up silent jobs, remove old files, make the exports whose message was lost."""
    for job_id in jobs.tend(now=timezone.now()):
        jobs.run(job_id, clock=timezone.now)


def hand_over(job_id: UUID) -> None:
    """Tell a worker; when no broker answers, the next beat finds the waiting job."""
    try:
        build_export.apply_async([str(job_id)], retry=False)
    except (OperationalError, OSError) as error:
        log.warning("broker away (%s): export job %s waits for the next beat", type(error).__name__, job_id)

"""What Celery runs: the passage of time and the delivery of messages; no decision is taken here."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from surveillance import notices, sweep


@shared_task(name="surveillance.sweep", ignore_result=True)
def sweep_now() -> None:
    """The incremental sweep of today."""
    sweep.run(now=timezone.now())


@shared_task(name="surveillance.deliver", ignore_result=True)
def deliver() -> None:
    """Deliver what waits in the outbox."""
    notices.deliver(now=timezone.now())

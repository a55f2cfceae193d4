"""What Celery runs: the passage of time and the delivery of messages; no decision is taken here."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from surveillance.deeds import policies
from surveillance.review import sweep
from surveillance.work import notices


@shared_task(name="surveillance.sweep", ignore_result=True)
def sweep_now() -> None:
    """The incremental sweep of today."""
    sweep.run(now=timezone.now())


@shared_task(name="surveillance.deliver", ignore_result=True)
def deliver() -> None:
    """Deliver what waits in the outbox."""
    while notices.deliver(now=timezone.now()):
        continue


@shared_task(name="surveillance.policy_effect", ignore_result=True)
def policy_effect(job_id: str) -> None:
    """What a drafted policy would have changed."""
    policies.run_effect(UUID(job_id), clock=timezone.now)


@shared_task(name="surveillance.tend_policy_effects", ignore_result=True)
def tend_policy_effects() -> None:
    """Once a minute: give up silent computations, do those whose message was lost."""
    for job_id in policies.tend_effects(now=timezone.now()):
        policies.run_effect(job_id, clock=timezone.now)

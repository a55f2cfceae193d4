"""Asks the worker to deliver what waits in the outbox; when no broker answers, the next beat delivers it."""

from __future__ import annotations

import logging
from uuid import UUID

from celery import current_app
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def deliver() -> None:
    """Send the task by name; a broker that is away costs a minute, never the exam."""
    _send("surveillance.deliver")


def sweep() -> None:
    """A signed policy is at work at once, not within the hour."""
    _send("surveillance.sweep")


def policy_effect(job_id: UUID) -> None:
    """Compute what a draft would have changed."""
    _send("surveillance.policy_effect", str(job_id))


def _send(task: str, *arguments: str) -> None:
    try:
        current_app.send_task(task, arguments, ignore_result=True, retry=False)
    except (OperationalError, OSError) as error:
        log.warning("broker away (%s): %s waits for the next beat", type(error).__name__, task)

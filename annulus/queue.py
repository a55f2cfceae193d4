"""What Celery is told: the folder of files of the embedded default or Redis, and what the clock starts."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from celery.schedules import crontab
from django.conf import settings

from annulus import broker


def folder_options(data: Path) -> dict[str, Any]:
    """A broker of files; a message may be lost: the next beat finds its work, the database is the truth."""
    return {"folder": str(data / "queue"), "polling_interval": 0.1, "max_retries": 0}  # who sends does not wait


def redis_options() -> dict[str, Any]:
    """With the restore options: without them a killed worker's task waits until another worker starts."""
    restore = {"visibility_timeout": 3600, "unacked_restore_interval": 5, "unacked_restore_throttle": 1}
    patience = {"socket_connect_timeout": 2, "socket_timeout": 10}  # a page that saved an exam does not wait for long
    return restore | patience


FOLDER_URL = f"{broker.SCHEME}://localhost"
broker_url = settings.REDIS_URL or FOLDER_URL
broker_transport_options = redis_options() if settings.REDIS_URL else folder_options(settings.DATA)
broker_connection_retry_on_startup = True
worker_pool = "prefork" if settings.REDIS_URL else "solo"
worker_prefetch_multiplier = 1
worker_enable_remote_control = bool(settings.REDIS_URL)  # one worker of one machine: a signal stops it, the log tells
worker_hijack_root_logger = False

accept_content = ["json"]
task_serializer = "json"
result_serializer = "json"
task_ignore_result = True
task_acks_late = True
task_reject_on_worker_lost = True
task_time_limit = 3300  # shorter than the visibility timeout: no task runs twice at once

enable_utc = True
timezone = settings.TIME_ZONE
beat_schedule_filename = str(settings.DATA / "beat-schedule")
QUARTERLY = crontab(minute="5,20,35,50")  # an alert S4 is asked about after four hours, to the quarter
beat_schedule = {
    "sweep": {
        "task": "surveillance.sweep",
        "schedule": timedelta(seconds=settings.SWEEP_SECONDS) if settings.SWEEP_SECONDS else QUARTERLY,
    },
    "deliver": {"task": "surveillance.deliver", "schedule": timedelta(minutes=1)},
    "policy-effects": {"task": "surveillance.tend_policy_effects", "schedule": timedelta(minutes=1)},
    "exports": {"task": "api.tend_exports", "schedule": timedelta(minutes=1)},
}

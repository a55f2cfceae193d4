"""A throw-away house on SQLite in which it is always the same minute and ids count up."""

from __future__ import annotations

import itertools
import logging
import os
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LEFT_OUT = (
    "DATABASE_URL",
    "REDIS_URL",
    "REDIS_CACHE_URL",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "EMAIL_HOST",
    "SWEEP_SECONDS",
)
_numbers = itertools.count(1)


def open_house(data: Path) -> None:
    """Sets clock, ids and environment before any model is loaded, then makes the tables."""
    for name in LEFT_OUT:
        os.environ.pop(name, None)
    os.environ |= {"ANNULUS_ENV": "test", "ANNULUS_DATA": str(data / "data")}
    os.environ["DJANGO_SETTINGS_MODULE"] = "annulus.settings"
    uuid.uuid4 = _next_id  # before the models take it as their default
    import django
    from django.utils import timezone

    logging.disable(logging.CRITICAL)
    timezone.now = lambda: NOW
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment(debug=False)  # mails stay in a list
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.CELERY_TASK_ALWAYS_EAGER = True
    call_command("migrate", verbosity=0)


def _next_id(*_: Any) -> uuid.UUID:
    """Ids in the order of their making: what sorts by id when all else is equal stays as it was written."""
    return uuid.UUID(int=next(_numbers) << 96, version=4)

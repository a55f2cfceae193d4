"""The Celery application; `queue` tells it everything when the first task or worker needs it."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, celeryd_init
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annulus.settings")

app = Celery("annulus")
app.config_from_object("annulus.queue")
app.autodiscover_tasks()


def refuse_unsafe(**_: Any) -> None:
    """A worker refuses the same unsafe production as the web entry."""
    from annulus import checks  # noqa: PLC0415  (this module is loaded before Django's settings)

    checks.refuse_unsafe()
    if settings.PRODUCTION:
        checks.refuse_altered()


celeryd_init.connect(refuse_unsafe)
beat_init.connect(refuse_unsafe)

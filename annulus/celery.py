"""The Celery application; `queue` tells it everything when the first task or worker needs it."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annulus.settings")

app = Celery("annulus")
app.config_from_object("annulus.queue")
app.autodiscover_tasks()

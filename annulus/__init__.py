"""Wiring: settings, addresses, Celery, start-up checks. No clinical word lives here."""

from annulus.celery import app as celery_app

__all__ = ["celery_app"]

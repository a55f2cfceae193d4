"""The surveillance application."""

from __future__ import annotations

from django.apps import AppConfig


class SurveillanceConfig(AppConfig):
    """What follows from what was seen."""

    name = "surveillance"
    default_auto_field = "django.db.models.BigAutoField"

"""The registry application: fields are worded for their readers, and migrations leave the append-only triggers."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.models.signals import post_migrate

from registry.wording import word_fields


class RegistryConfig(AppConfig):
    """What was seen."""

    name = "registry"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Word the fields of every model; reinstall the triggers whenever the tables may have changed."""
        word_fields(apps.get_models())
        post_migrate.connect(_reinstall, dispatch_uid="registry.triggers")


def _reinstall(using: str, **_: Any) -> None:
    from registry.audit import triggers  # noqa: PLC0415  models are loaded only now

    triggers.install(connections[using])

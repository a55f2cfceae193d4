"""The registry application; it installs the append-only triggers after every migration."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class RegistryConfig(AppConfig):
    """What was seen."""

    name = "registry"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Reinstall the triggers whenever the tables may have changed."""
        post_migrate.connect(_reinstall, dispatch_uid="registry.triggers")


def _reinstall(using: str, **_: Any) -> None:
    from registry.audit import triggers  # noqa: PLC0415  models are loaded only now

    triggers.install(connections[using])

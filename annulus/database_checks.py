"""Faults of the database, each with an id and a remedy: whether it still refuses to overwrite a fact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from registry.audit import triggers

NAMED = 3  # the names of more faults than these would fill the screen
HINT = (
    "Facts could be overwritten unseen since. Find out who changed it and what was written meanwhile; then "
    "`manage.py migrate --skip-checks` installs it again."
)


def database_faults(
    app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """What is wrong with the triggers that guard the facts; nothing of a database that waits for its migration."""
    faults: list[CheckMessage] = []
    for alias in databases or ():
        found = triggers.faults(connections[alias])
        if found and not _is_behind(connections[alias]):
            more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
            said = f"The database no longer guards the facts: {', '.join(found[:NAMED])}{more}."
            faults.append(Error(said, hint=HINT, id="annulus.E007"))
    return faults


def _is_behind(connection: BaseDatabaseWrapper) -> bool:
    """Its triggers are those of another version, and the migration will install this version's."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))

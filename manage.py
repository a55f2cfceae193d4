#!/usr/bin/env python
"""Runs Annulus's commands: migrate, demo, serve, sweep, trajectory and the rest (`manage.py help`)."""

import os
import sys

from django.core.management import execute_from_command_line
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


def is_behind() -> bool:
    """Whether the database lacks tables of this version."""
    try:
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        return False


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annulus.settings")
    try:
        execute_from_command_line(sys.argv)
    except DatabaseError:
        if not is_behind():
            raise
        sys.exit("The database has not been set up for this version. Run `manage.py migrate`, or `make run` at first.")

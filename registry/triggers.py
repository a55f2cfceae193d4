"""The database's own refusal to overwrite or delete a fact, generated from the models for both engines."""

from __future__ import annotations

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from registry.models.fact import Fact

RETRACTION = ("retracted_at", "retracted_by_id", "retraction_reason")
REFUSAL = "a fact is never overwritten or deleted: retract it and record again"

_POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION annulus_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.retracted_at IS NULL AND NEW.retracted_at IS NOT NULL
     AND to_jsonb(NEW) - ARRAY{list(RETRACTION)!r} = to_jsonb(OLD) - ARRAY{list(RETRACTION)!r} THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '%: {REFUSAL}', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$"""


def fact_models() -> list[type[Model]]:
    """Every concrete model of facts, wherever it lives."""
    return [model for model in apps.get_models() if issubclass(model, Fact)]


def install(connection: BaseDatabaseWrapper) -> None:
    """(Re)create the triggers of every fact table that exists; SQLite loses them when a table is rebuilt."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION)
        for model in fact_models():
            if model._meta.db_table in tables:
                for statement in _statements(model, connection.vendor):
                    cursor.execute(statement)


def uninstall(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers; only the test suite's flush of a throw-away database may need it."""
    with connection.cursor() as cursor:
        for model in fact_models():
            table = model._meta.db_table
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            for deed in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{deed}{on}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Fact tables whose triggers are not there."""
    catalogue = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        present = {row[0] for row in cursor.fetchall()}
    tables = [model._meta.db_table for model in fact_models()]
    return [t for t in tables if not {f"{t}_no_update", f"{t}_no_delete"} <= present]


def _statements(model: type[Model], vendor: str) -> list[str]:
    table = model._meta.db_table
    if vendor == "postgresql":
        return [
            f"CREATE OR REPLACE TRIGGER {table}_no_{deed} BEFORE {deed.upper()} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION annulus_append_only()"
            for deed in ("update", "delete")
        ]
    columns = [f.column for f in model._meta.concrete_fields if f.column not in RETRACTION]
    same = " AND ".join(f'NEW."{column}" IS OLD."{column}"' for column in columns)
    allowed = f"OLD.retracted_at IS NULL AND NEW.retracted_at IS NOT NULL AND {same}"
    refuse = f"SELECT RAISE(ABORT, '{table}: {REFUSAL}');"
    return [
        f"DROP TRIGGER IF EXISTS {table}_no_update",
        f"DROP TRIGGER IF EXISTS {table}_no_delete",
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN NOT ({allowed}) BEGIN {refuse} END",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN {refuse} END",
    ]

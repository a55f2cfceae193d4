"""The database's own refusal to overwrite or delete a fact, generated from the models for both engines."""

from __future__ import annotations

from typing import NamedTuple

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from registry.models.fact import Fact

RETRACTION = ("retracted_at", "retracted_by_id", "retraction_reason")
REFUSAL = "a fact is never overwritten or deleted: retract it and record again"
DEEDS = {"postgresql": ("update", "delete", "truncate"), "sqlite": ("update", "delete")}  # SQLite knows no TRUNCATE

_BODY = f"""
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.retracted_at IS NULL AND NEW.retracted_at IS NOT NULL
     AND to_jsonb(NEW) - ARRAY{list(RETRACTION)!r} = to_jsonb(OLD) - ARRAY{list(RETRACTION)!r} THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '%: {REFUSAL}', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END """
_FUNCTION = f"CREATE OR REPLACE FUNCTION annulus_append_only() RETURNS trigger LANGUAGE plpgsql AS $${_BODY}$$"
_INSTALLED = {
    "postgresql": """
        SELECT t.tgname, pg_get_triggerdef(t.oid, true), p.prosrc, t.tgenabled = 'O'
        FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE NOT t.tgisinternal AND pg_table_is_visible(t.tgrelid)""",
    "sqlite": "SELECT name, sql, '', 1 FROM sqlite_master WHERE type = 'trigger'",
}


class Installed(NamedTuple):
    """A trigger as the database has it."""

    definition: str
    body: str  # of the function that it calls; SQLite's triggers call none
    is_on: bool


def fact_models() -> list[type[Model]]:
    """Every concrete model of facts, wherever it lives."""
    return [model for model in apps.get_models() if issubclass(model, Fact)]


def install(connection: BaseDatabaseWrapper) -> None:
    """(Re)create the triggers of every fact table that exists; SQLite loses them when a table is rebuilt."""
    wanted = _wanted(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for name, definition in wanted.items():
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(_again(definition, connection.vendor))


def uninstall(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers; only the test suite's flush of a throw-away database may need it."""
    with connection.cursor() as cursor:
        for model in fact_models():
            table = model._meta.db_table
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            for deed in DEEDS[connection.vendor]:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{deed}{on}")


def faults(connection: BaseDatabaseWrapper) -> list[str]:
    """Every trigger, by its name, that is not there, is switched off or is not the one that `install` makes."""
    wanted = _wanted(connection)
    with connection.cursor() as cursor:
        cursor.execute(_INSTALLED[connection.vendor])
        there = {name: Installed(*row) for name, *row in cursor.fetchall()}
    body = _BODY if connection.vendor == "postgresql" else ""
    said = {name: _fault(there.get(name), Installed(definition, body, True)) for name, definition in wanted.items()}
    return [f"{name} {fault}" for name, fault in said.items() if fault]


def _fault(found: Installed | None, wanted: Installed) -> str:
    if found is None:
        return "is missing"
    if not found.is_on:
        return "is switched off"
    return "" if found[:2] == wanted[:2] else "was altered"


def _wanted(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The definition of every trigger by its name, as the database repeats it; of the tables that exist."""
    tables = set(connection.introspection.table_names())
    of_postgresql = connection.vendor == "postgresql"
    return {
        f"{model._meta.db_table}_no_{deed}": (_postgresql if of_postgresql else _sqlite)(model, deed)
        for model in fact_models()
        if model._meta.db_table in tables
        for deed in DEEDS[connection.vendor]
    }


def _postgresql(model: type[Model], deed: str) -> str:
    table, each = model._meta.db_table, "STATEMENT" if deed == "truncate" else "ROW"
    when = f"BEFORE {deed.upper()} ON {table} FOR EACH {each}"
    return f"CREATE TRIGGER {table}_no_{deed} {when} EXECUTE FUNCTION annulus_append_only()"


def _sqlite(model: type[Model], deed: str) -> str:
    table, when = model._meta.db_table, ""
    if deed == "update":
        columns = [f.column for f in model._meta.concrete_fields if f.column not in RETRACTION]
        same = " AND ".join(f'NEW."{column}" IS OLD."{column}"' for column in columns)
        when = f" WHEN NOT (OLD.retracted_at IS NULL AND NEW.retracted_at IS NOT NULL AND {same})"
    refuse = f"SELECT RAISE(ABORT, '{table}: {REFUSAL}');"
    return f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed.upper()} ON {table}{when} BEGIN {refuse} END"


def _again(definition: str, vendor: str) -> str:
    return definition.replace("CREATE", "CREATE OR REPLACE", 1) if vendor == "postgresql" else definition

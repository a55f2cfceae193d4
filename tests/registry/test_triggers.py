"""A trigger that guards the facts and was dropped, altered or switched off is found by its name, on both engines."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.checks import CheckMessage
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, connection, connections, transaction

from annulus import checks, database_checks
from registry import recording
from registry.audit import triggers
from registry.models import Exam, Patient
from registry.recording import Stamp

from .entries import tte

ON = " ON registry_exam"
NAMES = [f"registry_exam_no_{deed}" for deed in ("update", "delete")]
on_postgresql = pytest.mark.postgresql


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def drop(name: str) -> None:
    run(f"DROP TRIGGER {name}{ON if connection.vendor == 'postgresql' else ''}")


def found_by_check() -> list[CheckMessage]:
    return database_checks.database_faults(databases=["default"])


def refused(sql: str) -> str:
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    return str(caught.value)


@pytest.fixture
def real_triggers(transactional_db: None):
    """Tests that change them where other connections see it; whatever happens they are as before afterwards."""
    yield
    triggers.install(connection)


def test_a_database_as_the_migrations_leave_it_has_no_fault(db: None):
    assert triggers.faults(connection) == []
    assert found_by_check() == []


@pytest.mark.parametrize("name", [*NAMES, pytest.param("registry_exam_no_truncate", marks=on_postgresql)])
def test_a_dropped_trigger_is_found(db: None, name: str):
    drop(name)
    assert triggers.faults(connection) == [f"{name} is missing"]


@pytest.mark.sqlite
@pytest.mark.parametrize("name", NAMES)
def test_a_trigger_that_refuses_nothing_is_found(db: None, name: str):
    drop(name)
    deed = name.rpartition("_")[2]
    run(f"CREATE TRIGGER {name} BEFORE {deed} ON registry_exam WHEN 0 BEGIN SELECT RAISE(ABORT, 'no'); END")
    assert triggers.faults(connection) == [f"{name} was altered"]


@pytest.mark.sqlite
def test_a_trigger_that_looks_away_from_one_column_is_found(db: None):
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'registry_exam_no_update'")
        (sql,) = cursor.fetchone()
    drop("registry_exam_no_update")
    run(sql.replace(' AND NEW."reader" IS OLD."reader"', ""))
    assert triggers.faults(connection) == ["registry_exam_no_update was altered"]


@on_postgresql
@pytest.mark.parametrize(
    "change",
    [
        "CREATE OR REPLACE TRIGGER registry_exam_no_update BEFORE UPDATE ON registry_exam FOR EACH ROW WHEN (false) "
        "EXECUTE FUNCTION annulus_append_only()",
        "CREATE OR REPLACE TRIGGER registry_exam_no_update BEFORE UPDATE OF modality ON registry_exam FOR EACH ROW "
        "EXECUTE FUNCTION annulus_append_only()",
        "CREATE OR REPLACE TRIGGER registry_exam_no_update AFTER UPDATE ON registry_exam FOR EACH STATEMENT "
        "EXECUTE FUNCTION annulus_append_only()",
    ],
    ids=["never", "one column", "afterwards"],
)
def test_an_altered_trigger_is_found(db: None, change: str):
    run(change)
    assert triggers.faults(connection) == ["registry_exam_no_update was altered"]


@on_postgresql
@pytest.mark.parametrize("how", ["DISABLE TRIGGER", "ENABLE REPLICA TRIGGER"])
def test_a_trigger_that_is_switched_off_is_found(db: None, how: str):
    run(f"ALTER TABLE registry_exam {how} registry_exam_no_delete")
    assert triggers.faults(connection) == ["registry_exam_no_delete is switched off"]


@on_postgresql
def test_a_function_that_lets_everything_pass_is_found_at_every_trigger(db: None):
    run(
        "CREATE OR REPLACE FUNCTION annulus_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RETURN COALESCE(NEW, OLD); END$$"
    )
    assert len(triggers.faults(connection)) == 3 * len(triggers.fact_models())


def test_installing_again_mends_whatever_was_done(db: None):
    drop("registry_exam_no_update")
    if connection.vendor == "postgresql":
        run("ALTER TABLE registry_exam DISABLE TRIGGER registry_exam_no_delete")
    triggers.install(connection)
    assert triggers.faults(connection) == []


@on_postgresql
def test_no_table_of_facts_can_be_truncated(db: None):
    for model in triggers.fact_models():
        assert "never overwritten or deleted" in refused(f"TRUNCATE {model._meta.db_table} CASCADE"), model


@on_postgresql
def test_a_truncate_of_another_table_reaches_no_fact(patient: Patient, stamp: Stamp):
    recording.record_exam(patient, stamp=stamp, entry=tte(date(2026, 3, 10), 27.2))
    connection.check_constraints()
    assert "never overwritten or deleted" in refused("TRUNCATE registry_patient CASCADE")
    assert Exam.objects.count() == 1


def test_the_check_names_the_trigger_and_the_remedy(db: None):
    drop("registry_exam_no_delete")
    (found,) = found_by_check()
    assert found.id == "annulus.E007"
    assert "registry_exam_no_delete is missing" in found.msg
    assert "migrate --skip-checks" in found.hint


def test_many_faults_are_one_sentence_with_their_number(db: None):
    triggers.uninstall(connection)
    (found,) = found_by_check()
    assert "and " in found.msg
    assert len(found.msg) < 400


def test_manage_check_finds_it_when_asked_about_the_database(db: None):
    call_command("check", databases=["default"], stdout=StringIO())
    drop("registry_exam_no_delete")
    with pytest.raises(SystemCheckError, match="registry_exam_no_delete is missing"):
        call_command("check", databases=["default"])


def test_a_database_that_waits_for_its_migration_is_not_judged(db: None):
    """Its triggers are those of another version; `migrate` installs this version's."""
    drop("registry_exam_no_delete")
    run("DELETE FROM django_migrations WHERE app = 'api'")
    assert found_by_check() == []


def test_an_unsafe_database_ends_a_process_that_starts(real_triggers: None, capsys: pytest.CaptureFixture[str]):
    checks.refuse_altered()
    drop("registry_exam_no_delete")
    with pytest.raises(SystemExit, match="annulus.E007.*registry_exam_no_delete is missing"):
        checks.refuse_altered()
    assert connections["default"].connection is None  # the processes that are forked next open their own


def test_the_remedy_of_the_check_mends_it(db: None):
    drop("registry_exam_no_delete")
    with pytest.raises(SystemCheckError, match="annulus.E007"):
        call_command("migrate", skip_checks=False, verbosity=0)
    call_command("migrate", skip_checks=True, verbosity=0)
    assert triggers.faults(connection) == []

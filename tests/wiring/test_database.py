"""Both engines are set as the traps of the dependencies demand."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection, connections

from annulus.database import database

SOMEWHERE = Path("/somewhere")


def test_an_address_names_every_part_of_the_database():
    made = database("postgres://ann:s%40fe@db.example:6543/registry?sslmode=require", data=SOMEWHERE, pool=False)
    assert (made["USER"], made["PASSWORD"], made["HOST"], made["PORT"]) == ("ann", "s@fe", "db.example", "6543")
    assert made["NAME"] == "registry"
    assert made["OPTIONS"] == {"sslmode": "require"}
    assert made["ATOMIC_REQUESTS"] is True


def test_a_socket_folder_is_given_as_the_host_of_the_query():
    made = database("postgresql://postgres:@/annulus?host=/run/pg", data=SOMEWHERE, pool=False)
    assert (made["HOST"], made["PORT"], made["NAME"]) == ("/run/pg", "", "annulus")


def test_only_web_processes_get_a_pool_and_short_time_limits():
    web = database("postgres://a@b/c", data=SOMEWHERE, pool=True)["OPTIONS"]
    worker = database("postgres://a@b/c", data=SOMEWHERE, pool=False)["OPTIONS"]
    assert web["pool"]["max_size"] == 10
    assert "statement_timeout=5000" in web["options"]
    assert worker == {}


def test_an_address_of_another_kind_is_refused_with_an_example():
    with pytest.raises(ValueError, match="DATABASE_URL must start with postgres://, for example"):
        database("mysql://a@b/c", data=SOMEWHERE, pool=False)


@pytest.mark.sqlite
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("busy_timeout", 20000), ("foreign_keys", 1)],  # synchronous 2 = FULL
)
def test_sqlite_runs_with_wal_and_full_synchronisation(pragma, value):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        assert cursor.fetchone()[0] == value


@pytest.mark.sqlite
def test_a_transaction_on_sqlite_takes_the_write_lock_at_once():
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.postgresql
@pytest.mark.django_db
def test_the_suite_runs_as_a_role_that_row_level_security_holds():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_new_connection_knows_json_while_another_process_writes():
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        fresh = connections.create_connection("default")
        fresh.settings_dict = fresh.settings_dict | {"OPTIONS": fresh.settings_dict["OPTIONS"] | {"timeout": 0.2}}
        assert fresh.features.supports_json_field is True
        fresh.close()
        writer.execute("ROLLBACK")

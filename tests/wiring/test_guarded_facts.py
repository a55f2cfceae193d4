"""No process of ours starts on a database whose facts are no longer guarded: not the house, not production's."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from annulus.management.commands import serve
from registry.models import Centre, Patient

ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "ANNULUS_ENV": "production",
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": "annulus.example",
    "REDIS_URL": "redis://nowhere.invalid/0",
}
ENTRIES = {
    "web": ["-c", "import annulus.wsgi"],
    "worker": ["-m", "celery", "-A", "annulus", "worker", "-P", "solo"],
    "beat": ["-m", "celery", "-A", "annulus", "beat", "--pidfile="],
}
Start = Callable[[str], "subprocess.CompletedProcess[str]"]


@pytest.fixture
def start(house_env: dict[str, str], tmp_path: Path) -> Start:
    """Starts an entry of production on the test's database and waits for its end."""

    def run(entry: str) -> subprocess.CompletedProcess[str]:
        env = house_env | SAFE | {"ANNULUS_DATA": str(tmp_path)}
        command = [sys.executable, *ENTRIES[entry]]
        return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)

    return run


def switch_off(name: str, table: str) -> None:
    with connection.cursor() as cursor:
        on = f" ON {table}" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {name}{on}")


@pytest.mark.postgresql
@pytest.mark.parametrize("entry", ENTRIES)
def test_production_refuses_a_database_that_lost_a_trigger(start: Start, entry: str):
    switch_off("registry_exam_no_truncate", "registry_exam")
    ended = start(entry)
    assert ended.returncode == 1
    assert "annulus.E007" in ended.stderr
    assert "registry_exam_no_truncate is missing" in ended.stderr


@pytest.mark.postgresql
def test_the_web_entry_of_production_starts_on_a_database_that_guards_its_facts(start: Start):
    ended = start("web")
    assert ended.returncode == 0, ended.stderr


def test_make_run_refuses_a_house_with_patients_that_lost_a_trigger(transactional_db: None):
    centre = Centre.objects.create(code="C", name="Centre")
    Patient.objects.create(centre=centre, study_id="1", origin="real", enrolled_on=datetime.now(UTC).date())
    assert serve.prepare() is False
    switch_off("registry_exam_no_update", "registry_exam")
    with pytest.raises(SystemExit, match="annulus.E007.*registry_exam_no_update is missing"):
        serve.prepare()

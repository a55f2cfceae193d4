"""Production refuses to start while it is unsafe, and says what to do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from annulus import checks

pytestmark = pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")
ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "ANNULUS_ENV": "production",
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": "annulus.example",
    "DATABASE_URL": "postgres://annulus@nowhere.invalid/annulus",
    "REDIS_URL": "redis://nowhere.invalid/0",
}


def start(entry, **changes):
    env = {name: value for name, value in os.environ.items() if name not in {"REDIS_CACHE_URL", "ANNULUS_DEBUG"}}
    return subprocess.run(
        [sys.executable, *entry], cwd=ROOT, env=env | SAFE | changes, capture_output=True, text=True, timeout=60
    )


@pytest.fixture
def production(settings):
    settings.ANNULUS_ENV, settings.PRODUCTION, settings.DEBUG = "production", True, False
    settings.SECRET_KEY, settings.ALLOWED_HOSTS = "k" * 50, ["annulus.example"]
    settings.REDIS_URL, settings.EMAIL_HOST = "redis://nowhere.invalid/0", "mail.example"
    settings.DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql"}}
    return settings


def test_a_safe_production_has_no_fault(production):
    assert checks.deployment_faults() == []


@pytest.mark.parametrize(
    ("setting", "value", "fault"),
    [
        ("ANNULUS_ENV", "prod", "annulus.E000"),
        ("DEBUG", True, "annulus.E001"),
        ("SECRET_KEY", "", "annulus.E002"),
        ("SECRET_KEY", "short", "annulus.E002"),
        ("ALLOWED_HOSTS", [], "annulus.E003"),
        ("ALLOWED_HOSTS", ["*"], "annulus.E003"),
        ("DATABASES", {"default": {"ENGINE": "django.db.backends.sqlite3"}}, "annulus.E004"),
        ("REDIS_URL", "", "annulus.E005"),
        ("EMAIL_HOST", "", "annulus.W006"),
    ],
)
def test_each_fault_of_production_has_an_id_and_a_remedy(production, setting, value, fault):
    setattr(production, setting, value)
    (found,) = checks.deployment_faults()
    assert found.id == fault
    assert found.hint


def test_the_web_entry_refuses_a_production_without_a_key():
    run = start(["-c", "import annulus.wsgi"], SECRET_KEY="")
    assert run.returncode == 1
    assert "annulus.E002" in run.stderr
    assert "openssl rand" in run.stderr


def test_the_web_entry_starts_in_a_safe_production():
    assert start(["-c", "import annulus.wsgi"]).returncode == 0


def test_a_worker_refuses_a_production_with_an_open_host_list():
    run = start(["-m", "celery", "-A", "annulus", "worker", "-P", "solo"], ALLOWED_HOSTS="*")
    assert run.returncode == 1
    assert "annulus.E003" in run.stderr


def test_a_management_command_refuses_a_debugging_production():
    run = start(["manage.py", "check"], ANNULUS_DEBUG="1")
    assert run.returncode == 1
    assert "annulus.E001" in run.stderr

"""What holds for the whole house: one-way imports, locks that name no host, a start without slow imports."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCKS = {
    "requirements.txt": PROJECT["dependencies"],
    "requirements-dev.txt": PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"],
}


def pins(name):
    """Package and version of every line of a lock."""
    found = re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^]]+\])?==([^ \\]+)", (ROOT / name).read_text(), re.MULTILINE)
    return {(canonicalize_name(package), version) for package, version in found}


def run(*command):
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)


def test_imports_run_one_way():
    done = run(Path(sys.executable).with_name("lint-imports"), "--no-cache")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_host_and_hashes_every_pin(name):
    text = (ROOT / name).read_text()
    assert "://" not in text
    for block in re.split(r"\n(?=\S)", text):
        assert block.startswith("#") or "--hash=sha256:" in block, block


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_every_package_that_the_project_asks_for(name):
    locked = pins(name)
    for wanted in map(Requirement, LOCKS[name]):
        versions = [version for package, version in locked if package == canonicalize_name(wanted.name)]
        assert any(version in wanted.specifier for version in versions), f"{wanted} in {name}: {versions}"


def test_the_lock_for_developers_holds_the_versions_that_users_run():
    assert pins("requirements.txt") <= pins("requirements-dev.txt")


def test_web_and_worker_start_without_scipy():
    told = run(
        sys.executable,
        "-c",
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'annulus.settings'; django.setup();"
        "import annulus.urls, surveillance.tasks; print(sorted({'scipy', 'pandas'} & set(sys.modules)))",
    )
    assert told.stdout.strip() == "[]", told.stderr


def test_the_models_have_no_change_without_a_migration():
    done = run(sys.executable, "manage.py", "makemigrations", "--check", "--dry-run")
    assert done.returncode == 0, done.stdout

"""A measured field and a kind of fact take their model and nothing else: pages, API, export and history follow."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.sqlite  # what is derived from the models is the same on either engine
ROOT = Path(__file__).resolve().parents[2]
FIELD = ("form", "page", "api", "export", "history", "database")
KIND = ("form", "page", "api", "export", "database")


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the tour found, in a house of its own."""
    env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    env |= {"ANNULUS_ENV": "test", "ANNULUS_DATA": str(tmp_path_factory.mktemp("extension") / "data")}
    command = [sys.executable, "-m", "tests.extension.tour"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


@pytest.mark.parametrize("place", FIELD)
def test_a_new_measured_field_is_there_with_its_model_alone(walk: dict[str, str], place: str):
    assert not walk[f"field_{place}"], walk[f"field_{place}"]


@pytest.mark.parametrize("place", KIND)
def test_a_new_kind_of_fact_is_there_with_its_model_alone(walk: dict[str, str], place: str):
    assert not walk[f"kind_{place}"], walk[f"kind_{place}"]

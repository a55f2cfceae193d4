"""The benchmarks measure in a house of their own: nothing of them reaches the house that they are started in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.__main__ import names

ROOT = Path(__file__).resolve().parents[2]


def test_every_benchmark_is_known_by_its_name() -> None:
    assert {"burden", "operating_characteristics", "review", "sweep"} <= set(names())


def test_an_unknown_benchmark_is_refused_with_those_that_there_are() -> None:
    done = subprocess.run([sys.executable, "-m", "bench", "nothing"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert "review" in done.stderr


@pytest.mark.slow
def test_a_benchmark_writes_nothing_into_the_house_it_is_started_in(tmp_path: Path) -> None:
    env = os.environ | {"ANNULUS_DATA": str(tmp_path / "data"), "ANNULUS_ENV": "embedded"}
    done = subprocess.run([sys.executable, "-m", "bench", "review"], cwd=ROOT, env=env, capture_output=True, text=True)
    assert "measured ÷ limit" in done.stdout, done.stderr
    assert not (tmp_path / "data").exists()

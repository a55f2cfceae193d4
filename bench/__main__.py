"""Runs every benchmark of this folder, or those named: python -m bench review sweep.

Each in a process of its own, so that none measures on the house's own data or in what another left.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def names() -> list[str]:
    """The benchmarks: every module here that has a `main`; the others serve them."""
    found = Path(__file__).parent.glob("[!_]*.py")
    return sorted(path.stem for path in found if "\ndef main(" in path.read_text(encoding="utf-8"))


def run(wanted: list[str]) -> bool:
    """Each benchmark under its own heading; true when none failed or missed its limit."""
    kept = True
    for name in wanted:
        print(f"\n== {name}", flush=True)
        kept = not subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode and kept
    return kept


if __name__ == "__main__":
    unknown = set(sys.argv[1:]) - set(names())
    if unknown:
        sys.exit(f"No benchmark {', '.join(sorted(unknown))}. There are: {', '.join(names())}.")
    sys.exit(not run(sys.argv[1:] or names()))

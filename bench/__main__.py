"""Runs every benchmark of this folder, or those named: python -m bench review growth_kernel."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import django


def names() -> list[str]:
    """The benchmarks: every module here that has a `main`."""
    return sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_"))


def run(wanted: list[str]) -> None:
    """Each benchmark under its own heading; a module without `main` only serves others."""
    for name in wanted:
        main = getattr(importlib.import_module(f"bench.{name}"), "main", None)
        if main:
            print(f"\n== {name}", flush=True)
            main()


if __name__ == "__main__":
    unknown = set(sys.argv[1:]) - set(names())
    if unknown:
        sys.exit(f"No benchmark {', '.join(sorted(unknown))}. There are: {', '.join(names())}.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annulus.settings")
    django.setup()
    run(sys.argv[1:] or names())

"""Writes the words of all pages: python -m tests.snapshot OUT_FOLDER; two runs of the same code give equal folders.

Compare with `diff -r BEFORE AFTER`. Leans on addresses, management commands and model names only, so that the folder
tests/snapshot can be copied into an older or newer state of the code.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.snapshot import house

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if os.environ.get("PYTHONHASHSEED") != "0":  # the order of sets of words is part of what is written
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, "-m", "tests.snapshot", sys.argv[1]])
    data = Path(tempfile.mkdtemp(prefix="annulus-snapshot-"))
    try:
        house.open_house(data)
        from tests.snapshot import written  # after Django is set up

        written.write(Path(sys.argv[1]))
    finally:
        shutil.rmtree(data, ignore_errors=True)

"""Writes the tables of docs/decisions again, each by the command it names: python -m bench.tables [part of a name].

A table stands between two marks: <!-- made by: python -m bench.NAME OPTIONS --> and <!-- end -->.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "decisions"
TABLE = re.compile(r"(<!-- made by: python (?P<command>[^\n]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def commands(text: str) -> list[str]:
    """The commands that a text names."""
    return [found["command"] for found in TABLE.finditer(text)]


def made(found: re.Match[str]) -> str:
    """The table as its command prints it now; one whose limits fail is printed all the same, and shows it."""
    words = [sys.executable, *shlex.split(found["command"])]
    run = subprocess.run(words, check=False, stdout=subprocess.PIPE, text=True)
    if "\n|" not in run.stdout:
        sys.exit(f"{found['command']} printed no table")
    return f"{found[1]}{run.stdout.strip()}\n{found[3]}"


if __name__ == "__main__":
    for path in sorted(FOLDER.glob(f"*{''.join(sys.argv[1:2])}*.md")):
        text = path.read_text(encoding="utf-8")
        if commands(text):
            path.write_text(TABLE.sub(made, text), encoding="utf-8")
            print(path.name, flush=True)

"""Refuses long files, functions, and lines of templates and styles: the limits of the hand that no linter knows."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("annulus", "registry", "surveillance", "api", "tests", "bench", "templates", "static", ".ci")
KINDS = {".py", ".html", ".js", ".css"}
FILE_LINES, FUNCTION_LINES = 400, 40
WIDTH = {".html": 140, ".css": 140, ".js": 140}


def files() -> Iterator[Path]:
    """Every file a person writes; migrations are made by Django."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in KINDS and "migrations" not in path.parts:
                yield path


def faults(path: Path) -> Iterator[str]:
    """What is too long in one file."""
    text = path.read_text(encoding="utf-8")
    name = path.relative_to(ROOT)
    if (lines := len(text.splitlines())) > FILE_LINES:
        yield f"{name}: {lines} lines, the limit is {FILE_LINES}: split it by subject"
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > (width := WIDTH.get(path.suffix, len(line))):
            yield f"{name}:{number}: {len(line)} characters, the limit is {width}: one element a line"
    if path.suffix != ".py":
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            length = node.end_lineno - node.lineno + 1
            if length > FUNCTION_LINES:
                yield f"{name}:{node.lineno}: {node.name} has {length} lines, the limit is {FUNCTION_LINES}"


if __name__ == "__main__":
    found = [fault for path in files() for fault in faults(path)]
    print("\n".join(found) or "No file, no function and no line is too long.")
    sys.exit(bool(found))

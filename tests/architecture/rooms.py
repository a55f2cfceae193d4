"""The rooms of the house as they are: modules, lines, arrows in and out; read off the source, nothing imported."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("annulus", "api", "surveillance", "registry")  # from the top down: imports run one way
INNER = ("surveillance.engine",)  # shown room by room, too
MOST_MODULES = 20  # of one folder
MANY = ("surveillance/engine/rules", "tests/engine/rules")  # one file a rule


@dataclass
class Room:
    """One room: what its docstring says, its size, and which other rooms it imports, how often."""

    name: str
    sentence: str = ""
    modules: int = 0
    lines: int = 0
    imports: Counter[str] = field(default_factory=Counter)


def sources() -> Iterator[tuple[str, Path, str]]:
    """Dotted name, path and text of every module; migrations are made by Django."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
                yield name, path, path.read_text(encoding="utf-8")


def room_of(module: str, *, inside: str = "") -> str:
    """The room of a module: the second name of its address, or the one below `inside`."""
    depth = len(inside.split(".")) + 1 if inside else 2
    return ".".join(module.split(".")[:depth])


def imported(text: str, modules: set[str]) -> Iterator[str]:
    """Our own modules that a text imports, for types too."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in PACKAGES:
            for name in node.names:
                whole = f"{node.module}.{name.name}"
                yield whole if whole in modules else node.module


def rooms(*, inside: str = "") -> dict[str, Room]:
    """Every room of the house, or of one room, by name."""
    found: dict[str, Room] = {}
    texts = list(sources())
    modules = {name for name, _, _ in texts}
    for name, path, text in texts:
        if inside and not name.startswith(f"{inside}."):
            continue
        room = found.setdefault(room_of(name, inside=inside), Room(room_of(name, inside=inside)))
        room.modules += 1
        room.lines += len(text.splitlines())
        if path.name == "__init__.py" or name == room.name:
            room.sentence = room.sentence or first_line(text)
        for other in imported(text, modules):
            target = room_of(other, inside=inside)
            if target != room.name and (not inside or other.startswith(f"{inside}.")):
                room.imports[target] += 1
    return {name: room for name, room in found.items() if room.lines}


def first_line(text: str) -> str:
    """The first line of a module's docstring."""
    return (ast.get_docstring(ast.parse(text)) or "").split("\n")[0]


def table(found: dict[str, Room]) -> str:
    """Markdown: one line a room, the house from the top down."""
    into: Counter[str] = Counter()
    for room in found.values():
        into.update(room.imports)
    rows = ["| room | what lives there | modules | lines | imports out | imports in |", "|---|---|---|---|---|---|"]
    for name, room in sorted(found.items(), key=lambda each: (PACKAGES.index(each[0].split(".")[0]), each[0])):
        out = room.imports.total()
        rows.append(f"| `{name}` | {room.sentence} | {room.modules} | {room.lines} | {out} | {into[name]} |")
    return "\n".join(rows)


def picture(found: dict[str, Room], *, within: str) -> str:
    """A Mermaid picture of the arrows between the rooms of one package."""
    lines = ["```mermaid", "flowchart TD"]
    for name, room in sorted(found.items()):
        for other, times in sorted(room.imports.items()):
            if name.startswith(f"{within}.") and other.startswith(f"{within}.") and other in found:
                lines.append(f"    {name.rsplit('.', 1)[-1]} -->|{times}| {other.rsplit('.', 1)[-1]}")
    return "\n".join([*lines, "```"])


def crowded(folders: tuple[str, ...] = (*PACKAGES, "tests")) -> list[str]:
    """Folders with more modules than a person finds a line in."""
    found: Counter[str] = Counter()
    for package in folders:
        for path in (ROOT / package).rglob("*.py"):
            if "migrations" not in path.parts:
                found[path.parent.relative_to(ROOT).as_posix()] += 1
    return sorted(f"{name}: {count}" for name, count in found.items() if count > MOST_MODULES and name not in MANY)

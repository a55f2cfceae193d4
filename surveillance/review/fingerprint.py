"""The fingerprint of the engine: another one, and every standing is looked at again (pure).

It follows what decides: the syntax of every module of the engine without its docstrings, and of the vocabulary that the
engine reads without its labels. A comment or a word re-reviews nobody.
"""

from __future__ import annotations

import ast
import hashlib
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
COVERS = ("surveillance.engine",)
VOCABULARY = "registry"  # of it, what the engine imports, however far
WORDS = ("label", "standard")  # the fields of a coded value that no decision reads
LENGTH = 16
NOTE = "engine-fingerprint"
Files = Mapping[str, Path]  # by dotted name


def fingerprint(root: Path = ROOT, *, kept_in: Path | None = None) -> str:
    """A short hash of the engine under `root`.

    Reading the syntax takes a third of a second. So the result is noted in the folder `kept_in` under a hash of the
    sources as they are, and read there while no byte of them has changed.
    """
    engine = _files(root, COVERS)
    registry = _files(root, [VOCABULARY])
    if kept_in is None:
        return _of_syntax(engine, registry)
    key, note = _of_bytes({**engine, **registry}), kept_in / NOTE
    if (found := _noted(note, key)) is None:
        found = _of_syntax(engine, registry)
        _write(note, f"{key} {found}\n")
    return found


def _files(root: Path, names: Iterable[str]) -> dict[str, Path]:
    """Every module of these packages and modules, sub-folders included, migrations not."""
    found: dict[str, Path] = {}
    for name in names:
        start = root.joinpath(*name.split("."))
        for path in sorted(start.rglob("*.py")) if start.is_dir() else [start.with_suffix(".py")]:
            parts = path.relative_to(root).with_suffix("").parts
            if "migrations" not in parts:
                found[".".join(parts).removesuffix(".__init__")] = path
    return found


# --- by its syntax ---------------------------------------------------------------------------------------------------


def _of_syntax(engine: Files, registry: Files) -> str:
    trees = {name: ast.parse(path.read_bytes()) for name, path in engine.items()}
    vocabulary = _read_of(registry, trees)
    without = _WithoutWords(vocabulary.values())
    digest = hashlib.sha256()
    for name, tree in sorted({**trees, **vocabulary}.items()):
        kept = without.visit(tree) if name in vocabulary else _WithoutDocstrings().visit(tree)
        digest.update(f"{name}\n{ast.dump(kept)}\n".encode())
    return digest.hexdigest()[:LENGTH]


def _read_of(registry: Files, engine: Mapping[str, ast.Module]) -> dict[str, ast.Module]:
    """The modules of the registry that these modules import, and those that they import in their turn."""
    found: dict[str, ast.Module] = {}
    asking = list(engine.values())
    while asking:
        for name in _imports(asking.pop()):
            if name in registry and name not in found:
                found[name] = ast.parse(registry[name].read_bytes())
                asking.append(found[name])
    return found


def _imports(tree: ast.Module) -> Iterator[str]:
    """Every dotted name that may be a module; imports relative to a folder are not used here and are refused."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level or not node.module:
                raise ValueError(f"line {node.lineno}: the engine's fingerprint follows imports by full name only")
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


class _WithoutDocstrings(ast.NodeTransformer):
    """Leaves out every string that stands alone: the words of a module, class, function or constant."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        """A string alone does nothing."""
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            return None
        return self.generic_visit(node)


class _WithoutWords(_WithoutDocstrings):
    """Leaves out the labels too, by place or by name, of every coded value of these modules."""

    def __init__(self, modules: Iterable[ast.Module]) -> None:
        classes = [node for tree in modules for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
        self.places = {node.name: [i for i, name in enumerate(_fields(node)) if name in WORDS] for node in classes}

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """A coded value keeps its code and whatever else decides."""
        self.generic_visit(node)
        called = getattr(node.func, "id", getattr(node.func, "attr", ""))  # Term(…) or terms.Term(…)
        if places := self.places.get(called):
            node.args = [given for i, given in enumerate(node.args) if i not in places]
            node.keywords = [given for given in node.keywords if given.arg not in WORDS]
        return node


def _fields(node: ast.ClassDef) -> list[str]:
    named = [line.target for line in node.body if isinstance(line, ast.AnnAssign)]
    return [target.id for target in named if isinstance(target, ast.Name)]


# --- by its bytes ----------------------------------------------------------------------------------------------------


def _of_bytes(files: Files) -> str:
    """A hash of the sources as they are and of the Python that reads them."""
    digest = hashlib.sha256(sys.version.encode())
    for name, path in sorted(files.items()):
        digest.update(f"\n{name}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def _noted(note: Path, key: str) -> str | None:
    with suppress(OSError, ValueError):
        of, found = note.read_text(encoding="utf-8").split()
        if of == key and len(found) == LENGTH:
            return found
    return None


def _write(note: Path, text: str) -> None:
    """Written aside and renamed: another process reads all of it or nothing. A folder closed to us costs time only."""
    with suppress(OSError):
        aside = note.with_name(f"{note.name}.{os.getpid()}")
        aside.write_text(text, encoding="utf-8")
        aside.replace(note)

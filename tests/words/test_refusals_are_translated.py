"""What a person reads passes through gettext: refusals, labels, titles, mails; the rest is named here, with why."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOUSES = ("annulus", "api", "registry", "surveillance")
ELSEWHERE = (  # rooms with a rule of their own, or with nothing that a page shows
    "registry/vocabulary/",  # pure: its labels are translated where they are shown
    "surveillance/engine/", "surveillance/chart/", "surveillance/words/", "surveillance/evidence/",  # messages
    "surveillance/cohort/",  # numbers
    "surveillance/demonstration/",  # records: what people of a made-up clinic wrote
    "/management/", "/migrations/",  # a terminal, and what was run once
)  # fmt: skip
EXEMPT = {
    "annulus/checks.py": "faults of a deployment, told to whoever starts the process",
    "annulus/database.py": "SQL, and a fault of the settings",
    "annulus/database_checks.py": "faults of a deployment, told to whoever starts the process",
    "annulus/settings.py": "the title of the OpenAPI document",
    "api/export/codebook.py": "the codebook is a file for machines and stays in one language",
    "api/export/columns.py": "the codebook",
    "api/export/derived.py": "the codebook",
    "api/export/manifest.py": "the manifest is a file of the export and stays in one language",
    "api/export/snapshot.py": "SQL",
    "api/export/tables.py": "the codebook",
    "api/rest/documents.py": "the OpenAPI document is for programmers and stays in one language",
    "api/rest/schema.py": "the OpenAPI document",
    "registry/audit/triggers.py": "SQL, and what the database says to a programmer",
    "registry/dates.py": "pure, since the chart reads it: whoever reads a date from a text refuses it in own words",
    "surveillance/pages/spark.py": "SVG",
    "surveillance/replay/replay.py": "a span of days turned round, told to whoever starts a replay",
    "surveillance/review/findings.py": "faults of a rule, for the log",
    "surveillance/review/fingerprint.py": "faults of the engine's code, for its programmer",
    "surveillance/review/sweep.py": "what a sweep says of itself to the operator",
}
TEXTS = {  # by file: what is looked for in a text, what a file writes, markup, what only the OpenAPI document says
    "annulus/apps.py": {"Annulus wiring"},
    "api/rest/fields.py": {"As precisely as known"},
    "api/rest/paging.py": {"Where the page starts", "The next page", "Rows of a page"},
    "surveillance/forms/fields.py": {"<label>", "<div id"},
    "surveillance/lists/agenda.py": {"heart team"},
    "surveillance/tables/sizes.py": {"not visible"},
}
LAZY = {"gettext_lazy", "gettext_noop", "ngettext_lazy", "pgettext_lazy"}
GETTEXT = LAZY | {"gettext", "ngettext", "pgettext", "npgettext"}
TO_PROGRAMMERS = {"TypeError", "Http404"}  # raised; no page shows the text of a 404
IN_THE_OPENAPI_DOCUMENT = {"document", "help_text"}  # called, or given, in api/rest
WORD = re.compile(r"[A-Za-z]{2,}")
TWO_WORDS = re.compile(r"[A-Za-z]{2,}[,;:.]? \(?[A-Za-z]{2,}")


class Reader:
    """One module: what it says outside gettext, and what it has translated too early."""

    def __init__(self, path: Path) -> None:
        self.name = path.relative_to(ROOT).as_posix()
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        imports = (node for node in ast.walk(self.tree) if isinstance(node, ast.ImportFrom))
        self.called = {
            alias.asname or alias.name: alias.name
            for node in imports for alias in node.names if (node.module or "").startswith("django.utils.translation")
        }  # fmt: skip

    def sentences(self) -> Iterator[str]:
        """Texts of two words or more; of an f-string the words around its values count together."""
        apart = {id(each) for node in ast.walk(self.tree) if self._is_apart(node) for each in ast.walk(node)}
        if "/models" in self.name:  # labels are translated where they are shown
            functions = [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)]
            inside = {id(each) for node in functions for each in ast.walk(node)}
            apart |= {id(node) for node in ast.walk(self.tree) if id(node) not in inside}
        allowed = TEXTS.get(self.name, set())
        for line, said in _texts(self.tree, apart):
            if not any(said.startswith(text) for text in allowed):
                yield f"{self.name}:{line}: {said}"

    def _is_apart(self, node: ast.AST) -> bool:
        """What is no sentence for people, or is given to gettext: docstrings, log lines, errors for programmers."""
        api = self.name.startswith("api/rest/")
        match node:
            case ast.Expr(value=ast.Constant()):
                return True
            case ast.Call(func=ast.Attribute(value=ast.Name(id="log"))):
                return True
            case ast.Call(func=ast.Name(id=called)):
                return self.called.get(called) in GETTEXT or (api and called in IN_THE_OPENAPI_DOCUMENT)
            case ast.keyword(arg=str(word)):
                return api and word in IN_THE_OPENAPI_DOCUMENT
            case ast.Raise(exc=ast.Call(func=ast.Name(id=raised))):
                return raised in TO_PROGRAMMERS
        return False

    def early(self) -> Iterator[str]:
        """What is translated when the module is read, once for all readers: there it must be lazy."""
        functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
        later = {
            id(each) for node in ast.walk(self.tree) if isinstance(node, functions)
            for part in (node.body if isinstance(node.body, list) else [node.body]) for each in ast.walk(part)
        }  # fmt: skip
        for node in ast.walk(self.tree):
            called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if id(node) not in later and self.called.get(called) in GETTEXT - LAZY:
                yield f"{self.name}:{node.lineno}: {ast.unparse(node)}"


def _texts(tree: ast.AST, apart: set[int]) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):  # an f-string comes before its parts
        if id(node) in apart:
            continue
        if isinstance(node, ast.JoinedStr):
            parts = [part.value for part in node.values if isinstance(part, ast.Constant)]
            values = [part for part in node.values if isinstance(part, ast.FormattedValue)]
            apart |= {id(part) for part in node.values if isinstance(part, ast.Constant)}
            apart |= {id(each) for part in values if part.format_spec for each in ast.walk(part.format_spec)}
            if " " in "".join(parts) and sum(len(WORD.findall(part)) for part in parts) > 1:
                yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and TWO_WORDS.search(node.value):
            yield node.lineno, node.value


def readers() -> Iterator[Reader]:
    for house in HOUSES:
        for path in sorted((ROOT / house).rglob("*.py")):
            if not any(room in path.relative_to(ROOT).as_posix() for room in ELSEWHERE):
                yield Reader(path)


def test_what_people_read_is_given_to_gettext() -> None:
    assert [said for reader in readers() if reader.name not in EXEMPT for said in reader.sentences()] == []


def test_what_is_read_at_import_is_translated_at_every_reading() -> None:
    paths = [path for house in HOUSES for path in sorted((ROOT / house).rglob("*.py"))]
    assert [said for path in paths for said in Reader(path).early()] == []


def test_no_page_shows_the_text_of_a_404() -> None:
    assert "exception" not in (ROOT / "templates" / "404.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", EXEMPT)
def test_an_exemption_that_is_needed_no_more_is_taken_back(name: str) -> None:
    assert list(Reader(ROOT / name).sentences())


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_that_stands_there_no_more_is_taken_back(name: str) -> None:
    said = [text for _line, text in _texts(Reader(ROOT / name).tree, set())]
    assert {allowed for allowed in TEXTS[name] if not any(text.startswith(allowed) for text in said)} == set()

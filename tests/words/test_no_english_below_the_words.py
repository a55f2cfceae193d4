"""Engine and chart compose no English: their sentences stand in `surveillance/words`, and a text here is a code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import surveillance

HOUSE = Path(surveillance.__file__).parent
TWO_WORDS = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
EXEMPT = {
    "engine/cards.py": "the table says why of each row to whoever reads the code; no page shows it",
    "engine/heart_team/paper.py": "what the review says is quoted, and a quotation is not translated",
    "engine/lesion/form_criteria.py": "sources: the sentences of the review behind each criterion",
}
CODES = {  # keys, units and names of what is remembered
    "while it stands", "while it is live", "next imaging", "rupture runs", ":one day", "exam days", "of the interval",
    "mm per mm of predicted size",
}  # fmt: skip


def sentences(path: Path) -> Iterator[str]:
    """Texts of two words or more, where the text is not a docstring, a source, or an error for programmers."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    apart: set[int] = set()
    for node in ast.walk(tree):
        is_source = isinstance(node, ast.keyword) and node.arg in (
            "source",
            "when",
        )  # `when`: a docstring, in the table
        named = [node.target] if isinstance(node, ast.AnnAssign) else getattr(node, "targets", [])
        is_source = is_source or any(isinstance(name, ast.Name) and name.id == "source" for name in named)
        if is_source or isinstance(node, ast.Raise):
            apart |= {id(each) for each in ast.walk(node)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            apart.add(id(node.value))
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart
        if is_text and TWO_WORDS.search(node.value) and node.value not in CODES:
            yield f"{path.relative_to(HOUSE)}:{node.lineno}: {node.value}"


@pytest.mark.parametrize("room", ["engine", "chart"])
def test_no_sentence_is_composed_below_the_words(room: str) -> None:
    paths = [path for path in (HOUSE / room).rglob("*.py") if path.relative_to(HOUSE).as_posix() not in EXEMPT]
    assert [said for path in sorted(paths) for said in sentences(path)] == []


@pytest.mark.parametrize("name", EXEMPT)
def test_an_exemption_that_is_needed_no_more_is_taken_back(name: str) -> None:
    assert list(sentences(HOUSE / name))

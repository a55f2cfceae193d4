"""The two documents that are made from the code."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from pathlib import Path

from surveillance.engine.rules import RULES
from surveillance.evidence.inconsistencies import INCONSISTENCIES
from surveillance.words.message import text
from tests.coverage.names import label_of
from tests.coverage.rows import NOT_BUILT, ROWS, Row

ROOT = Path(__file__).resolve().parent.parent.parent
RECORDED = "tests/coverage/test_recorded.py"  # every field of every row


def coverage() -> str:
    """docs/coverage.md."""
    lines = [
        "# What of the medicine stands where",
        "",
        "Made from the code by `python -m tests.coverage`; `tests/coverage` checks that it is true and complete.",
        f"Every field of every row is recorded by its own road and read back in `{RECORDED}`.",
    ]
    for section, rows in groupby(ROWS, key=lambda row: row.section):
        lines += ["", f"## {section}", "", "| row | field | rule | test |", "|---|---|---|---|"]
        lines += [_line(row) for row in rows]
    lines += ["", "## B Rules and P1 to P6", "", "| rule | severity | rests on | test |", "|---|---|---|---|"]
    lines += [
        f"| {rule.id} {text(rule.title)} | {rule.severity} | {_cell(rule.source)}; {text(rule.evidence)} | `{file}` |"
        for rule, file in ((rule, file_of_rule(rule.id)) for rule in RULES)
    ]
    lines += ["", "## Not built, on purpose", "", *(f"- {what}" for what in NOT_BUILT), ""]
    return "\n".join(lines)


def file_of_rule(rule_id: str) -> str:
    """The test file of a rule; the six steps of the imaging protocol are one table."""
    if rule_id.startswith("P"):
        return "tests/engine/imaging/test_protocol.py"
    return f"tests/engine/rules/test_{rule_id.lower()}.py"


def files_of_row(row: Row) -> list[str]:
    """The tests a row names and those of its rules; a row of fields alone has the test that reads every field back."""
    return list(dict.fromkeys([*row.tests, *map(file_of_rule, row.rules)])) or [RECORDED]


def _line(row: Row) -> str:
    fields = "; ".join(label_of(field) for field in row.fields)
    tests = ", ".join(f"`{test}`" for test in files_of_row(row))
    return f"| {row.what} | {_cell(fields)} | {', '.join(row.rules) or '–'} | {tests} |"


def _cell(text: str) -> str:
    return text.replace("|", "/")


def evidence() -> str:
    """docs/evidence.md."""
    lines = [
        "# Where the review contradicts itself or its sources, and what the software does",
        "",
        "Ruggio et al., *Rupture of Caseous Calcification of the Mitral Annulus*, Diagnostics 2026;16:778.",
        "The page “Glossary and evidence” of the product shows the same, and the sentence behind each rule and number.",
        "Made from the code by `python -m tests.coverage`.",
        "",
        "| no. | what is printed | what the software does | where |",
        "|---|---|---|---|",
    ]
    lines += [f"| {row.number} | {row.problem} | {row.action} | {row.where} |" for row in INCONSISTENCIES]
    return "\n".join([*lines, ""])


DOCUMENTS: dict[Path, Callable[[], str]] = {
    ROOT / "docs" / "coverage.md": coverage,
    ROOT / "docs" / "evidence.md": evidence,
}

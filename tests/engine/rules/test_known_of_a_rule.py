"""What the house knows of a rule stands on the rule: each place asks it, and nobody else lists ids."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.vocabulary import terms
from surveillance.engine.course.heading import UNDECIDED_WORDS
from surveillance.engine.rules import RULE, RULES, instances
from surveillance.engine.rules.base import CARDIOLOGIST, WHILE_IT_STANDS, WHILE_LIVE, Rule
from surveillance.engine.rules.imaging import PROTOCOL
from surveillance.words.message import text

ROOT = Path(__file__).resolve().parents[3]
HOUSE = ("annulus", "registry", "surveillance", "api", "bench")
AN_ID = re.compile(rf"\b({'|'.join(RULE)})\b")
SCALLOP = "the scallops of the posterior leaflet are called P1 to P3: no rule"
EXAMPLE = "help of the command line names a rule as an example"
TOLD = "a sentence that tells the reader which rule it speaks of"
ALLOWED = {
    ("registry/vocabulary/terms.py", "P1"): SCALLOP,
    ("registry/vocabulary/terms.py", "P2"): SCALLOP,
    ("registry/vocabulary/terms.py", "P3"): SCALLOP,
    ("surveillance/demonstration/course.py", "P2"): SCALLOP,
    ("surveillance/demonstration/course.py", "P3"): SCALLOP,
    ("surveillance/management/commands/replay.py", "the id of a rule, such as G1; may be given again"): EXAMPLE,
    (
        "surveillance/management/commands/replay.py",
        "Say which rule to replay, such as --rule G1, or --burden for the counts of all.",
    ): EXAMPLE,
    (
        "surveillance/pages/team/agenda.py",
        "A procedure was decided and is not recorded as done. The days it leaves are the policy's (X4).",
    ): TOLD,
    (
        "surveillance/evidence/inconsistencies.py",
        "Any interval is allowed; Figure 2 is one of the published cases; I1 asks in every enrolled patient.",
    ): TOLD,
    (
        "surveillance/evidence/inconsistencies.py",
        "“Smaller” and “not visible” are different: not visible is censored below what the exam can show, never 0 mm, "
        "and asks about silent rupture (G6).",
    ): TOLD,
    (
        "surveillance/evidence/inconsistencies.py",
        "Never shown as a fact about risk: “> 10 mm” is a badge of context (G7).",
    ): TOLD,
    ("bench/operating_characteristics.py", "G6 after one 10 mm misreading (any of exams 2 to 10)"): TOLD,
}
CUTS = ("startswith", "endswith", "removeprefix")  # an id is a name: what its letters say is said by an attribute
LOOKUPS = ("rule__regex", "rule__startswith", "rule__istartswith", "rule__contains")


def sources() -> Iterator[tuple[str, str]]:
    """Every module of the house outside the rules: path and text."""
    for folder in HOUSE:
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith("surveillance/engine/rules/") and "/migrations/" not in name:
                yield name, path.read_text(encoding="utf-8")


def named_in(text: str) -> Iterator[str]:
    """The string literals that name a rule, docstrings aside."""
    tree = ast.parse(text)
    prose = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose
        if is_text and AN_ID.search(node.value):
            yield node.value


def is_rule(node: ast.AST) -> bool:
    """Whether an expression is the id of a rule: signal.rule, rule.id, or a variable called so."""
    code = ast.unparse(node)
    return code in ("rule", "rule.id", "rule_id") or code.endswith(".rule")


def is_place(node: ast.AST) -> bool:
    """Whether a subscript is a letter or some of them, not the key of a mapping."""
    return isinstance(node, ast.Slice) or (isinstance(node, ast.Constant) and isinstance(node.value, int))


def taken_apart(text: str) -> Iterator[int]:
    """The lines that read something off the letters of an id."""
    for node in ast.walk(ast.parse(text)):
        cuts = isinstance(node, ast.Attribute) and node.attr in CUTS and is_rule(node.value)
        slices = isinstance(node, ast.Subscript) and is_rule(node.value) and is_place(node.slice)
        if cuts or slices or (isinstance(node, ast.keyword) and node.arg in LOOKUPS):
            yield node.lineno


def test_no_module_outside_the_rules_names_one() -> None:
    """Whoever must know something of a rule asks it for an attribute."""
    found = {(name, text) for name, source in sources() for text in named_in(source)}
    assert found - ALLOWED.keys() == set()
    assert ALLOWED.keys() - found == set(), "these exceptions are no longer needed"


def test_nobody_reads_anything_off_the_letters_of_an_id() -> None:
    assert [(name, line) for name, source in sources() for line in taken_apart(source)] == []


def test_no_template_names_a_rule() -> None:
    """The path of a drawing may hold M4, and is no rule."""
    templates = sorted((ROOT / "templates").rglob("*.*"))
    texts = {path.name: re.sub(r'\bd="[^"]*"', "", path.read_text(encoding="utf-8")) for path in templates}
    assert len(texts) > 20
    assert {name: found for name, text in texts.items() if (found := AN_ID.findall(text))} == {}


@pytest.mark.parametrize(
    "code",
    [
        'BADGES = {"G7": "> 10 mm"}',
        'silent = rule in ("X4", "X5")',
        'pattern = r"^(F|I3|X4)"',
        'said = f"{name} (G6)"',
    ],
)
def test_a_list_of_ids_is_found_wherever_it_hides(code: str) -> None:
    """The scan can fail."""
    assert list(named_in(f'"""G7 in a docstring is prose."""\n{code}'))


@pytest.mark.parametrize(
    "code",
    ['signal.rule.startswith("F")', 'rule.id[0] in "RIE"', "rule_id[:1]", "rule[0]", 'found.filter(rule__regex="^F")'],
)
def test_a_prefix_of_an_id_is_found_too(code: str) -> None:
    assert list(taken_apart(code))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_says_for_itself_what_has_no_harmless_answer(rule: Rule) -> None:
    """Calendar, clinical and role; the other attributes are one of the words that the house knows."""
    own = [vars(kind) for kind in type(rule).__mro__ if issubclass(kind, Rule) and kind is not Rule]
    for name in ("calendar", "clinical", "role"):
        assert any(name in attributes for attributes in own), name
    assert rule.role in {term.code for term in terms.ROLES}
    assert rule.heart_team in ("", WHILE_IT_STANDS, WHILE_LIVE)
    assert rule.opens in ("", *UNDECIDED_WORDS)


def test_a_rule_that_forgot_to_say_errs_on_the_safe_side() -> None:
    """Left out of exports, its failure leaves the heading open and reaches the cardiologist."""
    assert (Rule.calendar, Rule.clinical, Rule.role) == (True, True, CARDIOLOGIST)


def ids(attribute: str, value: object = True) -> str:
    """The rules whose attribute has this value, in order."""
    return " ".join(rule.id for rule in RULES if getattr(rule, attribute) == value)


def test_the_attributes_are_those_of_the_reference() -> None:
    """As they stood in the places that now ask: export, heading, fault, replay of cases, list, agenda, review."""
    assert ids("calendar") == "F1 F2 F3 F4 F5 F6 P1 P2 P3 P4 P5 P6 I3 X4 X5"
    assert ids("clinical", value=False) == "F1 F2 F3 F4 F5 F6 P1 P2 P3 P4 P5 P6 X0 X1 X2 X3 X4 X5"
    assert ids("role", CARDIOLOGIST) == "R1 R2 I1 I2 I3 E1 E2 E3 E4"
    assert ids("silent") == "F1 F2 F3 F4 F5 F6 P1 P2 P3 P4 P5 P6 X0 X4 X5"
    assert ids("shrinks") == "G5 G6"
    assert ids("heart_team", WHILE_IT_STANDS) == "M1 M4 R1 R2 V1 V3"
    assert ids("heart_team", WHILE_LIVE) == "E1 E4"
    assert {rule.id: rule.opens for rule in RULES if rule.opens} == {"G6": "urgent_question", "X1": "conflict"}
    assert (ids("about_card"), ids("keeps_since")) == ("X5", "X0")
    assert {rule.id: text(rule.badge) for rule in RULES if rule.badge} == {
        "F6": "Exam did not count", "G4": "Watch", "G5": "Regression", "G7": "> 10 mm", "C1": "Dialysis",
    }  # fmt: skip


def test_the_rules_stand_in_the_order_of_the_reference() -> None:
    assert " ".join(RULE) == (
        "F1 F2 F3 F4 F5 F6 G1 G2 G4 G5 G6 G7 M1 M3 M4 P1 P2 P3 P4 P5 P6 R1 R2 V1 V2 V3 I1 I2 I3 E1 E2 E3 E4 C1 C2 C3 "
        "X0 X1 X2 X3 X4 X5"
    )


def test_the_rules_of_the_imaging_protocol_are_one_table() -> None:
    assert [row.id for row in PROTOCOL] == [rule.id for rule in RULES if text(rule.title).startswith("Next imaging: ")]
    for row in PROTOCOL:
        rule = RULE[row.id]
        assert (rule.source, rule.advice, type(rule).__doc__) == (row.source, row.advice, row.when)


def test_two_rules_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="Two rules are called G7"):
        instances([type(RULE["G7"]), type(RULE["I1"]), type("G7", (Rule,), {"id": "G7"})])

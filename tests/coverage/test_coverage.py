"""The table is complete and true: every name is a field, a rule or a test, and nothing of the code is left out."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import FieldDoesNotExist

from registry.catalogue import READING_OF, entries
from registry.vocabulary import terms
from surveillance.engine.rules import RULE, RULES
from tests.coverage.documents import DOCUMENTS, ROOT, file_of_rule, files_of_row
from tests.coverage.names import label_of
from tests.coverage.rows import ROWS, RULE_IDS, Row

OF_EVERY_MEASURE = {"tests/registry/test_limits.py", "tests/registry/test_sizes_and_dates.py"}  # whatever its name
NAMES = {field for row in ROWS for field in row.fields}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_the_document_is_what_the_code_says(path: Path) -> None:
    """After a change: python -m tests.coverage."""
    write: Callable[[], str] = DOCUMENTS[path]
    assert path.read_text(encoding="utf-8") == write()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.section[:2]} {row.what}")
def test_every_row_names_fields_rules_and_tests_that_exist(row: Row) -> None:
    assert row.fields
    assert all(label_of(field) for field in row.fields)
    assert set(row.rules) <= set(RULE)
    for test in files_of_row(row):
        assert "def test_" in (ROOT / test).read_text(encoding="utf-8"), test


def test_a_test_that_a_row_names_speaks_of_a_field_or_a_rule_of_that_row() -> None:
    for row in ROWS:
        said = "|".join([*row.rules, *(re.split("[.:]", field)[1] for field in row.fields)])
        for test in set(row.tests) - OF_EVERY_MEASURE:
            assert re.search(rf"\b({said})\b", (ROOT / test).read_text(encoding="utf-8")), (row.what, test)


def test_a_field_that_does_not_exist_is_an_error() -> None:
    """The check above can fail."""
    for wrong in ("feature:horn", "EchoReading.horn", "Horn.size"):
        with pytest.raises((KeyError, StopIteration, FieldDoesNotExist)):
            label_of(wrong)


def test_every_rule_of_the_table_is_built_and_every_built_rule_is_in_the_table() -> None:
    assert sorted(RULE) == sorted(RULE_IDS)
    assert len(RULES) == len(RULE_IDS)


def test_every_rule_has_a_test_of_its_own() -> None:
    for rule in RULES:
        text = (ROOT / file_of_rule(rule.id)).read_text(encoding="utf-8")
        assert "def test_" in text, rule.id
        assert re.search(rf"\b{rule.id}\b", text), rule.id


def test_no_feature_and_no_typed_value_is_left_out() -> None:
    features = {f"feature:{feature.code}" for feature in terms.FEATURES}
    typed = {
        f"{model.__name__}.{entry.name}"
        for model in READING_OF.values()
        for entry in entries(model)
        if entry.kind in ("measure", "coded")
    }
    assert not (features | typed) - NAMES


def test_no_risk_factor_event_laboratory_value_or_target_is_left_out() -> None:
    """Beyond the reference stand only what the imaging protocol, the clinic or a published case needs."""
    beyond = {
        "condition": ("other", "obesity", "immunosuppression", "ischaemic_heart_disease", "aortic_valve_disease"),
        "event": ("hospital_admission", "line_infection", "other"),
        "target": ("not_stated",),
    }
    contraindications = {term.code for term in terms.CONDITIONS if term.code not in ALL_OF_A3}
    codes = {"condition": terms.CONDITIONS, "event": terms.EVENTS, "lab": terms.LABS, "target": terms.TARGETS}
    for kind, found in codes.items():
        left = {t.code for t in found} - {name.partition(":")[2] for name in NAMES if name.startswith(kind)}
        allowed = set(beyond.get(kind, ())) | (contraindications if kind == "condition" else set())
        assert left <= allowed, (kind, left - allowed)


ALL_OF_A3 = {term.code for term in terms.CONDITIONS[: [t.code for t in terms.CONDITIONS].index("central_line")]}

"""The codebook names every column, and every cell of every file is what the codebook says it may be."""

from __future__ import annotations

import re

import pytest

from api.export.codebook import FIELDS, TYPES
from registry.models import EchoReading

pytestmark = pytest.mark.django_db  # so that a run of this file alone makes the database of its shared fixture
PSEUDONYM = re.compile(r"[PE][0-9a-f]{20}")


def fault(column, cell):
    """What is wrong with one cell by its codebook entry, or nothing."""
    codes = {term["code"] for term in column["codes"]}
    if cell == "":
        return "" if column["empty_means"] != "never" else "is empty"
    if column["type"] == TYPES["version"]:
        return "" if cell == "default" or cell.isdigit() else "is no version"
    if column["type"].startswith("text"):
        return "" if PSEUDONYM.fullmatch(cell) else "is no pseudonym"
    if "number" in column["type"]:
        whole = "." in cell and column["type"].startswith("whole")
        return "" if column["low"] <= float(cell) <= column["high"] and not whole else "is out of limits"
    return "" if set(cell.split(";")) <= codes else "is no code"


def test_every_cell_of_every_file_is_what_the_codebook_allows(once):
    made = once.made
    book = made.codebook()
    cells = 0
    for name, said in book.items():
        for row in made.table(name):
            assert list(row) == [column["name"] for column in said["columns"]]
            for column in said["columns"]:
                assert not fault(column, row[column["name"]]), (name, column["name"], row[column["name"]])
                cells += 1
    assert cells > 1000


@pytest.mark.parametrize(("cell", "wrong"), [("200", True), ("-3", True), ("27.2", False), ("", False)])
def test_the_check_above_can_fail(cell, wrong):
    column = {"type": "decimal number", "low": 0.1, "high": 120, "codes": [], "empty_means": "not recorded"}
    assert bool(fault(column, cell)) is wrong


def test_the_two_codebooks_say_the_same(once):
    made = once.made
    rows = made.table("codebook")
    assert tuple(rows[0]) == FIELDS
    told = {(name, c["name"]): c for name, said in made.codebook().items() for c in said["columns"]}
    assert [(row["table"], row["column"]) for row in rows] == list(told)
    for row in rows:
        column = told[row["table"], row["column"]]
        assert (row["label"], row["unit"], row["standard_code"]) == (
            column["label"],
            column["unit"],
            column["standard_code"],
        )
        assert row["codes"].count("=") >= len(column["codes"])


def test_every_column_says_what_it_is(once):
    for row in once.made.table("codebook"):
        assert row["label"]
        assert row["type"]
        assert row["empty_means"]
        if "number" in row["type"]:
            assert row["unit"], row
            assert float(row["low"]) < float(row["high"])
        if row["type"].startswith(("one of", "any of")):
            assert row["codes"], row


def test_unit_limits_and_code_are_those_of_the_field(once):
    field = EchoReading._meta.get_field("ms_gradient_mmhg")
    row = next(r for r in once.made.table("codebook") if r["column"] == "ms_gradient_mmhg")
    assert (row["table"], row["unit"], row["low"], row["high"]) == ("echo", "mm[Hg]", "0", "60")
    assert row["standard_code"] == field.code == "LOINC|80073-0"


def test_codes_carry_their_label_and_standard_code(once):
    row = next(r for r in once.made.table("codebook") if (r["table"], r["column"]) == ("exams", "modality"))
    assert "CMR=Cardiac magnetic resonance (CMR)" in row["codes"]
    assert "CMR=SCT|241620005" in row["codes_standard"]


@pytest.mark.parametrize(
    ("table", "column", "said"),
    [
        ("measurements", "size_mm", "not visible"),
        ("measurements", "rounding_mm", "never"),
        ("measurements", "not_visible", "never"),
        ("standing", "size_mm", "not visible in that exam"),
        ("standing", "rate_mm_per_year", "an abrupt change is held"),
        ("events", "months", "see months_first"),
        ("events", "months_last", "“later” and no more"),
        ("standing", "heading", "fades with the calendar"),
    ],
)
def test_the_codebook_says_truly_what_an_empty_cell_means(once, table, column, said):
    rows = {(row["table"], row["column"]): row for row in once.made.table("codebook")}
    assert said in rows[table, column]["empty_means"]


def test_a_standard_deviation_is_not_negative_and_a_version_is_no_closed_list(once):
    rows = {(row["table"], row["column"]): row for row in once.made.table("codebook")}
    assert rows["standing", "rate_sd"]["low"] == "0"
    assert (rows["standing", "policy_version"]["type"], rows["standing", "policy_version"]["codes"]) == (
        TYPES["version"],
        "",
    )


def test_the_codebook_maps_the_courses_to_the_words_of_the_command(once):
    row = next(r for r in once.made.table("codebook") if (r["table"], r["column"]) == ("standing", "course"))
    assert "“abrupt change” for abrupt, “not enough information” for undecided" in row["derivation"]


def test_computed_columns_say_how_they_were_computed(once):
    derived = {(r["table"], r["column"]): r["derivation"] for r in once.made.table("codebook")}
    assert "first_exam" not in derived
    for table, column in (
        ("exams", "months"),
        ("patients", "age_band"),
        ("patients", "patient"),
        ("standing", "course"),
    ):
        assert derived[table, column]

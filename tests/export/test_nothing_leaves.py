"""No identifier, no date, no free text, no formula leaves: searched for byte by byte and cell by cell."""

from __future__ import annotations

import re

import pytest

from api.export.columns import text
from api.export.derived import DERIVED
from api.export.tables import FACTS, PATIENTS
from registry.models import Event
from tests.export import people

TABLES = {table.name: [column.name for column in table.columns] for table in (PATIENTS, *FACTS, *DERIVED)}
STARTS = "=+-@\t\r\n＝＋－＠"


def test_no_identifier_is_found_in_any_byte(once):
    made = once.made
    needles = once.identifiers
    assert len(needles) > 200
    for name, content in made.searched().items():
        for needle in needles:
            assert needle.lower() not in content.lower(), (name, needle)


def test_the_manifest_holds_no_identifier_but_the_instant_it_was_made(once):
    made = once.made
    said = (made.folder / "manifest.json").read_bytes()
    said = said.replace(made.manifest["made_at"].encode(), b"")
    assert not [needle for needle in once.identifiers if needle.lower() in said.lower()]


def test_no_cell_looks_like_a_date(once):
    made = once.made
    for name, content in made.data().items():
        assert not re.search(
            rb"\b(19|20)\d\d[-/.]?[01]\d[-/.]?[0-3]\d\b|\b\d{1,2}[-/.][01]?\d[-/.]\d{2,4}\b", content
        ), name


def test_the_search_would_find_what_was_planted(home, nurse):
    """The needles are in the database: a needle that is nowhere proves nothing."""
    patient = people.enrol(home, nurse, 1)
    people.scan(patient, nurse, "2025-01-01")
    people.rest_of_life(patient, nurse)
    event = Event.objects.get(detail__contains=people.CANARY)
    assert {str(event.lineage).encode(), patient.pk.hex.encode(), b"2025-02-01", b"03/03/2025"} <= people.identifiers()


def test_no_cell_is_a_formula(once):
    made = once.made
    numbers = {(t, c["name"]) for t, said in made.codebook().items() for c in said["columns"] if "number" in c["type"]}
    for name, columns in TABLES.items():
        for row in made.table(name):
            for column in columns:
                if row[column] and row[column][0] in STARTS:
                    assert (name, column) in numbers
                    float(row[column])


def test_a_negative_number_stays_a_number(once):
    assert once.made.table("ct")[0]["core_hu"] == "-12.5"


@pytest.mark.parametrize("start", list(STARTS))
def test_a_text_that_begins_like_a_formula_gets_an_apostrophe(start):
    assert text(f"{start}1+1") == f"'{start}1+1"


def test_a_plain_text_is_left_alone():
    assert text("P1;P2") == "P1;P2"


def test_free_text_that_hides_in_a_coded_column_is_not_passed_on(once):
    assert {row["detail"] for row in once.made.table("features")} == {"from_lv", ""}


def test_every_file_has_exactly_the_columns_agreed():
    """A column more is a decision about privacy: it is written here as well."""
    when = ["months", "months_first", "months_last"]
    dated = ["patient", "nth", *when, "precision"]
    assert TABLES["patients"] == [
        "patient", "origin", "index_basis", "index_precision", "sex", "age_band", "enrolled_months", "exams",
    ]  # fmt: skip
    assert TABLES["exams"] == [
        "patient", "nth", "exam", *when, "exam_day", "reader", "precision", "modality", "reason", "quality",
        "annulus", "external", "inpatient", "accepted", "limited_by", "area_cm2", "volume_ml",
    ]  # fmt: skip
    assert TABLES["measurements"] == [
        "patient", "nth", "exam", "lesion", *when, "precision", "target", "axis", "size_mm", "not_visible",
        "rounding_mm", "reread",
    ]  # fmt: skip
    assert TABLES["features"] == ["patient", "nth", "exam", "lesion", "feature", "value", "detail"]
    assert TABLES["events"] == ["patient", "nth", "lesion", *when, "precision", "kind", "attribution", "workup"]
    assert TABLES["treatments"] == ["patient", "nth", "lesion", *when, "precision", "kind"]
    assert TABLES["labs"] == [*dated, "kind", "value", "unit", "low", "high"]
    assert TABLES["team_briefs"] == [
        *dated, "sts_percent", "euroscore_percent", "frailty", "coronaries", "brain_imaging",
    ]  # fmt: skip
    assert TABLES["team_answers"] == [*dated, "question", "answer"]
    assert TABLES["decisions"] == ["patient", "nth", "lesion", *when, "precision", "intended", "urgency"]
    assert TABLES["closures"] == [*dated, "reason"]
    assert TABLES["conditions"] == [
        "patient", "nth", *(f"{end}_{name}" for end in ("since", "until") for name in when), "kind", "status",
        "since_precision", "until_precision", "severity",
    ]  # fmt: skip
    assert TABLES["signals"] == [
        "patient", "nth", "rule", "holds", "withdrawn", "since_months", "rule_version", "policy_version",
    ]  # fmt: skip
    assert TABLES["standing"] == [
        "patient", "lesion", "target", "course", "heading", "heading_kind", "form", "size_mm", "size_months",
        "size_modality", "rate_mm_per_year", "rate_sd", "p_progression", "p_regression", "exams", "last_exam_months",
        "policy_version",
    ]  # fmt: skip

"""The manifest says what is in the folder, truly."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections import Counter

import pytest

from api.export import build as building
from api.export.manifest import risk
from api.export.refusal import RefusedError
from tests.conftest import ROOT
from tests.export import people


def test_counts_and_hashes_are_those_of_the_files_and_of_the_database(once):
    made = once.made
    assert json.loads((made.folder / "manifest.json").read_text()) == made.manifest
    files = {file["name"]: file for file in made.manifest["files"]}
    assert set(files) | {"manifest.json"} == {path.name for path in made.folder.iterdir()}
    for name, file in files.items():
        content = (made.folder / name).read_bytes()
        assert (file["sha256"], file["bytes"]) == (hashlib.sha256(content).hexdigest(), len(content))
    for name, model in (
        ("exams", "Exam"),
        ("measurements", "Measurement"),
        ("features", "Feature"),
        ("labs", "LabResult"),
    ):
        assert files[f"{name}.csv"]["rows"] == once.rows[model] == len(made.table(name)) > 0


def test_rows_that_do_not_reconcile_publish_nothing(small, make, tmp_path, monkeypatch):
    monkeypatch.setattr(building, "in_order", lambda order, under: [small[0].pk.bytes])
    with pytest.raises(RefusedError, match="patients: 1 rows written, 2 eligible; nothing was published"):
        make()
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]


def test_it_names_tier_instant_policy_and_intended_use(once):
    said = once.made.manifest
    assert (said["tier"], said["format"], said["project"], said["as_of"]) == ("controlled", "csv", "study", None)
    assert said["made_at"] == "2026-06-01T10:00:00.000000+00:00"
    assert said["policy"]["versions_in_use"] == {"default": 3}
    assert {number["name"] for number in said["policy"]["default"]} >= {"growth_threshold", "latest_months"}
    assert "does not analyse images, diagnose, predict rupture" in said["intended_use"]
    assert "not anonymous" in said["privacy"]


def test_an_export_of_real_patients_alone_has_no_mark(once):
    made = once.made
    assert (made.manifest["marks"], made.manifest["patients"]["by_origin"]) == ([], {"real": 3})


@pytest.mark.parametrize(
    ("origin", "mark"), [("synthetic", "HOLDS SYNTHETIC PATIENTS"), ("published", "published cases")]
)
def test_one_patient_who_is_not_real_marks_the_whole_export(small, make, home, nurse, origin, mark):
    people.enrol(home, nurse, 9, origin=origin)
    made = make()
    assert len(made.manifest["marks"]) == 1
    assert mark in made.manifest["marks"][0]
    assert sorted(row["origin"] for row in made.table("patients")) == sorted(["real", "real", origin])


def test_the_k_report_counts_the_smallest_cell_and_who_is_alone(home, nurse, make):
    for number, (born, sex) in enumerate(
        [("1945-01-01", "F"), ("1945-02-02", "F"), ("1944-03-03", "M"), ("1920-01-01", "F")]
    ):
        people.enrol(home, nurse, number, born=born, sex=sex)
    said = make().manifest["risk"]
    assert (said["patients"], said["cells"], said["smallest_cell"], said["unique_percent"]) == (4, 3, 1, 50.0)
    assert (said["average_risk"], said["maximum_risk"]) == (0.75, 1.0)


def test_the_version_is_that_of_the_project(once):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert once.made.manifest["software"]["version"] == project["version"]


def test_risk_by_hand():
    # 11 + 9 patients in two cells: mean of 1/size over patients is cells/patients = 2/20
    said = risk(Counter({("F", "75 to 79"): 11, ("M", "75 to 79"): 9}))
    assert (said["smallest_cell"], said["unique_percent"], said["average_risk"], said["maximum_risk"]) == (
        9,
        0.0,
        0.1,
        0.1111,
    )


def test_an_empty_scope_gives_headings_and_zero_rows(home, make):
    made = make()
    assert made.manifest["patients"]["total"] == 0
    assert made.manifest["risk"]["smallest_cell"] == 0
    assert made.table("exams") == []

"""The project's own rows against the structured reading of the review that lies outside the project."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from registry.models import Condition, Event, Treatment
from registry.vocabulary.terms import EMBOLISMS
from surveillance.evidence.cases import Case
from surveillance.evidence.published import aggregate_evidence, published_cases

Row = dict[str, str]
CONDITIONS = {"hypertension": "hypertension", "diabetes": "diabetes", "esrd_hemodialysis": "dialysis"}
STATUS = {"yes": "present", "no": "absent"}
MODALITIES = ("tte", "toe", "ct", "cmr", "pet")
SAME_TARGET = {"attached_mobile_mass": "mobile_mass"}
ORGANISM = {"EX-8": "Streptococcus pneumoniae"}  # the source adds what it caused


@pytest.fixture(scope="module")
def rows(outside_data: Path) -> list[Row]:
    with (outside_data / "table1_published_cases.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["n_patients"] == "1"]


@pytest.fixture(scope="module")
def cases() -> dict[str, Case]:
    return {case.study_id.removeprefix("PUB-"): case for case in published_cases(today=date(2026, 11, 23))}


def test_no_case_is_missing_and_none_was_added(rows: list[Row], cases: dict[str, Case], outside_data: Path) -> None:
    assert {row["case_id"] for row in rows} == set(cases)
    text = (outside_data / "table1_published_cases.csv").read_text(encoding="utf-8")
    assert all(evidence.case_id in text for evidence in aggregate_evidence())


def test_sex_is_that_of_the_source(rows: list[Row], cases: dict[str, Case]) -> None:
    for row in rows:
        assert cases[row["case_id"]].demographics.get("sex", "") == row["sex"], row["case_id"]


def test_birth_is_known_only_where_an_age_is(rows: list[Row], cases: dict[str, Case]) -> None:
    for row in rows:
        known = "birth_first" in cases[row["case_id"]].demographics
        assert known == bool(row["age_years"] or "sixties" in row["caution"]), row["case_id"]


@pytest.mark.parametrize("column", CONDITIONS)
def test_a_condition_is_recorded_as_stated_or_not_at_all(column: str, rows: list[Row], cases: dict[str, Case]) -> None:
    for row in rows:
        said = {v["kind"]: v["status"] for v in cases[row["case_id"]].facts(Condition)}
        assert said.get(CONDITIONS[column]) == STATUS.get(row[column]), (row["case_id"], column)


def test_sizes_are_those_of_the_source(rows: list[Row], cases: dict[str, Case]) -> None:
    for row in rows:
        target = SAME_TARGET.get(row["dim_target"], row["dim_target"])
        printed = [float(row[f"{name}_dim_mm"]) for name in ("max", "second", "third") if row[f"{name}_dim_mm"]]
        sized = [
            [m["size_mm"] for m in exam.measurements if m["target"] == target and m["size_mm"]]
            for exam in cases[row["case_id"]].exams()
        ]
        found = [sizes for sizes in sized if sizes]
        assert found == [printed] * len(found), row["case_id"]
        assert bool(found) == bool(printed), row["case_id"]


def test_every_modality_that_was_used_has_an_exam_and_no_other(rows: list[Row], cases: dict[str, Case]) -> None:
    echo_of_unknown_kind = {"RG-1"}  # no modality in the source but "echo"
    for row in rows:
        used = {name.upper() for name in MODALITIES if row[name]}
        found = {exam.values["modality"] for exam in cases[row["case_id"]].exams()} - {"NM"}
        assert found == (used or {"TTE"} if row["case_id"] in echo_of_unknown_kind else used), row["case_id"]


def test_an_embolism_is_recorded_only_where_the_source_says_yes(rows: list[Row], cases: dict[str, Case]) -> None:
    for row in rows:
        found = {v["kind"] for v in cases[row["case_id"]].facts(Event)} & set(EMBOLISMS)
        assert bool(found) == (row["embolism"] == "yes"), row["case_id"]
        assert ("systemic_embolism" in found) == bool({"splanchnic", "systemic"} & set(_words(row["embolism_site"])))


def test_an_infection_is_recorded_only_with_its_organism(rows: list[Row], cases: dict[str, Case]) -> None:
    for row in rows:
        kinds = ("sepsis", "bacteraemia", "endocarditis")
        found = [v["organism"] for v in cases[row["case_id"]].facts(Event) if v["kind"] in kinds]
        assert bool(found) == (row["trigger_infection"] == "yes"), row["case_id"]
        assert all(o == ORGANISM.get(row["case_id"], row["organism"]) for o in found), row["case_id"]


def test_fistula_and_pseudoaneurysm_are_those_of_the_source(rows: list[Row], cases: dict[str, Case]) -> None:
    for row in rows:
        found = {v["kind"] for v in cases[row["case_id"]].facts(Event)}
        assert ("fistula" in found) == bool(row["fistula"]), row["case_id"]
        assert ("pseudoaneurysm" in found) == bool(row["pseudoaneurysm"]), row["case_id"]
        assert ("rupture" in found) == (row["rupture_status"] == "ruptured"), row["case_id"]


def test_a_mobile_part_or_vegetation_is_present_only_where_the_source_shows_one(
    rows: list[Row], cases: dict[str, Case]
) -> None:
    for row in rows:
        exams = cases[row["case_id"]].exams()
        present = {f["feature"] for exam in exams for f in exam.features if f["value"] == "present"}
        assert ("mobile_element" in present) == (row["mobile_component"] == "yes"), row["case_id"]
        assert ("vegetation" in present) == (row["vegetation"] == "yes"), row["case_id"]


def test_an_operation_is_recorded_only_where_there_was_one(rows: list[Row], cases: dict[str, Case]) -> None:
    surgery = {"replacement", "repair", "surgery_unspecified"}
    for row in rows:
        found = {v["kind"] for v in cases[row["case_id"]].facts(Treatment)} & surgery
        assert bool(found) == (row["management"] == "surgery"), row["case_id"]


def _words(text: str) -> list[str]:
    return text.replace(";", " ").replace(",", " ").split()

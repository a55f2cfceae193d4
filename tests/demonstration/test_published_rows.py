"""The published cases as read from the project's own file, before any database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from registry.models import Closure, Condition, Event, FormAssessment, LabResult, LesionDescription, Treatment
from surveillance.evidence.cases import Case
from surveillance.evidence.intervals import NominalClock, shifted
from surveillance.evidence.published import aggregate_evidence, case_rows, observation_rows, published_cases

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def cases() -> dict[str, Case]:
    return {case.study_id.removeprefix("PUB-"): case for case in published_cases(today=TODAY)}


def sizes_of(case: Case, target: str) -> list[list[float | None]]:
    """The sizes of one target, exam by exam."""
    exams = [[m["size_mm"] for m in exam.measurements if m["target"] == target] for exam in case.exams()]
    return [sizes for sizes in exams if sizes]


def kinds(case: Case, model: type) -> set[str]:
    return {values["kind"] for values in case.facts(model)}


def test_every_single_patient_becomes_a_case_and_totals_become_evidence(cases: dict[str, Case]) -> None:
    single = [row["case_id"] for row in case_rows() if row["n_patients"] == "1"]
    assert sorted(cases) == sorted(single)
    assert len(cases) == 26
    assert {(e.case_id, e.n_patients) for e in aggregate_evidence()} == {("T1-02", 22), ("T1-03", 15)}


def test_every_row_names_its_source() -> None:
    assert all(row["source"] for row in case_rows())
    assert all(row["source"] for rows in observation_rows().values() for row in rows)
    assert set(observation_rows()) == {row["case_id"] for row in case_rows() if row["n_patients"] == "1"}


def test_every_patient_is_marked_published_with_source_and_caution(cases: dict[str, Case]) -> None:
    assert all(case.origin == "published" and case.source and case.caution for case in cases.values())
    assert not any(case.identity for case in cases.values())


def test_the_largest_size_comes_first_and_the_printed_order_is_kept_as_text(cases: dict[str, Case]) -> None:
    cavity = [m for exam in cases["T1-12"].exams() for m in exam.measurements if m["target"] == "cavity"]
    assert [(m["axis"], m["size_mm"], m["reported"]) for m in cavity] == [
        ("long", 40.0, "35 × 40 mm"),
        ("short", 35.0, "35 × 40 mm"),
    ]


def test_a_list_dash_is_no_minus_sign(cases: dict[str, Case]) -> None:
    assert [sizes_of(cases[f"T1-08{letter}"], "mass") for letter in "abc"] == [[[10.0, 9.0]], [[20.0]], [[29.0, 14.0]]]


def test_targets_are_kept_apart(cases: dict[str, Case]) -> None:
    assert sizes_of(cases["T1-06"], "not_stated") == [[6.0, 5.0]]
    assert sizes_of(cases["T1-06"], "strand") == [[6.0]]
    assert sizes_of(cases["T1-10"], "defect") == [[3.0]]
    assert sizes_of(cases["T1-11"], "cavity") == [[40.0, 30.0]]
    assert sizes_of(cases["T1-11"], "mass") == []
    assert sizes_of(cases["EX-3"], "mass") == [[35.0, 29.0, 22.0]]


def test_not_visible_is_no_measured_zero(cases: dict[str, Case]) -> None:
    assert sizes_of(cases["RG-2"], "mass") == [[21.4, 18.2], [None]]
    last = list(cases["RG-2"].exams())[-1]
    assert (last.measurements[0]["not_visible"], last.values["annulus"]) == (True, "not_visible")
    assert not any(m["size_mm"] == 0 for case in cases.values() for exam in case.exams() for m in exam.measurements)


def test_a_new_mobile_mass_was_absent_before(cases: dict[str, Case]) -> None:
    seen = [f["value"] for exam in cases["EX-4"].exams() for f in exam.features if f["feature"] == "mobile_element"]
    assert seen == ["absent", "present"]
    assert sizes_of(cases["EX-4"], "mobile_mass") == [[None], [8.0, 5.0]]


def test_three_patients_in_one_printed_row_share_no_condition_and_no_embolism(cases: dict[str, Case]) -> None:
    for letter in "abc":
        assert not list(cases[f"T1-08{letter}"].facts(Condition))
        assert kinds(cases[f"T1-08{letter}"], Event) == {"rupture", "fistula"}


def test_unknown_sex_and_age_stay_unrecorded(cases: dict[str, Case]) -> None:
    assert cases["T1-01"].demographics == {}
    assert cases["T1-04"].demographics == {"sex": "F"}


def test_an_age_is_a_span_of_birthdays(cases: dict[str, Case]) -> None:
    born = cases["T1-07"].demographics  # 85 years, published in 2022
    assert (born["birth_first"], born["birth_last"]) == (date(1936, 1, 2), date(1937, 1, 1))
    sixties = cases["EX-8"].demographics
    assert (sixties["birth_first"], sixties["birth_last"]) == (date(1952, 1, 2), date(1962, 1, 1))


def test_stated_absence_is_absence_and_silence_is_nothing(cases: dict[str, Case]) -> None:
    said = {values["kind"]: values["status"] for values in cases["RG-2"].facts(Condition)}
    assert said == {"hypertension": "present", "diabetes": "absent"}
    assert not list(cases["T1-01"].facts(Condition))


def test_the_haemodialysis_of_a_report_has_its_years(cases: dict[str, Case]) -> None:
    row = next(values for values in cases["RG-3"].facts(Condition) if values["kind"] == "dialysis")
    assert row["since_last"].year - row["since_first"].year == 1
    assert (date(1998, 10, 1) - row["since_last"]).days == pytest.approx(11 * 365.25, abs=2)


def test_no_date_is_given_as_known(cases: dict[str, Case]) -> None:
    for case in cases.values():
        assert {exam.values["precision"] for exam in case.exams()} <= {"nominal"}
        for model in (Event, Treatment, FormAssessment, LabResult):
            assert {values["precision"] for values in case.facts(model)} <= {"nominal"}


def test_intervals_are_those_of_the_reports(cases: dict[str, Case]) -> None:
    days = {name: [exam.values["on_first"] for exam in case.exams()] for name, case in cases.items()}
    assert days["FIG2"][1] - days["FIG2"][0] == timedelta(weeks=2)
    assert days["EX-8"][-1] - days["EX-8"][0] == timedelta(days=40)
    assert [d.isoformat() for d in days["RG-2"]] == ["2008-04-01", "2008-04-01", "2009-01-01"]  # 9 months
    assert [d.year for d in sorted(set(days["RG-3"]))] == [1997, 1998, 1999]
    assert sorted(set(days["EX-1"]))[-1].year == 2025  # no year stated


def test_nothing_lies_after_the_publication(cases: dict[str, Case]) -> None:
    years = {row["case_id"]: int(row["year"]) for row in case_rows() if row["year"]}
    for name, year in years.items():
        if name in cases:
            assert max(exam.values["on_last"] for exam in cases[name].exams()) <= date(year, 1, 1)


def test_an_event_at_an_unknown_interval_has_a_span_that_begins_with_the_last_known_day(cases: dict[str, Case]) -> None:
    rupture = next(values for values in cases["EX-3"].facts(Event) if values["kind"] == "rupture")
    assert (rupture["on_first"], rupture["on_last"]) == (date(2025, 1, 1), date(2025, 12, 31))


def test_a_size_whose_modality_is_not_stated_says_so(cases: dict[str, Case]) -> None:
    echo = next(exam for exam in cases["T1-05"].exams() if exam.measurements)
    assert echo.values["modality"] == "TTE"
    assert {m["method"] for m in echo.measurements} == {"modality of the size not stated: first echo assumed"}
    assert [e.values["modality"] for e in cases["T1-05"].exams()] == ["TTE", "TOE", "CT", "CMR"]


def test_two_tracers_are_two_nuclear_exams_and_no_pet(cases: dict[str, Case]) -> None:
    exams = [e for e in cases["RG-3"].exams() if e.values["modality"] in ("NM", "PET")]
    assert [(e.values["modality"], e.reading["tracer"]) for e in exams] == [("NM", "ga67"), ("NM", "mdp")]


def test_nobody_follows_a_published_case_up(cases: dict[str, Case]) -> None:
    died = {name for name, case in cases.items() if any(e["kind"] == "death" for e in case.facts(Event))}
    ends = {name: list(case.facts(Closure)) for name, case in cases.items()}
    assert died == {name for name, closures in ends.items() if not closures} == {"T1-13"}
    assert {end["on_first"] for closures in ends.values() for end in closures} == {TODAY}


def test_where_the_lesion_lies_is_coded_only_as_far_as_stated(cases: dict[str, Case]) -> None:
    assert next(cases["T1-01"].facts(LesionDescription))["segments"] == ["P2", "P3", "medial"]
    assert next(cases["EX-6"].facts(LesionDescription))["annulus"] == "both"
    assert not list(cases["T1-06"].facts(LesionDescription))


@pytest.mark.parametrize("text", ["soon", "3", "1.5 mo", "mo"])
def test_an_interval_is_a_whole_number_with_a_unit(text: str) -> None:
    if text == "3":  # a bare number is days
        assert shifted(date(2020, 1, 1), text) == date(2020, 1, 4)
    else:
        with pytest.raises(ValueError, match="not an interval"):
            shifted(date(2020, 1, 1), text)


def test_the_last_thing_told_falls_on_the_end_of_the_clock() -> None:
    clock = NominalClock.ending(date(2020, 1, 1), ["0", "-12 mo", "2 wk", "9 mo", "later", "recently", "-11 y"])
    assert (clock.origin, clock.earliest) == (date(2019, 4, 1), date(2018, 4, 1))
    assert clock.span("9 mo")["on_last"] == date(2020, 1, 1)
    recently = clock.span("recently")
    assert (recently["on_first"], recently["on_last"]) == (date(2018, 4, 1), date(2019, 4, 1))

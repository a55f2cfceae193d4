"""The simulated cohort as told, before any database: the recipe, the seed, the marks."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from registry.models import Event
from registry.vocabulary.terms import FEATURE
from surveillance.demonstration.people import FAMILY_NAMES
from surveillance.demonstration.recipe import RECIPE
from surveillance.demonstration.simulated import CAST, simulate
from surveillance.evidence.cases import Case, Change, RecordFact
from surveillance.models import Appointment

TODAY = date(2026, 11, 23)
CENTRES = ("ROM", "BER", "LDN")


def cohort(patients: int = 120, seed: int = 7) -> list[Case]:
    return list(simulate(patients=patients, centres=CENTRES, seed=seed, until=TODAY))


@pytest.fixture(scope="module")
def many() -> list[Case]:
    """The random part of a larger cohort."""
    return cohort(1200)[len(CAST) :]


def test_the_same_seed_gives_the_same_rows() -> None:
    assert cohort() == cohort()


def test_another_seed_gives_other_rows() -> None:
    assert cohort(seed=8)[-1] != cohort()[-1]


def test_a_patient_does_not_depend_on_how_many_were_asked_for() -> None:
    assert cohort(90)[80] == cohort(120)[80]


def test_few_patients_show_some_of_each_kind() -> None:
    few = cohort(12)
    kinds = {
        deed.values["kind"]
        for case in few
        for deed in case.deeds
        if isinstance(deed, RecordFact) and deed.model is Event
    }
    assert {"rupture", "bacteraemia"} <= kinds
    assert any(
        deed for case in few for deed in case.deeds if isinstance(deed, RecordFact) and deed.model is Appointment
    )


def test_nothing_is_entered_before_enrolment_or_after_today() -> None:
    for case in cohort():
        days = [deed.on for deed in case.deeds if deed.on]
        assert case.enrolled_on <= min(days) <= max(days) <= TODAY, case.study_id
        assert all(exam.values["on_first"] <= TODAY for exam in case.exams())


def test_every_name_says_that_nobody_bears_it() -> None:
    assert {case.identity["family_name"] for case in cohort()} <= set(FAMILY_NAMES)


def test_a_modality_reports_only_what_it_can_show(many: list[Case]) -> None:
    for case in many:
        for exam in case.exams():
            assert all(exam.values["modality"] in FEATURE[f["feature"]].modalities for f in exam.features)


def test_dates_are_missed_as_often_as_the_recipe_says(many: list[Case]) -> None:
    changes = [deed for case in many for deed in case.deeds if isinstance(deed, Change) and "state" in deed.changes]
    missed = sum(change.changes["state"] == "missed" for change in changes) / len(changes)
    assert missed == pytest.approx(0.27, abs=0.03)  # one month after percutaneous valve therapy (CLINICAL F)


def test_sizes_are_those_of_reported_cases(many: list[Case]) -> None:
    first = [next(case.exams()).measurements for case in many]
    sizes = np.log([m[0]["size_mm"] for m in first if m])
    assert np.mean(sizes) == pytest.approx(3.23, abs=0.06)  # CLINICAL A8, 19 published sizes
    assert np.std(sizes) == pytest.approx(0.53, abs=0.06)


def test_survival_is_that_of_mac() -> None:
    """Survival 77/42/18 % at 1, 5, 10 years in 5754 patients of age 78 (ACC journal scan 2020, gradient 3-5 mmHg)."""
    rng = np.random.default_rng(1)
    ages = np.clip(rng.normal(RECIPE.age_mean, RECIPE.age_sd, 4000), RECIPE.age_low, RECIPE.age_high)
    waits = np.array([RECIPE.years_to_death(age, rng) for age in ages])
    alive = [float(np.mean(waits > years)) for years in (1, 5, 10)]
    assert alive == pytest.approx([0.77, 0.42, 0.18], abs=0.08)  # no Gompertz falls as fast in the first year


def test_ruptures_are_rarer_than_one_in_fifty_patient_years(many: list[Case]) -> None:
    """Jeffreys 0.8, one-sided 95 % at most 4.9 per 100 patient-years (Harpaz, 16 patients)."""
    years = sum((TODAY - case.enrolled_on) / timedelta(days=365.25) for case in many)
    ruptures = sum(values["kind"] == "rupture" for case in many for values in case.facts(Event))
    assert 0.3 < 100 * ruptures / years < 2.0


def test_readings_scatter_as_the_policy_says(many: list[Case]) -> None:
    rounded = {m["rounding_mm"] for case in many for exam in case.exams() for m in exam.measurements if m["size_mm"]}
    assert rounded == {1.0, 5.0}
    modalities = [exam.values["modality"] for case in many for exam in list(case.exams())[1:]]
    assert modalities.count("TTE") / len(modalities) == pytest.approx(0.80, abs=0.05)

"""The published cases told step by step: no hindsight, the same facts as the registry holds, honest reasons."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest

from registry.models import Patient
from surveillance.demonstration import loading
from surveillance.demonstration.centres import open_house
from surveillance.engine.known.history import History
from surveillance.engine.policy import DEFAULT
from surveillance.evidence.published import published_cases
from surveillance.replay.backtest import Outcome, Replayed, replay, replay_all, steps_of, told_by
from surveillance.replay.published_histories import history_of_case
from surveillance.review import facts

TODAY, NOW = date(2026, 6, 1), datetime(2026, 6, 1, 9, tzinfo=UTC)
CASES = {case.study_id: case for case in published_cases(today=TODAY)}


def replayed(study_id: str) -> Replayed:
    """One case under the default policy."""
    return replay(CASES[study_id], DEFAULT)


def outcome(study_id: str, kind: str) -> Outcome:
    """One outcome of a case."""
    return next(o for o in replayed(study_id).outcomes if o.kind == kind)


def test_the_mass_that_vanished_is_noticed_at_nine_months() -> None:
    """Correale 2009: 21.4 mm by TOE, not seen nine months later (review §2)."""
    noticed = outcome("PUB-RG-2", "regression").warnings
    assert [(f.rule, f.severity, f.after) for f in noticed] == [("G6", "S3", "9 mo")]


def test_the_infection_two_weeks_before_the_fistula_is_a_warning() -> None:
    """Figure 2 of the review: endocarditis and stroke on MAC, a fistula two weeks later."""
    ruptured = outcome("PUB-FIG2", "rupture")
    assert ruptured.after == "14 d"
    assert {"I1", "E1"} <= {f.rule for f in ruptured.warnings}


def test_a_report_of_one_day_says_that_nothing_could_warn() -> None:
    assert outcome("PUB-T1-08a", "rupture").reason.startswith("The report tells it together with the first finding")


def test_a_rupture_after_eight_unseen_years_says_that_there_was_nothing_to_read() -> None:
    """Gupta 2018: 8 years from diagnosis to rupture, no size and no feature between."""
    assert outcome("PUB-T1-11", "rupture").reason.startswith("Before it the report gives neither")


def test_a_size_without_a_warning_is_called_missed() -> None:
    """A web case: 35 mm, ruptured a year later; no rule warns of a size."""
    assert outcome("PUB-EX-3", "rupture").reason.startswith("Missed: the report gives 1 size and 0 features")


def test_no_step_knows_what_is_told_later() -> None:
    """Nothing in the history of a step is later than the step; the last step knows everything."""
    for case in CASES.values():
        whole = history_of_case(case)
        days = steps_of(whole)
        for day in days:
            told = told_by(whole, day)
            assert all(exam.when.last <= day for exam in told.exams)
            assert all(event.when.last <= day for event in told.events)
        assert told_by(whole, days[-1]).exams == whole.exams


def test_every_case_that_is_one_patient_is_replayed_once() -> None:
    assert [case.study_id for case in replay_all(DEFAULT)] == list(CASES)


def test_a_case_ends_as_the_engine_ends_it_at_once() -> None:
    """The last firing knows no more than the whole history: another policy gives another replay, not a cached one."""
    strict = replace(DEFAULT, abrupt_z=40.0, version="9")
    assert replay_all(strict) != replay_all(DEFAULT)


@pytest.mark.django_db
def test_a_case_without_a_database_is_the_case_of_the_registry() -> None:
    """Loaded through the workflow and read back, each published case gives the same facts."""
    house = open_house(centres=1, now=NOW)
    cases = [replace(case, centre="PUB") for case in CASES.values()]
    assert sum(loading.load(cases, house, now=NOW)) == len(cases)
    stored = facts.histories(Patient.objects.filter(origin="published"))
    read = {patient.study_id: stored[patient.pk] for patient in Patient.objects.filter(pk__in=stored)}
    for study_id, case in CASES.items():
        assert plain(history_of_case(case)) == plain(read[study_id]), study_id


def plain(history: History) -> dict[str, list[str]]:
    """The facts of a history without their ids, sorted."""
    kinds = ("exams", "forms", "events", "cultures", "labs", "conditions", "treatments", "visits")
    return {kind: sorted(without_ids(fact) for fact in getattr(history, kind)) for kind in kinds}


def without_ids(fact: object) -> str:
    """A fact as text, ids and lesions left out."""
    left_out = ("id", "exam", "lesion")
    told = {f.name: getattr(fact, f.name) for f in fields(fact) if f.name not in left_out}  # type: ignore[arg-type]
    for parts in ("readings", "features"):
        if parts in told:
            told[parts] = sorted(without_ids(part) for part in told[parts])
    return repr(sorted((name, sorted(value.items()) if name == "typed" else value) for name, value in told.items()))

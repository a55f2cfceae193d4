"""The passage of time: only whom it touches, counts that reconcile, the same whether daily or at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from registry.models import Centre, Condition, Exam, Patient, SignedPolicy, User
from surveillance import rules, sweep, workflow
from surveillance.models import Signal, Standing, SweepRun

Scan = Callable[..., Exam]


@pytest.fixture
def cohort(centre: Centre, nurse: User, scan: Scan, now: datetime) -> list[Patient]:
    """Five patients last seen between one and eighteen months ago."""
    people = []
    for i, on in enumerate(["2026-05-01", "2025-12-05", "2025-06-10", "2025-05-20", "2024-12-01"]):
        patient = workflow.enrol(nurse, centre, study_id=f"ROM-1{i:03}", enrolled_on=date(2026, 5, 1), now=now)
        scan(patient, on, 20 + i, feature="echolucent_core")
        people.append(patient)
    return people


def test_a_second_sweep_writes_nothing(cohort: list[Patient], now: datetime):
    sweep.run(now=now)
    second = sweep.run(now=now)
    assert (second.state, second.rows_written, second.evaluated) == ("complete", 0, 0)


def test_a_full_recompute_after_a_sweep_writes_nothing(cohort: list[Patient], now: datetime):
    sweep.run(now=now)
    full = sweep.run(now=now, full=True)
    assert (full.evaluated, full.rows_written) == (5, 0)


def test_the_counts_reconcile_and_nobody_is_unowned(cohort: list[Patient], now: datetime):
    run = sweep.run(now=now, as_of=date(2027, 6, 1))
    assert run.eligible == run.evaluated + sum(run.skipped.values())
    assert run.eligible > 0
    assert (run.state, run.unowned, run.failures) == ("complete", 0, 0)


def test_time_alone_makes_a_patient_overdue(cohort: list[Patient], now: datetime):
    first = Standing.objects.get(patient=cohort[0])
    assert first.status == "not_yet_due"
    sweep.run(now=now, as_of=first.latest_on)
    first.refresh_from_db()
    assert first.status != "overdue"
    sweep.run(now=now, as_of=first.latest_on + timedelta(days=1))
    first.refresh_from_db()
    assert first.status == "overdue"
    assert Signal.objects.get(patient=cohort[0], rule="F2", holds=True).severity == "T"


def test_sixty_daily_sweeps_leave_nothing_for_a_full_recompute(cohort: list[Patient], now: datetime):
    for day in range(60):
        sweep.run(now=now, as_of=date(2026, 6, 2) + timedelta(days=day))
    daily = list(Standing.objects.order_by("pk").values())
    full = sweep.run(now=now, as_of=date(2026, 7, 31), full=True)
    assert full.rows_written == 0
    assert list(Standing.objects.order_by("pk").values()) == daily


def test_a_fact_loaded_without_review_is_swept(patient: Patient, nurse: User, now: datetime):
    with workflow.without_review():
        workflow.record_fact(nurse, Condition, patient, values={"kind": "dialysis", "status": "present"}, now=now)
    run = sweep.run(now=now)
    assert run.evaluated == 1
    patient.refresh_from_db()
    assert Standing.objects.get().revision == patient.revision


def test_a_newly_signed_policy_makes_its_centre_look_again(
    cohort: list[Patient], doctor: User, centre: Centre, now: datetime
):
    sweep.run(now=now)
    SignedPolicy.objects.create(
        centre=centre, version=1, document={"latest_months": 9}, signed_at=now, signed_by=doctor,
        recorded_by=doctor, recorded_at=now,
    )  # fmt: skip
    before = Standing.objects.get(patient=cohort[1]).latest_on
    assert sweep.run(now=now).evaluated == 5
    after = Standing.objects.get(patient=cohort[1])
    assert after.latest_on < before
    assert after.policy_version == "1"


def test_a_sweep_with_every_rule_switched_off_is_marked_failed(cohort: list[Patient], now: datetime, monkeypatch):
    monkeypatch.setattr(sweep, "RULES", ())
    run = sweep.run(now=now)
    assert run.state == "failed"
    assert "no rule" in run.fault


def test_a_patient_nobody_answers_for_is_counted(cohort: list[Patient], centre: Centre, now: datetime):
    Centre.objects.filter(pk=centre.pk).update(recall_owner=None)
    run = sweep.run(now=now, as_of=date(2027, 6, 1), full=True)
    assert run.unowned == 5
    assert SweepRun.objects.first() == run


def test_every_rule_of_this_stage_runs():
    growth, follow_up = {"G1", "G2", "G4", "G5", "G6", "G7"}, {"F1", "F2", "F3", "F6"}
    assert {r.id for r in rules.RULES} >= growth | follow_up | {"M1", "M4", "R1", "R2", "I1", "E1", "X2"}

"""The passage of time: only whom it touches, counts that reconcile, the same whether daily or at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from registry.models import Centre, Condition, Exam, Measurement, Patient, SignedPolicy, Staff, User
from surveillance.deeds.deed import without_review
from surveillance.deeds.enrol import enrol
from surveillance.deeds.record import record_fact, retract_exam
from surveillance.engine import rules
from surveillance.engine.case import Case
from surveillance.engine.course.patient_growth import follow_all
from surveillance.models import Alert, Assignment, Signal, Standing, SweepRun
from surveillance.review import review, sweep
from surveillance.review.findings import Findings
from tests.calls import counted

Scan = Callable[..., Exam]


@pytest.fixture
def cohort(centre: Centre, nurse: User, scan: Scan, now: datetime) -> list[Patient]:
    """Five patients last seen between one and eighteen months ago."""
    people = []
    for i, on in enumerate(["2026-05-01", "2025-12-05", "2025-06-10", "2025-05-20", "2024-12-01"]):
        patient = enrol(nurse, centre, study_id=f"ROM-1{i:03}", enrolled_on=date(2026, 5, 1), now=now)
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
    with without_review():
        record_fact(nurse, Condition, patient, values={"kind": "dialysis", "status": "present"}, now=now)
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


def leaves(person: User) -> None:
    Staff.objects.filter(user=person).delete()
    User.objects.filter(pk=person.pk).update(is_active=False)


def test_an_owner_who_cannot_act_any_more_is_noticed_by_the_next_sweep(
    cohort: list[Patient], nurse: User, now: datetime
):
    assert sweep.run(now=now, as_of=date(2027, 6, 1)).unowned == 0
    leaves(nurse)
    run = sweep.run(now=now, as_of=date(2027, 6, 1))
    assert (run.evaluated, run.unowned) == (5, 5)
    assert not Standing.objects.exclude(owner=None).exists()


@pytest.mark.parametrize("change", [{"role": "researcher"}, {"role": "data_manager"}])
def test_a_role_that_does_not_schedule_owns_nobody(
    cohort: list[Patient], nurse: User, now: datetime, change: dict[str, str]
):
    Staff.objects.filter(user=nurse).update(**change)
    assert sweep.run(now=now, as_of=date(2027, 6, 1)).unowned == 5


def test_an_account_that_is_closed_owns_nobody(cohort: list[Patient], nurse: User, now: datetime):
    User.objects.filter(pk=nurse.pk).update(is_active=False)
    assert sweep.run(now=now, as_of=date(2027, 6, 1)).unowned == 5
    assert not Standing.objects.exclude(owner=None).exists()


def test_a_role_at_another_centre_owns_nobody_here(cohort: list[Patient], nurse: User, now: datetime):
    Staff.objects.filter(user=nurse).update(centre=Centre.objects.create(code="MIL", name="Milan"))
    assert sweep.run(now=now, as_of=date(2027, 6, 1)).unowned == 5


def test_where_the_person_assigned_leaves_the_recall_owner_of_the_centre_answers(
    patient: Patient, nurse: User, doctor: User, now: datetime
):
    record_fact(nurse, Assignment, patient, values={"owner": doctor}, now=now)
    assert Standing.objects.get().owner == doctor
    leaves(doctor)
    assert sweep.run(now=now).evaluated == 1
    assert Standing.objects.get().owner == nurse


def test_who_comes_back_owns_again_and_then_nothing_is_left_to_sweep(
    cohort: list[Patient], nurse: User, centre: Centre, now: datetime
):
    leaves(nurse)
    sweep.run(now=now, as_of=date(2027, 6, 1))
    User.objects.filter(pk=nurse.pk).update(is_active=True)
    Staff.objects.bulk_create([Staff(user=nurse, centre=centre, role=role) for role in ("nurse", "centre_admin")])
    assert sweep.run(now=now, as_of=date(2027, 6, 1)).unowned == 0
    assert sweep.run(now=now, as_of=date(2027, 6, 1)).evaluated == 0


def test_every_rule_of_this_stage_runs():
    growth, follow_up = {"G1", "G2", "G4", "G5", "G6", "G7"}, {"F1", "F2", "F3", "F6"}
    assert {r.id for r in rules.RULES} >= growth | follow_up | {"M1", "M4", "R1", "R2", "I1", "E1", "X2"}


def test_the_sweep_after_one_for_a_day_to_come_says_again_what_is_true_today(cohort: list[Patient], now: datetime):
    sweep.run(now=now)
    before = list(Standing.objects.order_by("pk").values())
    sweep.run(now=now, as_of=date(2029, 6, 1))
    assert Standing.objects.filter(status="overdue").count() == 5
    assert set(Alert.objects.values_list("severity", "state")) == {("S3", "open")}  # F3, long overdue
    sweep.run(now=now + timedelta(hours=1))
    assert list(Standing.objects.order_by("pk").values()) == before
    assert not Alert.objects.exclude(state="closed").exists()
    again = sweep.run(now=now + timedelta(hours=2))
    assert (again.eligible, again.full) == (0, False)


def test_a_card_of_today_waits_for_its_answer_through_a_sweep_for_a_day_to_come(
    patient: Patient, scan: Scan, doctor: User, now: datetime
):
    exam = scan(patient, "2026-05-20", 22, feature="mobile_element")
    sweep.run(now=now, as_of=date(2026, 9, 1))
    retract_exam(doctor, exam, reason="wrong patient", now=now)
    sweep.run(now=now)
    assert Alert.objects.get().state == "open"


def test_a_patient_who_cannot_be_reviewed_leaves_the_others_reviewed_and_the_run_says_so(
    cohort: list[Patient], now: datetime, monkeypatch: pytest.MonkeyPatch
):
    check = review.check_all

    def fail_on_the_third(case: Case, **options: Any) -> Findings:
        if case.history.patient == str(cohort[2].pk):
            raise ZeroDivisionError
        return check(case, **options)

    monkeypatch.setattr(review, "check_all", fail_on_the_third)
    Standing.objects.update(engine="of old")
    run = sweep.run(now=now)
    assert (run.eligible, run.evaluated, run.skipped, run.state) == (5, 4, {"failed": 1}, "failed")
    assert run.fault == "patients that could not be reviewed: 1; see the log"
    assert [s.patient_id for s in Standing.objects.filter(engine="of old")] == [cohort[2].pk]


@pytest.mark.sqlite
def test_a_patient_whose_sizes_growth_refuses_leaves_the_others_reviewed(
    cohort: list[Patient], nurse: User, now: datetime
):
    exam = Exam.objects.get(patient=cohort[2])
    connection.cursor().execute("PRAGMA ignore_check_constraints = ON")  # no other size makes growth fail
    Measurement.objects.create(
        patient=cohort[2], exam=exam, lesion=cohort[2].lesions.get(), target="mass", axis="long", reread=True,
        size_mm=-4, on_first=exam.on_first, on_last=exam.on_last, precision="day", recorded_by=nurse, recorded_at=now,
    )  # fmt: skip
    connection.cursor().execute("PRAGMA ignore_check_constraints = OFF")
    Standing.objects.update(engine="of old")
    run = sweep.run(now=now)
    assert (run.evaluated, run.skipped, run.state) == (4, {"failed": 1}, "failed")
    assert [s.patient_id for s in Standing.objects.filter(engine="of old")] == [cohort[2].pk]


def test_a_sweep_runs_growth_once_a_chunk(cohort: list[Patient], now: datetime):
    with counted(follow_all) as calls:
        assert sweep.run(now=now, full=True).evaluated == 5
    assert calls == {"follow_all": 1}


def test_a_sweep_that_was_killed_does_not_run_for_ever(cohort: list[Patient], now: datetime):
    killed = SweepRun.objects.create(started_at=now - timedelta(hours=3), as_of=now.date(), full=False, engine="e")
    sweep.run(now=now)
    killed.refresh_from_db()
    assert (killed.state, killed.fault) == ("failed", "stopped before its end")


def test_nobody_to_review_is_no_fault(db: None, now: datetime):
    assert review.review_all([], now=now) == {}

"""The whole demonstration, loaded and reviewed: the table of the published cases, and every state of the cohort."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any

import pytest
from django.db.models import Q

from registry.audit.triggers import fact_models
from registry.models import Centre, Exam, Identity, Patient, Staff
from surveillance.demonstration.simulated import CAST
from surveillance.engine.course.heading import UNDECIDED_WORDS
from surveillance.engine.rules import RULES
from surveillance.evidence.published import case_rows
from surveillance.models import (
    COURSES,
    HEADINGS,
    STATUSES,
    Alert,
    ClinicDay,
    Signal,
    Standing,
    SweepRun,
)
from surveillance.review import sweep
from surveillance.words.message import text
from tests.demonstration.houses import NOW, Loaded, loaded, said, standing

pytestmark = pytest.mark.django_db  # so that a run of this file alone makes the database of its shared fixture

RUPTURED, TOWARD, UNDECIDED = "ruptured", "toward_rupture", "undecided"
TOO_FEW, URGENT, TREATED = "too_few_exams", "urgent_question", "treated"
# case: heading, kind of undecided, the rules on rupture that hold at S4, whether G6 asks for a silent rupture
TABLE: dict[str, tuple[str, str, set[str], bool]] = {
    "T1-01": (RUPTURED, "", {"R1", "R2"}, False),
    "T1-04": (UNDECIDED, TREATED, set(), False),
    "T1-05": (UNDECIDED, TREATED, set(), False),
    "T1-06": (RUPTURED, "", {"R1"}, False),  # partial: the capsule, no fistula
    "T1-07": (UNDECIDED, TOO_FEW, set(), False),
    "T1-08a": (RUPTURED, "", {"R1", "R2"}, False),
    "T1-08b": (RUPTURED, "", {"R1", "R2"}, False),
    "T1-08c": (RUPTURED, "", {"R1", "R2"}, False),
    "T1-09": (RUPTURED, "", {"R1", "R2"}, False),
    "T1-10": (RUPTURED, "", {"R1"}, False),
    "T1-11": (RUPTURED, "", {"R1", "R2"}, False),
    "T1-12": (RUPTURED, "", {"R1", "R2"}, False),
    "T1-13": (RUPTURED, "", {"R1", "R2"}, False),
    "RG-1": (UNDECIDED, TOO_FEW, set(), False),  # no size, no form but CCMA: nothing vanished as far as reported
    "RG-2": (UNDECIDED, URGENT, set(), True),  # 21.4 × 18.2 mm, then not visible
    "RG-3": (UNDECIDED, URGENT, set(), True),  # the echo-lucent core vanished; MAC read once; no size
    "EX-1": (UNDECIDED, TOO_FEW, set(), False),
    "EX-2": (UNDECIDED, TOO_FEW, set(), False),
    "EX-3": (RUPTURED, "", {"R1"}, False),
    "EX-4": (TOWARD, "", set(), False),  # a new mobile mass; rupture unclear
    "EX-5": (UNDECIDED, TOO_FEW, set(), False),
    "EX-6": (UNDECIDED, TOO_FEW, set(), False),
    "EX-7": (UNDECIDED, TOO_FEW, set(), False),
    "EX-8": (TOWARD, "", set(), False),  # mobile masses and a stroke; rupture unclear
    "EX-9": (TOWARD, "", set(), False),  # a mobile part
    "FIG2": (RUPTURED, "", {"R1", "R2"}, False),
}


@pytest.fixture(scope="module", autouse=True)
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[Loaded]:
    with loaded(django_db_blocker) as there:
        yield there


# --- the published cases -----------------------------------------------------------------------------------------


def test_every_published_single_patient_is_there_and_no_other(house: Loaded) -> None:
    found = set(Patient.objects.filter(origin="published").values_list("study_id", flat=True))
    assert found == {f"PUB-{case_id}" for case_id in TABLE}
    assert (house.result.published, house.result.evidence) == (26, 2)


@pytest.mark.parametrize("case_id", TABLE)
def test_a_published_case_stands_where_its_report_puts_it(case_id: str) -> None:
    heading, kind, ruptures, vanished = TABLE[case_id]
    found = standing(case_id)
    assert (found.heading, found.heading_kind) == (heading, kind)
    assert said(case_id, severity="S4") & {"R1", "R2"} == ruptures
    assert ("G6" in said(case_id)) == vanished


def test_ruptured_cases_and_only_they_are_ruptured() -> None:
    ruptured = {row["case_id"] for row in case_rows() if row["rupture_status"] == "ruptured"}
    assert {case_id for case_id, row in TABLE.items() if row[0] == RUPTURED} == ruptured
    assert all(said(case_id, severity="S4") & {"R1", "R2"} for case_id in ruptured)
    assert not any(said(case_id) & {"R1", "R2"} for case_id in set(TABLE) - ruptured)


def test_a_lesion_that_vanished_raises_g6_at_s3() -> None:
    assert "G6" in said("RG-2", severity="S3")


def test_a_new_mobile_mass_raises_m1_without_a_rupture() -> None:
    assert "M1" in said("EX-4")


def test_no_published_case_asks_anybody_for_anything_today() -> None:
    published = Q(patient__origin="published")
    assert not Alert.objects.filter(published).exists()
    assert set(Standing.objects.filter(published).values_list("status", flat=True)) == {"closed"}
    assert not Identity.objects.filter(patient__origin="published").exists()


def test_every_heading_of_a_published_case_has_its_reasons() -> None:
    reasons = Standing.objects.filter(patient__origin="published").values_list("heading_reasons", flat=True)
    assert all(reasons)


# --- the simulated cohort ----------------------------------------------------------------------------------------


def test_every_course_occurs() -> None:
    assert simulated("course") == {term.code for term in COURSES}


def test_every_heading_occurs_and_every_reason_to_be_undecided() -> None:
    assert simulated("heading") == {term.code for term in HEADINGS}
    assert simulated("heading_kind") == set(UNDECIDED_WORDS) - {"rule_failed"} | {""}


def test_every_follow_up_status_occurs() -> None:
    assert simulated("status") == {term.code for term in STATUSES}


def test_surveillance_ended_for_each_reason() -> None:
    reasons = Standing.objects.filter(status="closed", patient__origin="synthetic").values_list(
        "status_reason", flat=True
    )
    for word in ("Died", "Refused", "Transferred", "Discharged"):
        assert any(text(reason).startswith(word) for reason in reasons), word


def test_every_rule_speaks_but_the_one_on_failures() -> None:
    rules = set(Signal.objects.filter(patient__origin="synthetic", holds=True).values_list("rule", flat=True))
    assert rules == {rule.id for rule in RULES} - {"X0", "X5"}  # nobody is late on the day of loading


def test_the_rules_speak_at_each_of_their_severities() -> None:
    live = set(Signal.objects.filter(holds=True, historical=False).values_list("rule", "severity"))
    asked = {("F2", "T"), ("F2", "S2"), ("F3", "S3"), ("G1", "S2"), ("G1", "S3"), ("M1", "S3"), ("M1", "S4")}
    asked |= {("M4", "S2"), ("M4", "S4"), ("R1", "S4"), ("R2", "S4"), ("I1", "S4"), ("E1", "S4"), ("G6", "S3")}
    asked |= {("M3", "S3"), ("V1", "S2"), ("V1", "S3"), ("V1", "S4"), ("V2", "S2"), ("V3", "S3"), ("I2", "S4")}
    asked |= {("I3", "S2"), ("E2", "S2"), ("E3", "S3"), ("E4", "S3"), ("E4", "S4"), ("C1", "S1"), ("C2", "S1")}
    asked |= {("C3", "S1")}
    assert asked <= live


def test_cards_are_open_watched_and_answered() -> None:
    assert set(Alert.objects.values_list("state", flat=True)) == {"open", "watching", "closed"}
    assert {"S2", "S3", "S4"} <= set(Alert.objects.filter(state="open").values_list("severity", flat=True))


def test_the_centre_people_log_in_to_first_shows_everything() -> None:
    at_rome = Standing.objects.filter(centre__code="ROM")
    assert set(at_rome.values_list("heading", flat=True)) == {term.code for term in HEADINGS}
    assert set(at_rome.values_list("status", flat=True)) == {term.code for term in STATUSES}
    assert Counter(Standing.objects.values_list("centre__code", flat=True)).keys() == {"PUB", "ROM", "BER", "LDN"}


def simulated(field: str) -> set[str]:
    """The values of one column among the simulated patients."""
    return set(Standing.objects.filter(patient__origin="synthetic").values_list(field, flat=True))


# --- marks, times, counts ----------------------------------------------------------------------------------------


def test_every_row_is_marked() -> None:
    assert not Patient.objects.filter(origin="real").exists()
    synthetic = Patient.objects.filter(origin="synthetic")
    assert synthetic.count() == 120
    assert not synthetic.filter(centre__synthetic=False).exists()
    assert not synthetic.exclude(study_id__startswith="SYN-", source__startswith="Simulated").exists()
    assert not Patient.objects.filter(origin="published", centre__synthetic=True).exists()


def test_nobody_could_be_telephoned() -> None:
    people = Identity.objects.all()
    assert people.count() == 120
    assert not people.exclude(phone__startswith="+00 000", email__endswith="@example.org").exists()


def test_the_sweep_saw_everybody_and_nobody_is_lost(house: Loaded) -> None:
    run = house.result.sweep
    assert run is not None
    assert (run.state, run.eligible, run.evaluated, run.failures, run.unowned) == ("complete", 146, 146, 0, 0)
    assert sweep.unowned() == 0


def test_a_second_sweep_writes_nothing() -> None:
    again = sweep.run(now=NOW)
    assert (again.state, again.rows_written) == ("complete", 0)


def test_facts_were_recorded_on_the_day_on_which_they_were_entered() -> None:
    exams = Exam.objects.filter(patient__origin="synthetic", external=False, precision="day", retracted_at=None)
    late = [e for e in exams if e.recorded_at.date() != e.on_first]
    assert len(late) <= 1  # the one that was corrected days later
    noon = {e.recorded_at.astimezone(UTC).time() for e in exams if e.on_first < NOW.date()}
    assert noon == {time(12)}
    latest = [model.objects.order_by("-recorded_at").first() for model in fact_models()]  # type: ignore[attr-defined]
    assert max(fact.recorded_at for fact in latest if fact) <= NOW


def test_what_was_known_two_years_ago_was_less() -> None:
    then = datetime(2024, 11, 23, 12, tzinfo=UTC)
    exams = Exam.objects.filter(patient__origin="synthetic")
    assert 0 < exams.known_at(then).count() < exams.live().count()


def test_some_exams_were_corrected_and_one_was_taken_back() -> None:
    retracted = Exam.objects.filter(retracted_at__isnull=False)
    assert retracted.count() == 2
    assert sorted(Exam.objects.live().filter(lineage=exam.lineage).count() for exam in retracted) == [0, 1]
    assert all(exam.retraction_reason for exam in retracted)


def test_people_have_their_roles_and_recall_has_its_owner() -> None:
    roles = {(s.user.username, s.role, s.centre.code) for s in Staff.objects.select_related("user", "centre")}
    first = {"nurse": "nurse", "cardiologist": "cardiologist", "admin": "centre_admin", "manager": "data_manager"}
    first["researcher"] = "researcher"
    assert {(name, role, code) for name, role in first.items() for code in ("ROM", "PUB")} <= roles
    assert {("nurse2", "nurse", "BER"), ("cardiologist2", "cardiologist", "BER"), ("nurse3", "nurse", "LDN")} <= roles
    assert not Centre.objects.filter(recall_owner=None).exists()


def test_clinic_days_lie_ahead() -> None:
    for centre in Centre.objects.all():
        days = ClinicDay.objects.filter(centre=centre)
        assert days.count() >= 50
        assert {day.on.weekday() for day in days} == {1, 3}


@pytest.mark.timed
def test_the_demonstration_is_ready_while_somebody_waits(house: Loaded) -> None:
    assert house.seconds <= 20
    assert SweepRun.objects.filter(state="complete").exists()


@pytest.mark.parametrize(("play", "rule", "exam"), [
    ("ct_only", "P1", "TTE"), ("origin_of_regurgitation", "P2", "TOE"), ("thrombus_or_content", "P3", "CMR"),
    ("device_not_safe", "P4", "CT"), ("operation_decided", "P4", "CT"), ("infection_after_toe", "P5", "PET"),
    ("no_probe", "P6", "CMR"),
])  # fmt: skip
def test_each_step_of_the_imaging_protocol_has_its_patient(play: str, rule: str, exam: str) -> None:
    number = [told.__name__ for told in CAST].index(play) + 1
    signals = Signal.objects.filter(patient__study_id=f"SYN-ROM-{number:04d}", holds=True, rule__startswith="P")
    assert [(s.rule, text(s.headline).partition(":")[0]) for s in signals] == [(rule, exam)]

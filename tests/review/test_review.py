"""Saving an exam shows its alert at once; a rule with a bug loses nothing; amending alerts nobody again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest
from django.db import transaction

from registry import recording
from registry.models import Event, Exam, LabResult, Patient, SignedPolicy, User
from registry.recording import ExamEntry
from surveillance.deeds.answer import settle_alert
from surveillance.deeds.deed import without_review
from surveillance.deeds.record import amend_exam, record_exam, record_fact, retract_exam, retract_fact
from surveillance.engine import rules
from surveillance.engine.case import Case
from surveillance.engine.message import say
from surveillance.engine.rules.base import DATA_MANAGER, Number, Rule, Verdict
from surveillance.engine.rules.base import Signal as Said
from surveillance.models import Alert, Signal, SignalStep, Standing
from surveillance.review.review import review_patient

Scan = Callable[..., Exam]


def test_a_new_mobile_part_opens_a_card_in_the_transaction_of_the_exam(patient: Patient, scan: Scan):
    scan(patient, "2026-05-20", 22, feature="mobile_element")
    card = Alert.objects.get()
    assert (card.state, card.severity, card.again) == ("open", "S3", False)
    assert Signal.objects.get(rule="M1").alert == card


def test_a_quiet_exam_opens_no_card(patient: Patient, nurse: User, now: datetime):
    day = {"on_first": date(2026, 5, 20), "on_last": date(2026, 5, 20), "precision": "day"}
    sizes = [{"target": "mass", "axis": "long", "size_mm": 22}]
    entry = ExamEntry(values=day | {"modality": "TTE", "annulus": "measured"}, measurements=sizes)
    recorded = record_exam(nurse, patient, entry=entry, now=now)
    assert not Alert.objects.exists()
    assert recorded.changes.opened == []


def test_a_deed_gives_what_the_review_found_and_the_fact_with_it(patient: Patient, nurse: User, now: datetime):
    recorded = record_fact(nurse, Event, patient, values={"kind": "sepsis", **sepsis_day()}, now=now)
    assert recorded.findings is not None
    assert [event.id for event in recorded.findings.case.history.events] == [str(recorded.fact.lineage)]
    assert {s.rule for s in recorded.findings.signals} >= set(recorded.changes.opened) > set()


def test_a_deed_without_review_finds_nothing_and_changes_nothing(patient: Patient, nurse: User, now: datetime):
    with without_review():
        recorded = record_fact(nurse, Event, patient, values={"kind": "sepsis", **sepsis_day()}, now=now)
    assert (recorded.changes.rows, recorded.findings) == ([], None)


def sepsis_day() -> dict[str, Any]:
    return {"on_first": date(2026, 5, 28), "on_last": date(2026, 5, 28), "precision": "day"}


def test_an_old_finding_entered_today_is_historical_and_opens_no_card(patient: Patient, scan: Scan):
    scan(patient, "2026-03-20", 22, feature="mobile_element")
    assert Signal.objects.get(rule="M1").historical
    assert not Alert.objects.exists()


def test_the_standing_knows_the_revision_it_was_made_from(patient: Patient, scan: Scan):
    scan(patient, "2026-05-20", 22)
    patient.refresh_from_db()
    standing = Standing.objects.get()
    assert standing.revision == patient.revision
    assert (standing.size_mm, standing.size_modality) == (22, "TTE")


def test_reviewing_twice_writes_nothing(patient: Patient, scan: Scan, now: datetime):
    scan(patient, "2026-05-20", 22, feature="mobile_element")
    patient = Patient.objects.select_related("centre").get()
    assert review_patient(patient, now=now).changes.rows == []


def test_amending_an_exam_alerts_nobody_again(patient: Patient, scan: Scan, doctor: User, now: datetime):
    exam = scan(patient, "2026-05-20", 22, feature="mobile_element")
    settle_alert(doctor, Alert.objects.get(), answer="act", reason="TOE ordered", now=now)
    entry = ExamEntry(
        values=recording.values_of(exam) | {"reader": "Neri"},
        measurements=[{"target": "mass", "axis": "long", "size_mm": 23}],
        features=[{"feature": "mobile_element", "value": "present"}],
    )
    amend_exam(doctor, exam, entry=entry, reason="reader added", now=now)
    assert [a.state for a in Alert.objects.all()] == ["closed"]
    assert Signal.objects.filter(rule="M1").count() == 1


def test_retracted_evidence_is_shown_as_withdrawn_and_the_steps_stay(
    patient: Patient, scan: Scan, doctor: User, now: datetime
):
    exam = scan(patient, "2026-05-20", 22, feature="mobile_element")
    retract_exam(doctor, exam, reason="wrong patient", now=now)
    signal = Signal.objects.get(rule="M1")
    assert (signal.holds, signal.withdrawn) == (False, True)
    assert [s.change for s in SignalStep.objects.filter(signal=signal)] == ["opened", "withdrawn"]


def test_a_jet_through_the_lesion_raises_a_rupture(patient: Patient, nurse: User, now: datetime):
    day = {"on_first": date(2026, 5, 20), "on_last": date(2026, 5, 20), "precision": "day"}
    entry = ExamEntry(values=day | {"modality": "TTE", "quality": "good"}, reading={"mr_mechanism": "both"})
    record_exam(nurse, patient, entry=entry, now=now)
    assert (Signal.objects.get(rule="R1").severity, Alert.objects.get().severity) == ("S4", "S4")
    assert Standing.objects.get().heading == "ruptured"


def cultured(user: User, patient: Patient, value: int, now: datetime) -> LabResult:
    day = {"on_first": date(2026, 5, 20), "on_last": date(2026, 5, 20), "precision": "day"}
    values = day | {"kind": "blood_culture", "value": value}
    return record_fact(user, LabResult, patient, values=values, now=now).fact


def test_a_positive_blood_culture_opens_a_card_and_a_negative_one_does_not(
    patient: Patient, nurse: User, now: datetime
):
    cultured(nurse, patient, 0, now)
    assert not Alert.objects.exists()
    culture = cultured(nurse, patient, 1, now)
    signal = Signal.objects.get(rule="I1")
    assert (signal.severity, signal.historical, signal.alert) == ("S4", False, Alert.objects.get())
    assert signal.facts == [str(culture.lineage)]
    assert Standing.objects.get().heading == "toward_rupture"
    retract_fact(nurse, culture, reason="contaminated", now=now)
    signal.refresh_from_db()
    assert (signal.holds, signal.withdrawn) == (False, True)


def test_an_orthogonal_size_alone_is_no_longest_size_and_no_shrinkage(
    patient: Patient, scan: Scan, nurse: User, now: datetime
):
    scan(patient, "2025-05-20", 35)
    day = {"on_first": date(2026, 5, 20), "on_last": date(2026, 5, 20), "precision": "day"}
    seen = {"modality": "TTE", "quality": "good", "annulus": "measured"}
    short = [{"target": "mass", "axis": "short", "size_mm": 12}]
    record_exam(nurse, patient, entry=ExamEntry(values=day | seen, measurements=short), now=now)
    standing = Standing.objects.get()
    assert (standing.size_mm, standing.size_on) == (35, date(2025, 5, 20))
    assert not Signal.objects.filter(rule="G6").exists()


class Raises(Rule):
    id, title, severity, source = "R1", "raises", "S4", "a test"

    def look(self, case: Case) -> list[Said]:
        raise ZeroDivisionError


class PlantsABrokenForeignKey(Rule):
    id, title, severity, source = "R2", "plants", "S4", "a test"

    def look(self, case: Case) -> list[Said]:
        Standing.objects.update(owner_id=987654321)
        return []


class SaysNonsense(Rule):
    id, title, severity, source = "G5", "nonsense", "S1", "a test"
    role = DATA_MANAGER

    def look(self, case: Case) -> list[Said]:
        return [Said(rule="G5", anchor="x", severity="S9", since=date(2026, 5, 1), headline="nonsense")]


UNFIT = [
    {"numbers": (Number("rate", float("nan"), "mm/y"),)},
    {"numbers": (Number("rate", np.int64(3), "mm/y"),)},
    {"numbers": (Number("day", object()),)},  # type: ignore[arg-type]
    {"headline": say("a.b", rate=float("inf"))},
    {"headline": say("a.b", of=object())},  # type: ignore[arg-type]
    {"advice": say("a.b", of=say("a.c", rate=float("nan")))},
    {"since": None},
    {"since": "2026-05-01"},
    {"historical": None},
    {"historical": np.bool_(True)},
    {"advice": None},
    {"against": None},
    {"headline": 5},
    {"facts": (None,)},
]


@pytest.mark.parametrize("unfit", UNFIT, ids=[f"{n} {next(iter(unfit))}" for n, unfit in enumerate(UNFIT)])
def test_evidence_that_cannot_be_kept_is_a_fault_of_its_rule_and_loses_nothing(
    unfit: dict[str, Any], patient: Patient, scan: Scan, monkeypatch: pytest.MonkeyPatch
):
    said: dict[str, Any] = {"rule": "G5", "anchor": "x", "severity": "S1", "since": date(2026, 5, 1), "headline": "so"}

    class Says(Raises):
        id = "G5"

        def look(self, case: Case) -> list[Said]:
            return [Said(**said | unfit)]

    monkeypatch.setattr(rules, "RULES", (Says(), *(r for r in rules.RULES if r.id != "G5")))
    scan(patient, "2026-05-20", 22, feature="mobile_element")
    assert Exam.objects.count() == 1
    assert set(Signal.objects.filter(holds=True).values_list("rule", flat=True)) >= {"M1", "X0"}


@pytest.mark.parametrize("day", [datetime(2026, 6, 2, tzinfo=UTC), "2026-06-02"])
def test_a_day_to_look_again_that_is_none_is_a_fault_of_its_rule(
    day: Any, patient: Patient, scan: Scan, monkeypatch: pytest.MonkeyPatch
):
    class Looks(Raises):
        def check(self, case: Case) -> Verdict:
            return Verdict(look_again_on=day)

    monkeypatch.setattr(rules, "RULES", (Looks(), *(r for r in rules.RULES if r.id != "R1")))
    scan(patient, "2026-05-20", 22)
    assert Signal.objects.get(rule="X0").anchor == "R1"


@pytest.mark.parametrize("document", [{"a_name_of_old": 3}, {"short_months": 1e9}, {"short_months": "six"}])
def test_a_policy_that_cannot_be_used_stops_nobody_and_names_itself(
    document: dict[str, Any], patient: Patient, doctor: User, now: datetime, scan: Scan
):
    SignedPolicy.objects.create(
        centre=patient.centre, version=3, document=document, signed_at=now, signed_by=doctor,
        recorded_by=doctor, recorded_at=now,
    )  # fmt: skip
    scan(patient, "2026-05-20", 22, feature="mobile_element")
    assert Standing.objects.get().policy_version == "3 unusable"
    assert Signal.objects.get(rule="M1").policy_version == "3 unusable"


@pytest.mark.parametrize("broken", [Raises, PlantsABrokenForeignKey, SaysNonsense])
def test_a_broken_rule_neither_loses_the_exam_nor_silences_another(
    broken: type[Rule],
    patient: Patient,
    scan: Scan,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks,
):
    kept = tuple(rule for rule in rules.RULES if rule.id != broken.id)
    monkeypatch.setattr(rules, "RULES", (broken(), *kept))
    with transaction.atomic():
        scan(patient, "2026-05-20", 22, feature="mobile_element")
    assert Exam.objects.count() == 1
    assert Signal.objects.get(rule="M1").holds
    x0 = Signal.objects.get(rule="X0")
    assert x0.severity == ("S2" if broken.id in ("R1", "R2") else "T")
    assert Standing.objects.get().owner_id != 987654321


def test_what_a_rule_said_stays_while_it_is_broken(patient: Patient, scan: Scan, monkeypatch: pytest.MonkeyPatch):
    scan(patient, "2026-05-20", 22, feature="mobile_element")
    broken = type("BrokenM1", (Raises,), {"id": "M1"})
    monkeypatch.setattr(rules, "RULES", (broken(), *(r for r in rules.RULES if r.id != "M1")))
    scan(patient, "2026-05-30", 22)
    assert Signal.objects.get(rule="M1").holds

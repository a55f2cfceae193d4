"""Saving an exam shows its alert at once; a rule with a bug loses nothing; amending alerts nobody again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db import transaction

from registry import recording
from registry.models import Exam, Patient, User
from registry.recording import ExamEntry
from surveillance import rules, workflow
from surveillance.models import Alert, Signal, SignalStep, Standing
from surveillance.policy import Policy
from surveillance.review import review_patient
from surveillance.rules.base import Rule
from surveillance.rules.base import Signal as Said
from surveillance.trajectory.clock import Clock
from surveillance.trajectory.history import History

Scan = Callable[..., Exam]


def test_a_new_mobile_part_opens_a_card_in_the_transaction_of_the_exam(patient: Patient, scan: Scan):
    scan(patient, "2026-05-20", 22, feature="mobile_element")
    card = Alert.objects.get()
    assert (card.state, card.severity, card.again) == ("open", "S3", False)
    assert Signal.objects.get(rule="M1").alert == card


def test_a_quiet_exam_opens_no_card(patient: Patient, scan: Scan):
    exam = scan(patient, "2026-05-20", 22)
    assert not Alert.objects.exists()
    assert exam.changes.opened == []


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
    assert review_patient(patient, now=now).rows == []


def test_amending_an_exam_alerts_nobody_again(patient: Patient, scan: Scan, doctor: User, now: datetime):
    exam = scan(patient, "2026-05-20", 22, feature="mobile_element")
    workflow.settle_alert(doctor, Alert.objects.get(), answer="act", reason="TOE ordered", now=now)
    entry = ExamEntry(
        values=recording.values_of(exam) | {"reader": "Neri"},
        measurements=[{"target": "mass", "axis": "long", "size_mm": 23}],
        features=[{"feature": "mobile_element", "value": "present"}],
    )
    workflow.amend_exam(doctor, exam, entry=entry, reason="reader added", now=now)
    assert [a.state for a in Alert.objects.all()] == ["closed"]
    assert Signal.objects.filter(rule="M1").count() == 1


def test_retracted_evidence_is_shown_as_withdrawn_and_the_steps_stay(
    patient: Patient, scan: Scan, doctor: User, now: datetime
):
    exam = scan(patient, "2026-05-20", 22, feature="mobile_element")
    workflow.retract_exam(doctor, exam, reason="wrong patient", now=now)
    signal = Signal.objects.get(rule="M1")
    assert (signal.holds, signal.withdrawn) == (False, True)
    assert [s.change for s in SignalStep.objects.filter(signal=signal)] == ["opened", "withdrawn"]


class Raises(Rule):
    id, title, severity, source = "R1", "raises", "S4", "a test"

    def look(self, history: History, policy: Policy, clock: Clock) -> list[Said]:
        raise ZeroDivisionError


class PlantsABrokenForeignKey(Rule):
    id, title, severity, source = "R2", "plants", "S4", "a test"

    def look(self, history: History, policy: Policy, clock: Clock) -> list[Said]:
        Standing.objects.update(owner_id=987654321)
        return []


class SaysNonsense(Rule):
    id, title, severity, source = "G5", "nonsense", "S1", "a test"

    def look(self, history: History, policy: Policy, clock: Clock) -> list[Said]:
        return [Said(rule="G5", anchor="x", severity="S9", since=date(2026, 5, 1), headline="nonsense")]


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

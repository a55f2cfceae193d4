"""The card a cardiologist must answer, the signals on it and every change of them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime

from django.db import models
from django.db.models import Case, Index, Q, UniqueConstraint, When

from registry.fields import CodedField
from registry.models import Patient, PatientFact
from registry.vocabulary import terms
from surveillance.engine import cards
from surveillance.engine.known.dates import add_months
from surveillance.models.follow_up import CARD, LONGEST_PLAN_MONTHS

SEVERITY_TERMS: terms.Terms = tuple(terms.Term(s, s) for s in cards.SEVERITIES)
GRAVEST_FIRST = Case(
    *(When(severity=s, then=cards.gravity(s)) for s in cards.SEVERITIES), output_field=models.IntegerField()
).desc()


class Alert(models.Model):
    """The card a cardiologist must answer: at most one open or watched per patient."""

    OPEN, WATCHING, CLOSED = cards.OPEN, cards.WATCHING, cards.CLOSED
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="alerts")
    state = models.CharField(max_length=10, default=OPEN)
    severity = CodedField("severity", terms=SEVERITY_TERMS, blank=False, max_length=2)
    opened_at = models.DateTimeField()
    asked_again_at = models.DateTimeField("woke or rose", null=True)
    evidence_on = models.DateField("newest evidence")
    again = models.BooleanField("again after an answer", default=False)
    watch_until = models.DateField("watched until", null=True)
    watch_exams = models.JSONField("exams known when the watch began", default=list)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["patient"], condition=~Q(state="closed"), name="alert_one_open_a_patient"),
            models.CheckConstraint(condition=Q(state__in=["open", "watching", "closed"]), name="alert_state_coded"),
        ]
        indexes = [Index(fields=["state", "severity", "opened_at"], name="alert_inbox")]

    @property
    def asked_at(self) -> datetime:
        """Since when it waits for an answer at its severity: each waking and each rise asks anew."""
        return self.card.asked_at

    @property
    def card(self) -> cards.Card:
        """What the table of `engine/cards.py` knows of it."""
        return cards.Card(**{name: getattr(self, name) for name in CARD})

    def become(self, card: cards.Card) -> bool:
        """Take over what the table made of it; gives whether that is another."""
        differing = {name: getattr(card, name) for name in CARD if getattr(card, name) != getattr(self, name)}
        for name, value in differing.items():
            setattr(self, name, value)
        return bool(differing)


class AlertStep(PatientFact):
    """A person's answer to a card: a fact that stays."""

    deed = "answer"

    alert = models.ForeignKey(Alert, models.PROTECT, related_name="answers")
    answer = CodedField("answer", terms=terms.ALERT_ANSWERS, blank=False)
    reason = models.CharField("reason", max_length=300, blank=True)
    until = models.DateField("watch until", null=True, blank=True)
    signals = models.JSONField("what was answered", default=list)
    shown = models.JSONField("what was read, and in which language", default=dict, blank=True)

    def latest_days(self, today: date) -> Iterator[tuple[str, date]]:
        """The day of an act becomes a plan."""
        yield "until", add_months(today, LONGEST_PLAN_MONTHS)


class Signal(models.Model):
    """What one rule says about one patient; unique by patient, rule and anchor."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="signals")
    rule = models.CharField(max_length=8)
    anchor = models.CharField(max_length=160)
    severity = CodedField("severity", terms=SEVERITY_TERMS, blank=False, max_length=2)
    holds = models.BooleanField(default=True)
    historical = models.BooleanField(default=False)
    withdrawn = models.BooleanField("evidence retracted", default=False)
    since = models.DateField("day of the evidence")
    headline = models.JSONField()  # headline, numbers, against and advice hold messages: engine.message.to_json
    numbers = models.JSONField(default=list)
    against = models.JSONField(default=list)
    advice = models.JSONField(default=str, blank=True)
    facts = models.JSONField(default=list)
    lesion_id = models.UUIDField("lesion it is about", null=True)  # none: it names none
    rule_version = models.PositiveSmallIntegerField(default=1)
    policy_version = models.CharField(max_length=20, default="default")
    first_at = models.DateTimeField()
    answered = models.CharField("severity when last answered", max_length=2, blank=True)
    alert = models.ForeignKey(Alert, models.SET_NULL, null=True, related_name="signals")

    class Meta:
        constraints = [UniqueConstraint(fields=["patient", "rule", "anchor"], name="signal_once")]
        indexes = [Index(fields=["patient"], condition=Q(holds=True), name="signal_holding")]


class SignalStep(models.Model):
    """One change of a signal."""

    signal = models.ForeignKey(Signal, models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    change = models.CharField(max_length=12)  # opened | raised | lowered | ended | withdrawn | returned | aged
    severity = models.CharField(max_length=2)

    class Meta:
        ordering = ["id"]

"""What follows from the facts and is remembered, and the deeds of people in following up."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Index, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from registry import terms
from registry.fields import CodedField, MeasureField
from registry.models import Centre, Lesion, Patient, PatientFact
from surveillance.trajectory import cards
from surveillance.trajectory.dates import add_months

STATUSES: terms.Terms = (
    terms.Term("closed", "Closed"),
    terms.Term("in_hospital", "In hospital"),
    terms.Term("report_awaited", "Attended, report awaited"),
    terms.Term("overdue", "Overdue"),
    terms.Term("booked", "Booked"),
    terms.Term("due_soon", "Due soon"),
    terms.Term("in_window", "In window"),
    terms.Term("not_yet_due", "Not yet due"),
    terms.Term("no_plan", "No plan"),
)
HEADINGS: terms.Terms = (
    terms.Term("toward_regression", "Toward regression"),
    terms.Term("stable", "Stable"),
    terms.Term("toward_rupture", "Toward rupture"),
    terms.Term("ruptured", "Ruptured"),
    terms.Term("undecided", "Undecided"),
)
COURSES: terms.Terms = (
    terms.Term("regression", "Regression"),
    terms.Term("stability", "Stability"),
    terms.Term("progression", "Progression"),
    terms.Term("abrupt", "Abrupt change"),
    terms.Term("undecided", "Not enough information"),
)
SEVERITY_TERMS: terms.Terms = tuple(terms.Term(s, s) for s in ("T", "S1", "S2", "S3", "S4"))
LONGEST_PLAN_MONTHS = 60  # sanity limit, ours: as an interval, or from the day a plan is set to its date
CARD = tuple(field.name for field in fields(cards.Card))  # the columns of an alert that the table of cards decides
LONGEST_BOOKING_MONTHS = 24  # sanity limit, ours: how far ahead an exam or a telephone call is agreed


class FollowUpPlan(PatientFact):
    """An interval, a date or a pause that a clinician set for this patient; beats every plan by state."""

    deed = "schedule"
    slug = "plan"
    title = _("Follow-up plan")

    kind = CodedField("kind of plan", terms=terms.PLAN_KINDS, blank=False, default="interval")
    earliest_months = MeasureField("earliest", unit="mo", low=0.5, high=LONGEST_PLAN_MONTHS)
    latest_months = MeasureField("latest", unit="mo", low=0.5, high=LONGEST_PLAN_MONTHS)
    on = models.DateField("date", null=True, blank=True)
    set_on = models.DateField("set on")
    reason = models.CharField("reason", max_length=300)

    def clean(self) -> None:
        """What a plan of each kind needs, whoever writes it."""
        low, high = self.earliest_months, self.latest_months
        if self.kind == "interval" and (low is None or high is None):
            raise ValidationError({"latest_months": "An interval needs its earliest and its latest month. Enter both."})
        if low is not None and high is not None and low > high:
            said = f"The latest month ({high:g}) is before the earliest ({low:g}). Turn them round."
            raise ValidationError({"latest_months": said})
        if self.kind in ("date", "in_hospital") and not self.on:
            raise ValidationError({"on": "This kind of plan needs its date. Enter it."})
        if self.on and self.set_on and self.on < self.set_on:
            said = f"{self.on:%d-%b-%Y} is before the day the plan was set ({self.set_on:%d-%b-%Y}): check the year."
            raise ValidationError({"on": said})

    def latest_days(self, today: date) -> Iterator[tuple[str, date]]:
        """Set today at the latest; its date as far ahead as the longest interval."""
        yield "set_on", today
        yield "on", add_months(self.set_on, LONGEST_PLAN_MONTHS)


class Appointment(PatientFact):
    """A date booked for the next exam, and what became of it. Moving it is amending it."""

    deed = "schedule"

    on = models.DateField("date")
    modality = CodedField("exam", terms=terms.MODALITIES, blank=False, default="TTE")
    state = CodedField("state", terms=terms.APPOINTMENT_STATES, blank=False, default="booked")
    reason = models.CharField("reason for a date outside the window", max_length=200, blank=True)
    note = models.CharField("note", max_length=200, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["patient"], condition=Q(state="booked", retracted_at=None), name="appointment_one_booked"
            )
        ]

    def latest_days(self, today: date) -> Iterator[tuple[str, date]]:
        """Nobody is booked further ahead."""
        yield "on", add_months(today, LONGEST_BOOKING_MONTHS)


class Contact(PatientFact):
    """One attempt to reach the patient, with its outcome."""

    deed = "schedule"
    title = _("Contact")

    on = models.DateField("date")
    way = CodedField("by", terms=terms.CONTACT_WAYS, blank=False, default="phone")
    outcome = CodedField("outcome", terms=terms.CONTACT_OUTCOMES, blank=False)
    again_on = models.DateField("try again on", null=True, blank=True)
    note = models.CharField("note", max_length=200, blank=True)

    def latest_days(self, today: date) -> Iterator[tuple[str, date]]:
        """The attempt has been made; the next one is no further ahead than a booking."""
        yield "on", today
        yield "again_on", add_months(today, LONGEST_BOOKING_MONTHS)


class Assignment(PatientFact):
    """Who answers for the recall of this patient instead of the centre's own owner."""

    deed = "schedule"
    single = True
    slug = "owner"
    title = _("Who answers for the recall")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")


class ClinicDay(models.Model):
    """A day on which the valve clinic of a centre sees patients, with its places."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    centre = models.ForeignKey(Centre, models.CASCADE, related_name="clinic_days")
    on = models.DateField("date")
    places = models.PositiveSmallIntegerField("places", default=12)

    class Meta:
        constraints = [UniqueConstraint(fields=["centre", "on"], name="clinicday_once")]
        ordering = ["on"]


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
        """What the table of `trajectory/cards.py` knows of it."""
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
    headline = models.CharField(max_length=400)
    numbers = models.JSONField(default=list)
    against = models.JSONField(default=list)
    advice = models.CharField(max_length=400, blank=True)
    facts = models.JSONField(default=list)
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


class Standing(models.Model):
    """One derived row per patient: a cache; rebuilding it changes nothing."""

    patient = models.OneToOneField(Patient, models.PROTECT, primary_key=True, related_name="standing")
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField()
    policy_version = models.CharField(max_length=20)
    engine = models.CharField(max_length=16)
    look_again_at = models.DateTimeField(null=True, db_index=True)
    course = CodedField("course", terms=COURSES, blank=False, default="undecided")
    heading = CodedField("heading", terms=HEADINGS, blank=False, default="undecided")
    heading_kind = models.CharField(max_length=40, blank=True)
    heading_reasons = models.JSONField(default=list)
    form = CodedField("form", terms=terms.FORMS)
    size_mm = models.FloatField("last size, mm", null=True)
    size_on = models.DateField("last size on", null=True)
    size_modality = models.CharField(max_length=4, blank=True)
    rate_mm_per_year = models.FloatField(null=True)
    rate_sd = models.FloatField(null=True)
    p_progression = models.FloatField(null=True)
    p_regression = models.FloatField(null=True)
    lesion = models.ForeignKey(Lesion, models.PROTECT, null=True, related_name="+")  # of which the sizes speak
    target = models.CharField("leading target", max_length=32, blank=True)
    exams = models.PositiveSmallIntegerField(default=0)
    spark = models.JSONField("last sizes as [date, mm, modality]", default=list)
    status = CodedField("follow-up", terms=STATUSES, blank=False, default="no_plan")
    status_reason = models.CharField(max_length=300, blank=True)
    lapsed = models.BooleanField("long overdue", default=False)
    earliest_on = models.DateField(null=True)
    target_on = models.DateField(null=True)
    latest_on = models.DateField(null=True)
    booked_on = models.DateField(null=True)
    last_exam_on = models.DateField(null=True)
    last_contact_on = models.DateField(null=True)
    last_contact = models.CharField(max_length=32, blank=True)
    failed_contacts = models.PositiveSmallIntegerField(default=0)
    hard_to_reach = models.BooleanField(default=False)
    badges = models.JSONField(default=list)
    card = models.CharField("severity of the open card", max_length=2, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [
            Index(fields=["centre", "latest_on", "patient"], name="standing_worklist"),
            Index(fields=["centre", "heading"], name="standing_heading"),
        ]


class SweepRun(models.Model):
    """One passage of time: every eligible patient evaluated or skipped for a reason, or the run has failed."""

    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    as_of = models.DateField()
    full = models.BooleanField(default=False)
    eligible = models.PositiveIntegerField(default=0)
    evaluated = models.PositiveIntegerField(default=0)
    skipped = models.JSONField("skipped, by reason", default=dict)
    changed = models.PositiveIntegerField("patients with any row written", default=0)
    rows_written = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField("rules that raised", default=0)
    unowned = models.PositiveIntegerField("patients in no state or without an owner", default=0)
    engine = models.CharField(max_length=16)
    state = models.CharField(max_length=10, default="running")  # running | complete | failed
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-started_at"]


class Outbox(models.Model):
    """A message to deliver after commit: ids only, never names or values."""

    kind = models.CharField(max_length=20)
    patient = models.ForeignKey(Patient, models.CASCADE, related_name="+")
    alert = models.ForeignKey(Alert, models.CASCADE, null=True, related_name="+")
    made_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)  # somebody sends it
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [Index(fields=["id"], condition=Q(delivered_at=None), name="outbox_waiting")]


class Job(models.Model):
    """Slow work asked for by a person: state, progress, heartbeat, result; works the same without Celery."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="jobs")
    centres = models.JSONField("scope: ids of centres", default=list)
    parameters = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="waiting")  # waiting | running | done | failed
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-made_at"]

"""What people decide and note about the next exam: plans, bookings, contacts, who answers for the recall."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import fields
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, UniqueConstraint
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registry.fields import CodedField, MeasureField
from registry.models import Centre, PatientFact
from registry.vocabulary import terms
from registry.wording import written
from surveillance.engine import cards
from surveillance.engine.known.dates import add_months

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
            both = gettext("An interval needs its earliest and its latest month. Enter both.")
            raise ValidationError({"latest_months": both})
        if low is not None and high is not None and low > high:
            said = gettext("The latest month (%(high)g) is before the earliest (%(low)g). Turn them round.")
            raise ValidationError({"latest_months": said % {"high": high, "low": low}})
        if self.kind in ("date", "in_hospital") and not self.on:
            raise ValidationError({"on": gettext("This kind of plan needs its date. Enter it.")})
        if self.on and self.set_on and self.on < self.set_on:
            said = gettext("%(day)s is before the day the plan was set (%(set)s): check the year.")
            raise ValidationError({"on": said % {"day": written(self.on), "set": written(self.set_on)}})

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

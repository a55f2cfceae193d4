"""What happened and what the patient has: events, conditions, treatments, visits, laboratory values, decisions."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registry import dates
from registry.fields import CodedField, CodedSetField, MeasureField
from registry.models import lab_value
from registry.models.fact import Dated, PatientFact
from registry.models.lesion import Lesion
from registry.vocabulary import clinic, laboratory, terms


class Event(PatientFact, Dated):
    """Something dated that happened."""

    title = _("Event")

    kind = CodedField("event", terms=terms.EVENTS, blank=False)
    lesion = models.ForeignKey(Lesion, models.PROTECT, null=True, blank=True, related_name="events")
    attribution = CodedField("attributed to the lesion", terms=terms.ATTRIBUTIONS)
    workup = CodedSetField("work-up done", terms=terms.WORKUP)
    organism = models.CharField("organism", max_length=80, blank=True)
    detail = models.CharField("detail", max_length=300, blank=True)

    class Meta:
        constraints = [
            CheckConstraint(condition=Dated.order_of_days(), name="event_days"),
            UniqueConstraint(
                fields=["patient"], condition=Q(kind=terms.DEATH, retracted_at=None), name="event_one_death"
            ),
        ]


class Condition(PatientFact):
    """A risk factor or comorbidity, present or stated absent, since and until when if known."""

    title = _("Risk factor or condition")

    kind = CodedField("condition", terms=terms.CONDITIONS, blank=False)
    status = CodedField("status", terms=terms.CONDITION_STATUSES, blank=False, default="present")
    since_first = models.DateField("since", null=True, blank=True)
    since_last = models.DateField("since, latest", null=True, blank=True)
    since_precision = CodedField("precision of since", terms=terms.PRECISIONS)
    until_first = models.DateField("until", null=True, blank=True)
    until_last = models.DateField("until, latest", null=True, blank=True)
    until_precision = CodedField("precision of until", terms=terms.PRECISIONS)
    severity = CodedField("severity", terms=terms.SEVERITIES)
    detail = models.CharField("detail", max_length=200, blank=True)

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(since_first__isnull=True) | Q(since_first__lte=F("since_last")), name="condition_since"
            ),
            CheckConstraint(
                condition=Q(until_first__isnull=True) | Q(until_first__lte=F("until_last")), name="condition_until"
            ),
            CheckConstraint(
                condition=Q(since_first__isnull=True)
                | Q(until_last__isnull=True)
                | Q(since_first__lte=F("until_last")),
                name="condition_since_until",
            ),
        ]

    def clean(self) -> None:
        """It cannot have ended before it began."""
        if self.since_first and self.until_last and self.since_first > self.until_last:
            since = dates.show(self.since_first, self.since_last or self.since_first, self.since_precision)
            until = dates.show(self.until_first or self.until_last, self.until_last, self.until_precision)
            said = gettext("Until %(until)s is before since %(since)s. Correct one of the two, or turn them round.")
            raise ValidationError({"until_first": said % {"until": until, "since": since}})


class Treatment(PatientFact, Dated):
    """A treatment given or a procedure done."""

    title = _("Treatment")

    kind = CodedField("treatment", terms=terms.TREATMENTS, blank=False)
    lesion = models.ForeignKey(Lesion, models.PROTECT, null=True, blank=True, related_name="treatments")
    detail = models.CharField("detail", max_length=200, blank=True)
    outcome = models.CharField("outcome", max_length=200, blank=True)

    class Meta:
        constraints = [CheckConstraint(condition=Dated.order_of_days(), name="treatment_days")]


class Visit(PatientFact, Dated):
    """A clinical contact with findings: the review asks for clinical and echocardiographic follow-up."""

    title, titles = _("Clinic visit"), _("Clinic visits")

    nyha = CodedField("NYHA class", terms=terms.NYHA)
    rhythm = CodedField("pulse or ECG", terms=terms.RHYTHMS)
    conduction = CodedField("conduction on the ECG", terms=clinic.CONDUCTIONS)
    symptoms = CodedSetField("symptoms", terms=clinic.SYMPTOMS)
    pulse = MeasureField("pulse", unit="/min", low=20, high=250)
    systolic_mmhg = MeasureField("systolic blood pressure", unit="mm[Hg]", low=50, high=300)
    diastolic_mmhg = MeasureField("diastolic blood pressure", unit="mm[Hg]", low=20, high=200)
    temperature_c = MeasureField("temperature", unit="Cel", low=30, high=45)
    antithrombotics = CodedField("antithrombotics", terms=terms.ANTITHROMBOTICS)
    note = models.TextField("note", blank=True)

    class Meta:
        constraints = [CheckConstraint(condition=Dated.order_of_days(), name="visit_days")]


class LabResult(PatientFact, Dated):
    """A laboratory value with the laboratory's own unit and limits."""

    slug = "lab"
    title, titles = _("Laboratory value"), _("Laboratory values")

    kind = CodedField("test", terms=terms.LABS, blank=False)
    value = MeasureField("value", unit="as reported", high=laboratory.HIGHEST, null=False, blank=False)
    unit = CodedField("unit", terms=laboratory.UNITS, max_length=20)
    low = MeasureField("lower limit of the laboratory", unit="as reported", high=laboratory.HIGHEST)
    high = MeasureField("upper limit of the laboratory", unit="as reported", high=laboratory.HIGHEST)

    class Meta:
        constraints = [CheckConstraint(condition=Dated.order_of_days(), name="labresult_days")]

    def clean(self) -> None:
        """The unit and the numbers must be possible for this test."""
        if self.kind not in laboratory.LIMITS:
            return  # refused by the field itself
        lab_value.check(self.kind, unit=self.unit, numbers={"value": self.value, "low": self.low, "high": self.high})
        if self.low is not None and self.high is not None and self.low > self.high:
            said = gettext("The upper limit (%(high)g) is below the lower (%(low)g). Turn them round.")
            raise ValidationError({"high": said % {"high": self.high, "low": self.low}})

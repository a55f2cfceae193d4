"""The Heart Team: what a meeting needs to know, its answers to the questions of Figure 6, and what it decides."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint
from django.utils.translation import gettext_lazy as _

from registry.fields import CodedField, CodedSetField, MeasureField
from registry.models.fact import Dated, PatientFact
from registry.models.lesion import Lesion
from registry.vocabulary import clinic, terms


class TeamBrief(PatientFact, Dated):
    """What a meeting needs beside the facts of the registry: risk, frailty, the patient's wishes, plans of access."""

    slug = "brief"
    title = _("Brief for the Heart Team")

    sts_percent = MeasureField("STS predicted mortality", unit="%", low=0, high=100)
    euroscore_percent = MeasureField("EuroSCORE II", unit="%", low=0, high=100)
    frailty = MeasureField("clinical frailty scale (1 very fit, 9 terminally ill)", unit="1", low=1, high=9)
    wishes = models.TextField("what the patient wishes", blank=True)
    coronaries = CodedField("coronary arteries", terms=clinic.CORONARIES)
    landing_zone = models.CharField("landing zone of a transcatheter valve", max_length=200, blank=True)
    brain_imaging = CodedField("brain imaging", terms=clinic.BRAIN_IMAGES)
    dialysis_days = CodedSetField("days of dialysis", terms=clinic.WEEKDAYS)
    image_links = models.TextField("where the images are", blank=True)
    note = models.TextField("note", blank=True)

    class Meta:
        constraints = [CheckConstraint(condition=Dated.order_of_days(), name="teambrief_days")]


class TeamAnswer(PatientFact, Dated):
    """One question of Figure 6 answered by a person on a day, with what the answer rests on."""

    deed = "answer"
    slug = "answer"
    title = _("Answer of the Heart Team")

    question = CodedField("question", terms=clinic.TEAM_QUESTIONS, blank=False)
    answer = CodedField("answer", terms=clinic.TEAM_ANSWERS, blank=False)
    basis = models.CharField("what it rests on", max_length=300)

    class Meta:
        constraints = [CheckConstraint(condition=Dated.order_of_days(), name="teamanswer_days")]


class Decision(PatientFact, Dated):
    """What a Heart Team decided, with the question, the reason, the dissent and who was present."""

    deed = "answer"
    title, titles = _("Heart Team decision"), _("Heart Team decisions")

    question = models.CharField("question", max_length=300)
    decision = models.CharField("decision", max_length=300)
    intended = CodedField("what is to be done", terms=terms.TREATMENTS)
    urgency = CodedField("how soon", terms=clinic.URGENCIES)
    lesion = models.ForeignKey(Lesion, models.PROTECT, null=True, blank=True, related_name="decisions")
    reason = models.TextField("reason", blank=True)
    dissent = models.TextField("dissent", blank=True)
    present = models.TextField("people present", blank=True)

    class Meta:
        constraints = [CheckConstraint(condition=Dated.order_of_days(), name="decision_days")]

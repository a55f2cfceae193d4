"""The calcified mass: an anchor that sizes hang on, its description, and the form read by a person."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import CheckConstraint
from django.utils.translation import gettext_lazy as _

from registry.fields import CodedField, CodedSetField, MeasureField
from registry.models.fact import Dated, PatientFact
from registry.models.patient import Patient
from registry.vocabulary import terms


class Lesion(models.Model):
    """One calcified mass of a patient, numbered. What is said of it are facts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="lesions")
    number = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["patient_id", "number"]
        constraints = [models.UniqueConstraint(fields=["patient", "number"], name="lesion_number")]

    def __str__(self) -> str:
        return f"lesion {self.number}"


class LesionDescription(PatientFact):
    """Where the lesion lies."""

    single = True
    slug = "lesion"
    title = titles = _("Where the lesion lies")

    lesion = models.ForeignKey(Lesion, models.PROTECT, related_name="descriptions")
    annulus = CodedField("annulus", terms=terms.ANNULI)
    segments = CodedSetField("segments", terms=terms.SEGMENTS)
    extent = CodedField("extent of the circumference", terms=terms.EXTENTS)
    arc_deg = MeasureField("annular arc involved", unit="deg", low=0, high=360)
    extensions = CodedSetField("extension", terms=terms.EXTENSIONS)
    location = models.CharField("location as reported", max_length=200, blank=True)


class FormAssessment(PatientFact, Dated):
    """The form as read by a person, in one exam or as a dated assessment of its own."""

    deed = "answer"
    slug = "form"
    title = _("Form assessment")

    lesion = models.ForeignKey(Lesion, models.PROTECT, related_name="forms")
    exam = models.ForeignKey("registry.Exam", models.PROTECT, null=True, blank=True, related_name="forms")
    form = CodedField("form", terms=terms.FORMS, blank=False)
    confidence = CodedField("confidence", terms=terms.CONFIDENCES)
    basis = models.CharField("basis", max_length=200, blank=True)
    by_cardiologist = models.BooleanField("assessed by a cardiologist", default=False)
    rupture_answer = CodedField("silent rupture", terms=terms.RUPTURE_ANSWERS)

    class Meta:
        constraints = [CheckConstraint(condition=Dated.order_of_days(), name="formassessment_days")]

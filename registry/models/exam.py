"""One imaging study with what was measured and seen in it."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Index, Q

from registry.fields import CodedField, CodedSetField, MeasureField
from registry.models.fact import Dated, PatientFact
from registry.models.lesion import Lesion
from registry.vocabulary import terms

SIZE_HIGH_MM = 120  # sanity limit of CLINICAL A7, ours


class Exam(PatientFact, Dated):
    """One imaging study: TTE, TOE, CT, CMR, PET or NM."""

    modality = CodedField("modality", terms=terms.MODALITIES, blank=False)
    reason = CodedField("why it was made", terms=terms.EXAM_REASONS)
    quality = CodedField("image quality", terms=terms.QUALITIES)
    annulus = CodedField("what became of the annulus", terms=terms.ANNULUS_RESULTS)
    reader = models.CharField("reader", max_length=60, blank=True)
    site = models.CharField("where", max_length=80, blank=True)
    external = models.BooleanField("done elsewhere", default=False)
    inpatient = models.BooleanField("done as an inpatient", default=False)
    accepted = models.BooleanField("accepted as the follow-up exam", default=False)
    contrast = models.CharField("contrast", max_length=60, blank=True)
    protocol = models.CharField("protocol or views", max_length=120, blank=True)
    limited_by = CodedSetField("limited by", terms=terms.STUDY_LIMITS)
    limits = models.CharField("other limits of the study", max_length=200, blank=True)
    area_cm2 = MeasureField("cross-section area", unit="cm2", low=0, high=100)
    volume_ml = MeasureField("lesion volume", unit="mL", low=0, high=300)
    volume_method = models.CharField("method of the volume", max_length=60, blank=True)
    note = models.TextField("note", blank=True)
    source = models.CharField("published source", max_length=200, blank=True)
    submission = models.UUIDField(null=True, unique=True, editable=False)  # one form sent twice is one exam

    class Meta:
        indexes = [Index(fields=["patient", "on_first"], name="exam_of_patient", condition=Q(retracted_at=None))]
        constraints = [CheckConstraint(condition=Dated.order_of_days(), name="exam_days")]


class ExamPart(PatientFact):
    """A fact that stands and falls with its exam."""

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="%(class)ss", editable=False)

    class Meta:
        abstract = True


class Measurement(ExamPart, Dated):
    """A size of one target on one axis, in mm, with the text as reported; carries the exam's date for one index."""

    lesion = models.ForeignKey(Lesion, models.PROTECT, related_name="measurements")
    target = CodedField("measured on", terms=terms.TARGETS, blank=False, default="mass")
    axis = CodedField("axis", terms=terms.AXES, blank=False, default="long")
    size_mm = MeasureField("size", unit="mm", low=0.1, high=SIZE_HIGH_MM)
    not_visible = models.BooleanField("not visible", default=False)
    rounding_mm = MeasureField("rounding", unit="mm", low=0.01, high=10, default=1.0, null=False)
    reported = models.CharField("as reported", max_length=40, blank=True)
    method = models.CharField("method", max_length=60, blank=True)
    reread = models.BooleanField("second reading of the same images", default=False)

    class Meta:
        indexes = [
            Index(
                fields=["patient", "on_first"],
                name="measurement_covering",
                condition=Q(retracted_at=None),
            )
        ]
        constraints = [
            CheckConstraint(
                condition=Q(size_mm__isnull=False, not_visible=False) | Q(size_mm__isnull=True, not_visible=True),
                name="measurement_size_or_not_visible",
            )
        ]


class Feature(ExamPart):
    """One imaging observation of Table 2: present, absent, indeterminate or not assessed."""

    lesion = models.ForeignKey(Lesion, models.PROTECT, related_name="features")
    feature = CodedField("feature", terms=terms.FEATURE_TERMS, blank=False, max_length=40)
    value = CodedField("value", terms=terms.VALUES, blank=False, default="not_assessed")
    detail = models.CharField("detail", max_length=40, blank=True)

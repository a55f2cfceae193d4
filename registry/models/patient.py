"""The pseudonymous patient, the identity kept apart, and what describes the person."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registry.fields import CodedField
from registry.models.centre import Centre
from registry.models.fact import Dated, PatientFact
from registry.vocabulary import terms

ORIGINS: terms.Terms = (
    terms.Term("real", "Patient of the centre"),
    terms.Term("published", "Published case"),
    terms.Term("synthetic", "Synthetic"),
)
BIRTH_PRECISIONS = terms.PRECISIONS[1:]  # all but the day, which the identity keeps


class Patient(models.Model):
    """The pseudonymous person. `revision` counts writes of facts; the row is the lock of the patient."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="patients")
    study_id = models.CharField("study id", max_length=20)  # a label, unique within its centre
    enrolled_on = models.DateField("enrolled")
    origin = CodedField("origin of the data", terms=ORIGINS, blank=False, default="real")
    source = models.CharField("published source", max_length=300, blank=True)
    caution = models.CharField("caution of the source", max_length=500, blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["study_id"]
        constraints = [models.UniqueConstraint(fields=["centre", "study_id"], name="patient_study_id_of_centre")]

    def __str__(self) -> str:
        return self.study_id

    def clean(self) -> None:
        """The study id is taken once in a centre."""
        same = Patient.objects.filter(centre=self.centre_id, study_id=self.study_id).exclude(pk=self.pk)
        if same.exists():
            said = gettext(
                "“%(study_id)s” is the study ID of another patient of %(centre)s. Choose another one, or search for "
                "that patient."
            )
            raise ValidationError({"study_id": said % {"study_id": self.study_id, "centre": self.centre.name}})


class Identity(models.Model):
    """Name, record number and contact: apart, so that exports never walk here. Reached through registry.identity."""

    patient = models.OneToOneField(Patient, models.PROTECT, primary_key=True, related_name="identity")
    family_name = models.CharField("family name", max_length=80)
    given_name = models.CharField("given name", max_length=80, blank=True)
    title = models.CharField("title", max_length=20, blank=True)
    birth_date = models.DateField("born", null=True, blank=True)
    hospital_number = models.CharField("hospital number", max_length=30, blank=True, db_index=True)
    phone = models.CharField("phone", max_length=40, blank=True)
    email = models.EmailField("e-mail", blank=True)
    address = models.CharField("address", max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["family_name", "given_name"], name="identity_name")]

    def __str__(self) -> str:
        return str(self.patient_id)  # never the name: this may reach a log


class Demographics(PatientFact):
    """Sex and birth as far as recorded: its year or a span, never the day, which stands with the name."""

    single = True
    slug = "person"
    title = _("Sex and birth")

    sex = CodedField("sex", terms=terms.SEXES)
    birth_first = models.DateField("born on or after", null=True, blank=True)
    birth_last = models.DateField("born on or before", null=True, blank=True)
    birth_precision = CodedField("precision of birth", terms=BIRTH_PRECISIONS)

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(birth_first__isnull=True) | Q(birth_first__lt=F("birth_last")), name="demographics_birth"
            )
        ]


class Closure(PatientFact, Dated):
    """The end of surveillance and its reason; retracting it takes surveillance up again.

    The reason “died” is never stored: that closure is read off the event of the death (registry.deaths).
    """

    deed = "schedule"
    single = True
    title = _("End of surveillance")

    reason = CodedField("reason", terms=terms.CLOSURES, blank=False)
    note = models.CharField("note", max_length=300, blank=True)

    class Meta:
        constraints = [
            CheckConstraint(condition=Dated.order_of_days(), name="closure_days"),
            CheckConstraint(condition=~Q(reason=terms.DIED) | Q(retracted_at__isnull=False), name="closure_no_death"),
        ]

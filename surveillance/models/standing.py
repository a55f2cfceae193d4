"""The one derived row of a patient, and the sweeps that keep it true."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Index

from registry.fields import CodedField
from registry.models import Centre, Lesion, Patient
from registry.vocabulary import terms

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
    heading_reasons = models.JSONField("messages with their days", default=list)
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
    status_reason = models.JSONField("a message", default=str, blank=True)
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
    badges = models.JSONField("messages", default=list)
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

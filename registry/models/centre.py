"""Centres and their staff."""

from __future__ import annotations

import uuid
import zoneinfo

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models

from registry.fields import CodedField
from registry.vocabulary import terms


class Centre(models.Model):
    """A hospital that owns patients and staff."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField("code", max_length=12, unique=True)
    name = models.CharField("name", max_length=120)
    time_zone = models.CharField("time zone", max_length=64, default="UTC")
    recall_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        help_text="Answers for overdue patients whom nobody else has taken on.",
    )  # fmt: skip
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        help_text="The cardiologist who is told when an alert is not answered in time.",
    )  # fmt: skip
    synthetic = models.BooleanField("synthetic demonstration data", default=False)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The centre's time zone: its "today" is counted here."""
        return zoneinfo.ZoneInfo(self.time_zone)


class User(AbstractUser):
    """A person who logs in; what they may do comes from their Staff rows."""

    theme = models.CharField("theme", max_length=8, default="auto", choices=[(t, t) for t in ("auto", "light", "dark")])
    single_keys = models.BooleanField("single-key shortcuts", default=True)
    memberships: list[Staff]  # the rows of Staff, once they are read (registry.access)


class Staff(models.Model):
    """One role of one person at one centre."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="staff")
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="staff")
    role = CodedField("role", terms=terms.ROLES, blank=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "centre", "role"], name="staff_one_row_a_role")]

"""The signed numbers of a centre, whole and versioned."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from registry.models.centre import Centre
from registry.models.fact import Fact


class SignedPolicy(Fact):
    """One version of a centre's policy document; it counts from the moment a cardiologist signed it."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="policies")
    version = models.PositiveIntegerField("version")
    document = models.JSONField("numbers that differ from the default", default=dict)
    rationale = models.TextField("rationale", blank=True)
    signed_at = models.DateTimeField("signed", null=True, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "version"], condition=models.Q(retracted_at=None), name="signedpolicy_version"
            )
        ]

"""The signed numbers of a centre, whole and versioned."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from registry.models.centre import Centre
from registry.models.fact import Fact


class SignedPolicy(Fact):
    """One version of a centre's policy document: a draft until a cardiologist signs it, in force from that moment."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="policies")
    version = models.PositiveIntegerField("version")
    document = models.JSONField("every number", default=dict)
    rationale = models.TextField("rationale", blank=True)
    effect = models.JSONField("effect shown before signing", default=dict)
    signed_at = models.DateTimeField("signed", null=True, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "version"], condition=models.Q(retracted_at=None), name="signedpolicy_version"
            )
        ]

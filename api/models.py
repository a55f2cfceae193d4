"""What the API itself remembers: tokens of machines, and which request wrote which fact."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q


class ApiToken(models.Model):
    """A key of one person for a machine; only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField("name", max_length=60)
    digest = models.CharField("SHA-256", max_length=64, unique=True)
    centres = models.JSONField("scope: ids of centres, empty for all of the owner's", default=list, blank=True)
    read_only = models.BooleanField("may only read", default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="apitoken_life")]

    def __str__(self) -> str:
        return f"token {self.name}"  # never a part of the key


class Receipt(models.Model):
    """One write sent with an Idempotency-Key: the same request again gets the same fact, another one a 409."""

    key = models.UUIDField(primary_key=True, editable=False)
    digest = models.CharField("SHA-256 of the request", max_length=64)
    lineage = models.UUIDField("what was recorded")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.key)

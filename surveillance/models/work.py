"""Work beside the request: messages to deliver, jobs of people."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Index, Q

from registry.models import Patient
from surveillance.models.alert import Alert


class Outbox(models.Model):
    """A message to deliver after commit: ids only, never names or values."""

    kind = models.CharField(max_length=20)
    patient = models.ForeignKey(Patient, models.CASCADE, related_name="+")
    alert = models.ForeignKey(Alert, models.CASCADE, null=True, related_name="+")
    made_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)  # somebody sends it
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [Index(fields=["id"], condition=Q(delivered_at=None), name="outbox_waiting")]


class Job(models.Model):
    """Slow work asked for by a person: state, progress, heartbeat, result; works the same without Celery."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="jobs")
    centres = models.JSONField("scope: ids of centres", default=list)
    parameters = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="waiting")  # waiting | running | done | failed
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-made_at"]

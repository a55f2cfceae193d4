"""What every deed shares: who writes and when, the review that follows in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from registry.models import Centre, Patient, User
from registry.recording import Stamp
from surveillance.review.reconcile import Changes
from surveillance.review.review import review_patient
from surveillance.work import on_commit

_reviewing: ContextVar[bool] = ContextVar("reviewing", default=True)


@contextmanager
def without_review() -> Iterator[None]:
    """Load many facts without judging each: the sweep that must follow reviews every patient touched."""
    token = _reviewing.set(False)
    try:
        yield
    finally:
        _reviewing.reset(token)


def stamp(user: User, centre: Centre, now: datetime) -> Stamp:
    """Who writes, when, and what day it is at the centre."""
    return Stamp(by=user, at=now, today=timezone.localdate(now, centre.zone))


def review_after(patient: Patient, now: datetime) -> Changes:
    if not _reviewing.get():
        return Changes()
    fresh = Patient.objects.select_related("centre").get(pk=patient.pk)
    changes = review_patient(fresh, now=now)
    patient.revision = fresh.revision
    transaction.on_commit(on_commit.deliver)
    return changes

"""What every deed shares: who writes and when, the review that follows in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.db import transaction
from django.utils import timezone

from registry.models import Centre, Patient, PatientFact, User
from registry.recording import Stamp
from surveillance.review.findings import Findings
from surveillance.review.reconcile import Changes
from surveillance.review.review import Reviewed, review_patient
from surveillance.work import on_commit

Kind = TypeVar("Kind", bound=PatientFact)
_reviewing: ContextVar[bool] = ContextVar("reviewing", default=True)


@dataclass(frozen=True, slots=True)
class Recorded(Generic[Kind]):
    """A fact as it was written, what its review changed and what it found: whoever shows them reads nothing twice."""

    fact: Kind
    changes: Changes
    findings: Findings | None  # None: written without a review

    @classmethod
    def of(cls, fact: Kind, review: Reviewed | None) -> Recorded[Kind]:
        """The fact with its review, if there was one."""
        return cls(fact, review.changes, review.findings) if review else cls(fact, Changes(), None)


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


def review_after(patient: Patient, now: datetime, *, locked: Patient | None = None) -> Reviewed | None:
    """Review the patient of a deed, read anew unless the deed has the row as it locked it; None without a review."""
    if not _reviewing.get():
        return None
    fresh = locked or Patient.objects.select_related("centre").get(pk=patient.pk)
    review = review_patient(fresh, now=now)
    patient.revision = fresh.revision
    transaction.on_commit(on_commit.deliver)
    return review

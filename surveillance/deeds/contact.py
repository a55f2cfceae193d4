"""Note one attempt to reach a patient."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from registry.models import Patient, User
from surveillance.deeds.deed import Recorded
from surveillance.deeds.record import record_fact
from surveillance.models import Contact


def log_contact(
    user: User, patient: Patient, *, on: date, way: str, outcome: str, now: datetime,
    again_on: date | None = None, note: str = "", lineage: UUID | None = None,
) -> Recorded[Contact]:  # fmt: skip
    """Note one attempt to reach the patient, with its outcome."""
    values = {"on": on, "way": way, "outcome": outcome, "again_on": again_on, "note": note}
    return record_fact(user, Contact, patient, values=values, now=now, lineage=lineage)

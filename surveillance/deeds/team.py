"""The Heart Team's decision as one deed: decision, plan and watchful waiting stand together or not at all."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from registry import access
from registry.models import Decision, Patient, Treatment, User
from surveillance.deeds.authority import WATCHFUL
from surveillance.deeds.deed import Recorded, stamp, without_review
from surveillance.deeds.record import record_fact, retract_fact
from surveillance.models import FollowUpPlan

ABOUT = 200  # letters of a decision that fit into the reason of a plan


@transaction.atomic
def decide(
    user: User, patient: Patient, *, values: dict[str, Any], now: datetime, next_on: date | None = None,
    lineage: UUID | None = None,
) -> Recorded[Decision]:  # fmt: skip
    """Record what the Heart Team decided, the date of the next exam as the plan, and watchful waiting as a decision.

    The form has checked the signature. The same `lineage` twice is one decision with one plan.
    """
    access.require(user, patient.centre_id, access.ANSWER)
    lineage = lineage or uuid.uuid4()
    with without_review():
        if next_on:
            _plan(user, patient, values=values, now=now, next_on=next_on, lineage=lineage)
        if values.get("intended") == WATCHFUL:
            days = {name: values[name] for name in ("on_first", "on_last", "precision")}
            waiting = days | {
                "kind": WATCHFUL,
                "lesion": values.get("lesion"),
                "detail": _("decided by the Heart Team"),
            }
            own = uuid.uuid5(lineage, WATCHFUL)
            record_fact(user, Treatment, patient, values=waiting, now=now, lineage=own)
    return record_fact(user, Decision, patient, values=values, now=now, lineage=lineage)


def _plan(
    user: User, patient: Patient, *, values: dict[str, Any], now: datetime, next_on: date, lineage: UUID
) -> None:  # fmt: skip
    set_on = stamp(user, patient.centre, now).today
    reason = _("Heart Team: %(decision)s") % {"decision": str(values.get("decision", ""))[:ABOUT]}
    plan = {"kind": "date", "on": next_on, "set_on": set_on, "reason": reason}
    try:
        record_fact(user, FollowUpPlan, patient, values=plan, now=now, lineage=uuid.uuid5(lineage, "plan"))
    except ValidationError as error:
        raise ValidationError({"next_on": error.messages}) from error


@transaction.atomic
def take_back(user: User, decision: Decision, *, reason: str, now: datetime) -> None:
    """Take a decision back with the plan and the watchful waiting that it made."""
    access.require(user, decision.patient.centre_id, access.ANSWER)
    with without_review():
        for model, name in ((FollowUpPlan, "plan"), (Treatment, WATCHFUL)):
            own = uuid.uuid5(decision.lineage, name)
            for fact in model.objects.filter(patient=decision.patient, lineage=own, retracted_at=None):
                retract_fact(user, fact, reason=reason, now=now)
    retract_fact(user, decision, reason=reason, now=now)

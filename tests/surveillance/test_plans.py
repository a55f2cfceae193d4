"""A plan of a clinician says what its kind needs, whoever writes it."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError

from registry.models import Patient, User
from surveillance import workflow
from surveillance.models import FollowUpPlan

FAULTS = [
    ({"kind": "interval", "earliest_months": 3}, "needs its earliest and its latest month"),
    ({"kind": "interval", "earliest_months": 9, "latest_months": 6}, "Turn them round"),
    ({"kind": "date"}, "needs its date"),
    ({"kind": "in_hospital"}, "needs its date"),
]


@pytest.mark.parametrize(("values", "said"), FAULTS)
def test_a_plan_that_lacks_what_its_kind_needs_is_refused(
    values: dict[str, object], said: str, patient: Patient, doctor: User, now: datetime
):
    whole = values | {"set_on": date(2026, 6, 1), "reason": "own judgement"}
    with pytest.raises(ValidationError, match=said):
        workflow.record_fact(doctor, FollowUpPlan, patient, values=whole, now=now)
    assert not FollowUpPlan.objects.exists()

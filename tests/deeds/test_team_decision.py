"""Signing a decision writes the decision, the plan and the watchful waiting together, or nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from registry.models import Decision, Treatment
from surveillance.deeds import team
from surveillance.deeds.record import record_fact
from surveillance.models import FollowUpPlan
from tests.cast import Cast


def said(cast: Cast, **more: Any) -> dict[str, Any]:
    usual = {
        "question": "Operate?",
        "decision": "Wait",
        "reason": "small",
        "present": "all",
        "intended": "surveillance",
    }
    return usual | {"on_first": cast.today, "on_last": cast.today, "precision": "day"} | more


def written() -> tuple[int, int, int]:
    live = {"retracted_at": None}
    return tuple(model.objects.filter(**live).count() for model in (Decision, FollowUpPlan, Treatment))


def test_watchful_waiting_makes_the_plan_and_the_findings_historical(cast: Cast) -> None:
    next_on = cast.today + timedelta(days=90)
    values = said(cast)
    team.decide(cast.cardiologist, cast.ruptured, values=values, now=cast.now, next_on=next_on)
    assert written() == (1, 1, 1)
    plan = FollowUpPlan.objects.get()
    assert (plan.kind, plan.on, plan.reason) == ("date", next_on, "Heart Team: Wait")
    assert not cast.ruptured.signals.filter(rule="R1", historical=False, holds=True).exists()


def test_a_procedure_makes_no_treatment(cast: Cast) -> None:
    values = said(cast, intended="replacement", urgency="urgent")
    team.decide(cast.cardiologist, cast.ruptured, values=values, now=cast.now)
    assert written() == (1, 0, 0)


def test_a_failure_leaves_nothing(cast: Cast) -> None:
    """The decision itself is refused after its plan was written."""
    later = cast.today + timedelta(days=90)
    with pytest.raises(ValidationError):
        team.decide(cast.cardiologist, cast.ruptured, values=said(cast, question=""), now=cast.now, next_on=later)
    assert written() == (0, 0, 0)


def test_a_wrong_date_of_the_next_exam_is_said_of_that_field(cast: Cast) -> None:
    with pytest.raises(ValidationError) as refused:
        team.decide(
            cast.cardiologist, cast.stable, values=said(cast), now=cast.now, next_on=cast.today - timedelta(days=1)
        )
    assert list(refused.value.error_dict) == ["next_on"]


def test_a_nurse_decides_nothing_by_any_road(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        team.decide(cast.nurse, cast.stable, values=said(cast), now=cast.now)
    with pytest.raises(ValidationError):
        record_fact(cast.nurse, Decision, cast.stable, values=said(cast, intended=""), now=cast.now)
    assert written() == (0, 0, 0)


def test_taking_back_takes_the_plan_and_the_waiting_with_it(cast: Cast) -> None:
    next_on = cast.today + timedelta(days=90)
    made = team.decide(cast.cardiologist, cast.stable, values=said(cast), now=cast.now, next_on=next_on).fact
    team.take_back(cast.cardiologist, made, reason="wrong patient", now=cast.now)
    assert written() == (0, 0, 0)

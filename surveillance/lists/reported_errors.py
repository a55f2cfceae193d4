"""Data errors that were answered to a card and that nobody has mended yet."""

from __future__ import annotations

from collections.abc import Sequence

from registry import access
from registry.models import Patient, Staff
from surveillance.models import AlertStep, Signal
from surveillance.review.facts import standing_since


def data_errors(patient: Patient, signals: Sequence[Signal]) -> list[tuple[AlertStep, str, list[Signal]]]:
    """Each answer “data error” that still waits, the role of who gave it, and the signals it is about.

    It waits until the signal ends, another answer is given, or a fact the signal rests on has been changed since.
    """
    steps = AlertStep.objects.live().filter(patient=patient).select_related("recorded_by").order_by("recorded_at")
    last = {(rule, anchor): step for step in steps for rule, anchor, _severity in step.signals}
    answered = [(last[s.rule, s.anchor], s) for s in signals if s.holds and s.answered and (s.rule, s.anchor) in last]
    waiting = [(step, signal) for step, signal in answered if step.answer == "data_error"]
    written = standing_since({lineage for _step, signal in waiting for lineage in signal.facts})
    found: dict[AlertStep, list[Signal]] = {}
    for step, signal in waiting:
        if not any(lineage in written and written[lineage] > step.recorded_at for lineage in signal.facts):
            found.setdefault(step, []).append(signal)
    roles = _roles(patient) if found else {}
    return [(step, roles.get(step.recorded_by_id, ""), about) for step, about in found.items()]


def _roles(patient: Patient) -> dict[int, str]:
    """The role by which each person of the centre may answer alerts."""
    staff = Staff.objects.filter(centre=patient.centre_id, role__in=access.roles_for(access.ANSWER))
    return dict(staff.values_list("user_id", "role"))

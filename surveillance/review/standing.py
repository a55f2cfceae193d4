"""The one derived row of a patient, built whole from the findings: a cache that any rebuild reproduces."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from registry.models import Patient
from surveillance.engine.case import Case
from surveillance.engine.follow_up.contacts import failed_contacts, is_hard_to_reach
from surveillance.engine.follow_up.status import booking, without_outcome
from surveillance.engine.growth.result import Growth
from surveillance.engine.known.history import History
from surveillance.engine.lesion.forms import worst_form
from surveillance.engine.lesion.sizes import sizes_seen
from surveillance.engine.message import to_json
from surveillance.engine.policy import Policy
from surveillance.models import Alert, Standing
from surveillance.review.findings import ENGINE, Findings
from surveillance.review.reconcile import ESCALATES, Remembered, answer_by
from surveillance.review.stored import badges_of, reasons_of

SPARK = 12  # exams a sparkline shows
COURSE_ORDER = ("abrupt", "progression", "regression", "stability", "undecided")


def build(patient: Patient, found: Findings, memory: Remembered, *, policy: Policy) -> Standing | None:
    """The standing as it must be, or None when the stored one already is."""
    values = _values(patient, found, memory, policy)
    stored = memory.standing
    if stored is not None and all(getattr(stored, name) == value for name, value in values.items()):
        return None
    standing = stored or Standing(patient=patient)
    for name, value in values.items():
        setattr(standing, name, value)
    return standing


def _values(patient: Patient, found: Findings, memory: Remembered, policy: Policy) -> dict[str, Any]:
    card = memory.card
    watch = card.watch_until if card is not None and card.state == Alert.WATCHING else None
    soonest = min((d for d in (found.look_again_on, watch) if d), default=None)
    again = [datetime.combine(soonest, time(), patient.centre.zone)] if soonest else []
    if card is not None and card.state == Alert.OPEN and not _is_told(memory):
        again.append(answer_by(card, policy))
    return (
        {
            "centre_id": patient.centre_id,
            "revision": patient.revision,
            "policy_version": policy.version,
            "engine": ENGINE,
            "look_again_at": min(again, default=None),
            "heading": found.heading.code,
            "heading_kind": (found.heading.undecided_kind or "")[:40],
            "heading_reasons": reasons_of(found.heading),
            "badges": badges_of(found.signals),
            "card": card.severity if card is not None and card.state == Alert.OPEN else "",
            "owner_id": found.case.history.owner,
        }
        | _follow_up(found)
        | _sizes(found.case)
        | _contacts(found.case.history, policy)
    )


def _is_told(memory: Remembered) -> bool:
    """Whether the deputy has been told of the card as it waits now."""
    return any(signal.rule in ESCALATES and signal.holds for signal in memory.signals.values())


def _follow_up(found: Findings) -> dict[str, Any]:
    due, state, history = found.window, found.status, found.case.history
    clock = found.case.clock
    booked = booking(history, clock) or without_outcome(history, clock)
    return {
        "status": state.code,
        "status_reason": to_json(state.reason),
        "lapsed": bool(state.lapsed),
        "earliest_on": due.earliest if due else None,
        "target_on": due.target if due else None,
        "latest_on": due.latest if due else None,
        "booked_on": booked.on if booked else None,
        "last_exam_on": max((e.when.last for e in history.exams), default=None),
    }


def _sizes(case: Case) -> dict[str, Any]:
    history, growth = case.history, leading(case.growth)
    now = growth if growth and growth.ended_on is None else None  # an ended course is none; its last size has a day
    seen = sizes_seen(history, growth.lesion, growth.target) if growth else ()
    shown = [[s.exam.when.middle.isoformat(), s.reading.size_mm, s.exam.modality] for s in seen if s.tells]
    return {
        "course": now.course if now else "undecided",
        "form": worst_form(history),
        "size_mm": shown[-1][1] if shown else None,  # None with a day: not visible then
        "size_on": date.fromisoformat(str(shown[-1][0])) if shown else None,
        "size_modality": shown[-1][2] if shown else "",
        "rate_mm_per_year": now.rate_mm_per_year if now and now.course != "abrupt" else None,
        "rate_sd": now.rate_sd if now and now.course != "abrupt" else None,
        "p_progression": now.p_progression if now else None,
        "p_regression": now.p_regression if now else None,
        "lesion_id": UUID(growth.lesion) if growth else None,
        "target": growth.target if growth else "",
        "exams": len(history.exams),
        "spark": shown[-SPARK:],
    }


def leading(growths: Mapping[tuple[str, str], Growth]) -> Growth | None:
    """The growth that speaks for the patient: one that goes on before one that an operation or rupture has ended, then
    the worst course, the mass before its parts."""

    def order(growth: Growth) -> tuple[bool, int, bool, str, str]:
        ended, course = growth.ended_on is not None, COURSE_ORDER.index(growth.course)
        return ended, course, growth.target != "mass", growth.lesion, growth.target

    return min(growths.values(), key=order, default=None)


def _contacts(history: History, policy: Policy) -> dict[str, Any]:
    last = history.contacts[-1] if history.contacts else None
    return {
        "last_contact_on": last.on if last else None,
        "last_contact": last.outcome if last else "",
        "failed_contacts": len(failed_contacts(history)),
        "hard_to_reach": is_hard_to_reach(history, policy),
    }

"""The one derived row of a patient, built whole from the findings: a cache that any rebuild reproduces."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from registry.models import Patient
from surveillance.engine.case import Case
from surveillance.engine.follow_up.contacts import failed_contacts, is_hard_to_reach
from surveillance.engine.growth.result import Growth
from surveillance.engine.known.history import History
from surveillance.engine.policy import Policy
from surveillance.engine.rules import RULES
from surveillance.models import Alert, Standing
from surveillance.review.findings import ENGINE, Findings
from surveillance.review.reconcile import ESCALATES, Remembered, answer_by
from surveillance.words.message import text

SPARK = 12  # exams a sparkline shows
COURSE_ORDER = ("abrupt", "progression", "regression", "stability", "undecided")
BADGES = {rule.id: rule.badge for rule in RULES if rule.badge}


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
            "heading_reasons": [[text(r.text), r.on.isoformat() if r.on else None] for r in found.heading.reasons],
            "badges": sorted({BADGES[s.rule] for s in found.signals if s.rule in BADGES}),
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
    booked = [a.on for a in history.appointments if a.state == "booked"]
    return {
        "status": state.code,
        "status_reason": text(state.reason)[:300],
        "lapsed": bool(state.lapsed),
        "earliest_on": due.earliest if due else None,
        "target_on": due.target if due else None,
        "latest_on": due.latest if due else None,
        "booked_on": max(booked, default=None),
        "last_exam_on": max((e.when.last for e in history.exams), default=None),
    }


def _sizes(case: Case) -> dict[str, Any]:
    history, growth = case.history, leading(case.growth)
    shown = [
        [exam.when.middle.isoformat(), reading.size_mm, exam.modality]
        for exam in history.exams
        for reading in exam.readings
        if reading.axis == "long" and growth and (reading.lesion, reading.target) == (growth.lesion, growth.target)
    ]
    forms = history.forms
    return {
        "course": growth.course if growth else "undecided",
        "form": forms[-1].form if forms else "",
        "size_mm": shown[-1][1] if shown else None,  # None with a day: not visible then
        "size_on": date.fromisoformat(str(shown[-1][0])) if shown else None,
        "size_modality": shown[-1][2] if shown else "",
        "rate_mm_per_year": growth.rate_mm_per_year if growth and growth.course != "abrupt" else None,
        "rate_sd": growth.rate_sd if growth and growth.course != "abrupt" else None,
        "p_progression": growth.p_progression if growth else None,
        "p_regression": growth.p_regression if growth else None,
        "lesion_id": UUID(growth.lesion) if growth else None,
        "target": growth.target if growth else "",
        "exams": len(history.exams),
        "spark": shown[-SPARK:],
    }


def leading(growths: Mapping[tuple[str, str], Growth]) -> Growth | None:
    """The growth that speaks for the patient: worst course first, the mass before its parts."""

    def order(growth: Growth) -> tuple[int, bool, str, str]:
        return COURSE_ORDER.index(growth.course), growth.target != "mass", growth.lesion, growth.target

    return min(growths.values(), key=order, default=None)


def _contacts(history: History, policy: Policy) -> dict[str, Any]:
    last = history.contacts[-1] if history.contacts else None
    return {
        "last_contact_on": last.on if last else None,
        "last_contact": last.outcome if last else "",
        "failed_contacts": len(failed_contacts(history)),
        "hard_to_reach": is_hard_to_reach(history, policy),
    }

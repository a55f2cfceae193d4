"""What the card of a patient says beside its signals: it is silent, it is watched, or an error in it was reported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from registry.vocabulary import terms
from registry.wording import labels
from surveillance.engine.rules import RULE, x5
from surveillance.lists import reported_errors
from surveillance.lists.worklist import PatientPicture
from surveillance.models import Alert, Signal
from surveillance.review.reconcile import ESCALATES, is_late
from surveillance.words import phrases
from surveillance.words.message import text

ROLES = labels(terms.ROLES)


def silent_words(card: Alert | None, signals: Iterable[Signal]) -> str:
    """What is said of an open card on which nothing holds any more."""
    on_card = [s for s in signals if card is not None and s.alert_id == card.pk]
    if card is None or card.state != Alert.OPEN or any(s.holds for s in on_card):
        return ""
    if any(s.withdrawn for s in on_card):
        return _("Its evidence was taken back; waits for an answer.")
    return _("What it said no longer holds; waits for an answer.")


def watched(picture: PatientPicture) -> date | None:
    """Until when the card of the patient is watched."""
    card = picture.card
    return card.watch_until if card is not None and card.state == Alert.WATCHING else None


def watch_words(picture: PatientPicture) -> tuple[str, str]:
    """Until when the card is watched, and what it says, for those who book: before the window that needs no reason."""
    until, card, standing = watched(picture), picture.card, picture.standing
    if until is None or card is None:
        return "", ""
    said = text(next((s.headline for s in picture.signals if s.holds and s.alert_id == card.pk), ""))
    if standing and standing.earliest_on and until < standing.earliest_on:
        free = _("An exam up to about that day needs no reason; the window below is the routine one.")
        said = f"{said} {free}".strip()
    return _("Alert watched until %s:") % phrases.day(until), said


def late_words(card: Alert, picture: PatientPicture, now: datetime) -> str:
    """That nobody has answered the card in time, as X5 has said or will say at the next sweep; or nothing."""
    asked = x5.anchor_of(str(card.pk), card.severity)
    said = next((s.headline for s in picture.signals if s.rule in ESCALATES and s.holds and s.anchor == asked), "")
    opened_on = timezone.localdate(card.opened_at, picture.patient.centre.zone)
    return text(said or (x5.late_words(card.severity, opened_on) if is_late(card, picture.policy, now) else ""))


def tasks(picture: PatientPicture, answers: Sequence[tuple[Any, ...]]) -> list[str]:
    """What the reported data errors ask of whoever keeps the data: one task an answer; no query if there is none."""
    if not any(row[0] == "AlertStep" and row[4] == "data_error" for row in answers):
        return []
    told = _("Data error reported on %(signals)s by %(who)s, “%(why)s”: correct or retract the fact.")
    found = []
    for step, role, signals in reported_errors.data_errors(picture.patient, picture.signals):
        titles = [f"{s.rule} {text(RULE[s.rule].title)}" if s.rule in RULE else s.rule for s in signals]
        who = ", ".join(filter(None, (phrases.person(step.recorded_by), ROLES.get(role, "").lower())))
        found.append(told % {"signals": ", ".join(titles), "who": who, "why": step.reason})
    return found

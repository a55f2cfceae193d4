"""What the rules say now against what is remembered: signals, their steps, and the one card of the patient."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import models

from registry.models import Patient
from surveillance.engine import asking
from surveillance.engine.cards import CARDS, Happening, Message, Moment, gravity, happens
from surveillance.engine.policy import Policy
from surveillance.engine.rules import RULES
from surveillance.engine.rules.base import Signal
from surveillance.engine.rules.x5 import anchor_of
from surveillance.models import Alert, AlertStep, Outbox, SignalStep, Standing
from surveillance.models import Signal as StoredSignal
from surveillance.review.facts import standing_since
from surveillance.review.findings import Findings
from surveillance.review.prepared import instances
from surveillance.review.stored import words_of

VERSIONS = {rule.id: rule.version for rule in RULES}
ESCALATES = frozenset(rule.id for rule in RULES if rule.about_card)
KEEPS_SINCE = frozenset(rule.id for rule in RULES if rule.keeps_since)
SPEAKS = ("opened", "returned")
WRITTEN = (Alert, StoredSignal, SignalStep, Outbox, Standing)  # in this order: what is referred to comes first
APPENDED = (SignalStep, Outbox)  # the rows of the others are written anew


@dataclass(slots=True)
class Remembered:
    """What the database holds of one patient before the review."""

    standing: Standing | None = None
    signals: dict[tuple[str, str], StoredSignal] = field(default_factory=dict)
    card: Alert | None = None


@dataclass(slots=True)
class Changes:
    """The rows one review writes, in order, and the rules that newly speak."""

    rows: list[models.Model] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    failed: tuple[str, ...] = ()


def write(reviews: Iterable[Changes]) -> None:
    """Write the rows of these reviews, each once, those of one kind together."""
    rows = {id(row): row for changes in reviews for row in changes.rows}.values()
    model: type[Any]
    for model in WRITTEN:
        some: list[Any] = [row for row in rows if type(row) is model]
        if len(some) == 1:
            some[0].save()
        elif model in APPENDED:
            model._default_manager.bulk_create(some)
        elif some:
            key = model._meta.pk.name
            others = [field.name for field in model._meta.concrete_fields if field.name != key]
            model._default_manager.bulk_create(some, update_conflicts=True, unique_fields=[key], update_fields=others)


def answer_by(card: Alert, policy: Policy) -> datetime:
    """Until when a card should be answered: the time its severity allows, from when it opened, woke or rose (X5)."""
    return card.asked_at + timedelta(hours=policy.answer_hours(card.severity))


def is_late(card: Alert, policy: Policy, now: datetime) -> bool:
    """Whether an open card has waited longer than that for its answer."""
    return card.state == Alert.OPEN and answer_by(card, policy) <= now


def remembered(patients: Sequence[Patient]) -> dict[UUID, Remembered]:
    """What is remembered of each patient: standing, card, signals that hold; two or three queries for all."""
    ids = [patient.pk for patient in patients]
    memory = {pk: Remembered() for pk in ids}
    for standing in instances(Standing, _standings, ids):
        memory[standing.pk].standing = standing
    for signal in instances(StoredSignal, _signals, ids):
        memory[signal.patient_id].signals[signal.rule, signal.anchor] = signal
    for alert in instances(Alert, _cards, ids):
        memory[alert.patient_id].card = alert
    return memory


def _standings(ids: list[UUID], _: datetime | None) -> models.QuerySet[Standing]:
    return Standing.objects.filter(pk__in=ids)


def _signals(ids: list[UUID], _: datetime | None) -> models.QuerySet[StoredSignal]:
    return StoredSignal.objects.filter(patient_id__in=ids, holds=True)


def _cards(ids: list[UUID], _: datetime | None) -> models.QuerySet[Alert]:
    return Alert.objects.filter(patient_id__in=ids).exclude(state=Alert.CLOSED)


def recall(patient: Patient, found: Findings, memory: Remembered) -> None:
    """Add the ended signals that are said again; most reviews say nothing that is not remembered, and ask nothing."""
    unknown = {(s.rule, s.anchor) for s in found.signals} - memory.signals.keys()
    if not unknown:
        return
    ended = StoredSignal.objects.filter(patient=patient, holds=False, rule__in={rule for rule, _ in unknown})
    memory.signals |= {(s.rule, s.anchor): s for s in ended if (s.rule, s.anchor) in unknown}


def reconcile(patient: Patient, found: Findings, memory: Remembered, *, policy: Policy, now: datetime) -> Changes:
    """The changes that make the memory say what was found; nothing to change gives no rows."""
    changes = Changes(failed=found.failed)
    recall(patient, found, memory)
    hear = partial(_hear, patient=patient, memory=memory, changes=changes, policy=policy, now=now)
    hear([s for s in found.signals if s.rule not in ESCALATES], found)
    _card(patient, found, memory, changes=changes, now=now)
    late = [s for s in found.signals if s.rule in ESCALATES and s.anchor == _waits_as(memory.card)]
    hear(late, found, about_card=True)
    _escalate(patient, memory, changes=changes, now=now)
    return changes


def _hear(
    signals: list[Signal], found: Findings, *, patient: Patient, memory: Remembered, changes: Changes, policy: Policy,
    now: datetime, about_card: bool = False,
) -> None:  # fmt: skip
    """What is said now, and the end of what is not said any more; X5 apart, once it is known how the card waits."""
    said = {(s.rule, s.anchor): s for s in signals}
    for key, signal in said.items():
        _heard(signal, memory.signals.get(key), patient=patient, memory=memory, changes=changes, policy=policy, now=now)
    silent = [stored for key, stored in memory.signals.items() if stored.holds and key not in said]
    ended = [s for s in silent if (s.rule in ESCALATES) == about_card and s.rule not in found.failed]
    stands = standing_since(lineage for stored in ended for lineage in stored.facts)
    for stored in ended:
        stored.holds, stored.answered = False, ""
        stored.withdrawn = not stands.keys() >= set(stored.facts)
        changes.rows += [stored, _step(stored, now, "withdrawn" if stored.withdrawn else "ended")]


def _waits_as(card: Alert | None) -> str:
    """The anchor of X5 for the card as it waits after this review; a closed or sleeping one is not late."""
    return anchor_of(str(card.pk), card.severity) if card is not None and card.state == Alert.OPEN else ""


def _heard(
    signal: Signal, stored: StoredSignal | None, *, patient: Patient, memory: Remembered, changes: Changes,
    policy: Policy, now: datetime,
) -> None:  # fmt: skip
    values = {
        "severity": signal.severity, "holds": True, "historical": signal.historical, "withdrawn": False,
        "since": signal.since, "facts": sorted(signal.facts),
        "lesion_id": UUID(signal.lesion) if signal.lesion else None, "rule_version": VERSIONS.get(signal.rule, 1),
        "policy_version": policy.version, **words_of(signal),
    }  # fmt: skip
    if stored is None:
        stored = StoredSignal(patient=patient, rule=signal.rule, anchor=signal.anchor, first_at=now, **values)
        memory.signals[signal.rule, signal.anchor] = stored
        changes.rows += [stored, _step(stored, now, "opened")]
        changes.opened += [signal.rule] if signal.severity in CARDS else []
        return
    if signal.rule in KEEPS_SINCE and stored.holds:
        values["since"] = stored.since  # a fault that lasts is one fault, not one a day
    differing = {name: value for name, value in values.items() if getattr(stored, name) != value}
    if not differing:
        return
    change = _change(stored, signal)
    for name, value in differing.items():
        setattr(stored, name, value)
    changes.rows.append(stored)
    if change:
        changes.rows.append(_step(stored, now, change))
        changes.opened += [signal.rule] if change in ("raised", "returned") and signal.severity in CARDS else []


def _change(stored: StoredSignal, signal: Signal) -> str:
    """The word for what became of a signal, or empty when only its wording did."""
    if not stored.holds:
        return "returned"
    before, after = gravity(stored.severity), gravity(signal.severity)
    if before != after:
        return "raised" if after > before else "lowered"
    return "aged" if signal.historical and not stored.historical else ""


def _step(stored: StoredSignal, now: datetime, change: str) -> SignalStep:
    return SignalStep(signal=stored, at=now, change=change, severity=stored.severity)


def _card(patient: Patient, found: Findings, memory: Remembered, *, changes: Changes, now: datetime) -> None:
    """What the table of cards makes of the one card: its rows, and the message, if one goes out."""
    before, signals = memory.card, list(memory.signals.values())
    mine = [s for s in signals if before is not None and s.alert_id == before.pk]
    others = [s for s in signals if before is None or s.alert_id != before.pk]
    exams = {exam.id for exam in found.case.history.exams}
    moment = Moment(now, patient.centre.zone, exams, answered_before=lambda: _was_answered(patient))
    outcome = asking.review(before.card if before is not None else None, mine, others, moment)
    for signal in outcome.forgotten:
        signal.answered = ""
        changes.rows.append(signal)
    if outcome.card is None:
        return
    alert = before or Alert(patient=patient)
    changed = alert.become(outcome.card)
    memory.card = alert if alert.state != Alert.CLOSED else None
    joined = [s for s in outcome.asking if s.alert_id != alert.pk]
    for signal in joined:
        signal.alert = alert
    if outcome.asking:
        changed = _dated(alert, signals) or changed
    if changed:  # before the signals that refer to it
        changes.rows.insert(min((changes.rows.index(s) for s in joined if s in changes.rows), default=0), alert)
    changes.rows += [s for s in joined if s not in changes.rows]
    _tell(outcome.message, patient, alert, changes=changes, now=now)


def _dated(alert: Alert, signals: Iterable[StoredSignal]) -> bool:
    """The day of its newest evidence that nobody has answered; gives whether that is another."""
    before = alert.evidence_on
    alert.evidence_on = max(s.since for s in signals if s.alert_id == alert.pk and asking.is_open(s))
    return alert.evidence_on != before


def _escalate(patient: Patient, memory: Remembered, *, changes: Changes, now: datetime) -> None:
    """What the table says when X5 first speaks of a card at its severity."""
    newly = any(isinstance(row, SignalStep) and row.signal.rule in ESCALATES and row.change in SPEAKS
                for row in changes.rows)  # fmt: skip
    if newly and memory.card is not None:
        row, _ = happens(memory.card.card, Happening.LATE, Moment(now, patient.centre.zone))
        _tell(row.message, patient, memory.card, changes=changes, now=now)


def _tell(message: Message, patient: Patient, alert: Alert, *, changes: Changes, now: datetime) -> None:
    if message is not Message.NOBODY:
        changes.rows.append(Outbox(kind=message.value, patient=patient, alert=alert, made_at=now))


def _was_answered(patient: Patient) -> bool:
    """Whether an earlier card of the patient was answered: a new one is then marked "again"."""
    return AlertStep.objects.filter(patient=patient, retracted_at=None).exists()

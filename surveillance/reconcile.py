"""What the rules say now against what is remembered: signals, their steps, and the one card of the patient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import models
from django.utils import timezone

from registry.models import Patient
from surveillance.facts import standing_since
from surveillance.findings import Findings
from surveillance.models import Alert, AlertStep, Outbox, SignalStep, Standing
from surveillance.models import Signal as StoredSignal
from surveillance.policy import Policy
from surveillance.prepared import instances
from surveillance.rules import RULES
from surveillance.rules.base import SEVERITIES, Signal
from surveillance.rules.x5 import anchor_of

VERSIONS = {rule.id: rule.version for rule in RULES}
CARDS = ("S2", "S3", "S4")
WAITS_FOR_ANSWER = ("S3", "S4")
ESCALATES = frozenset(rule.id for rule in RULES if rule.about_card)
KEEPS_SINCE = frozenset(rule.id for rule in RULES if rule.keeps_since)
SPEAKS = ("opened", "returned")


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

    def save(self) -> int:
        """Write them; gives their number."""
        for row in self.rows:
            row.save()
        return len(self.rows)


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


def reconcile(
    patient: Patient, found: Findings, memory: Remembered, *, policy: Policy, now: datetime, today: date
) -> Changes:
    """The changes that make the memory say what was found; nothing to change gives no rows."""
    changes = Changes(failed=found.failed)
    recall(patient, found, memory)
    args = {"patient": patient, "memory": memory, "changes": changes, "policy": policy, "now": now}
    _hear([s for s in found.signals if s.rule not in ESCALATES], found, **args)
    _card(patient, found, memory, changes=changes, now=now, today=today)
    late = [s for s in found.signals if s.rule in ESCALATES and s.anchor == _waits_as(memory.card)]
    _hear(late, found, about_card=True, **args)
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


def _escalate(patient: Patient, memory: Remembered, *, changes: Changes, now: datetime) -> None:
    """A message to the deputy when X5 first speaks of a card at its severity."""
    newly = any(isinstance(row, SignalStep) and row.signal.rule in ESCALATES and row.change in SPEAKS
                for row in changes.rows)  # fmt: skip
    if newly:
        changes.rows.append(Outbox(kind="escalation", patient=patient, alert=memory.card, made_at=now))


def _heard(
    signal: Signal, stored: StoredSignal | None, *, patient: Patient, memory: Remembered, changes: Changes,
    policy: Policy, now: datetime,
) -> None:  # fmt: skip
    values = {
        "severity": signal.severity, "holds": True, "historical": signal.historical, "withdrawn": False,
        "since": signal.since, "headline": signal.headline[:400], "numbers": [asdict(n) for n in signal.numbers],
        "against": list(signal.against), "advice": signal.advice[:400], "facts": sorted(signal.facts),
        "rule_version": VERSIONS.get(signal.rule, 1), "policy_version": policy.version,
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
    before, after = SEVERITIES.index(stored.severity), SEVERITIES.index(signal.severity)
    if before != after:
        return "raised" if after > before else "lowered"
    return "aged" if signal.historical and not stored.historical else ""


def _step(stored: StoredSignal, now: datetime, change: str) -> SignalStep:
    return SignalStep(signal=stored, at=now, change=change, severity=stored.severity)


def is_live(signal: StoredSignal) -> bool:
    """Whether a signal belongs on a card: it holds, is not historical, and is S2 to S4."""
    return signal.holds and not signal.historical and signal.severity in CARDS


def _is_open(signal: StoredSignal) -> bool:
    """Whether it holds, however old, at a severity that nobody has answered."""
    answered = SEVERITIES.index(signal.answered) if signal.answered else -1
    return signal.holds and signal.severity in CARDS and SEVERITIES.index(signal.severity) > answered


def _unanswered(signal: StoredSignal) -> bool:
    """Whether it opens a card, or joins the open one."""
    return _is_open(signal) and not signal.historical


def _card(
    patient: Patient, found: Findings, memory: Remembered, *, changes: Changes, now: datetime, today: date
) -> None:
    """At most one card: opened for what is new or raised, woken when a watch ends, closed when S2 falls silent.

    A watch that is over brings back all that still holds, however old its evidence has become.
    """
    card, signals = memory.card, list(memory.signals.values())
    if card is not None and card.asked_again_at is not None and card.asked_again_at > now:
        card.asked_again_at = now  # a sweep for a day to come raised it: that delays nothing
        changes.rows.append(card)
    over = card is not None and card.state == Alert.WATCHING and _watch_is_over(card, found, today)
    woken = [s for s in signals if over and card is not None and s.alert_id == card.pk and s.holds]
    for signal in woken:
        signal.answered = ""
        changes.rows.append(signal)
    waiting = [s for s in signals if _unanswered(s) or (s in woken and s.severity in CARDS)]
    if waiting:
        _open(patient, memory, waiting, changes=changes, now=now)
    elif card is not None and _may_close(card, signals, patient, today, over=over):
        card.state, card.closed_at, card.watch_until = Alert.CLOSED, now, None
        changes.rows.append(card)
        memory.card = None


def _open(
    patient: Patient, memory: Remembered, waiting: list[StoredSignal], *, changes: Changes, now: datetime
) -> None:
    """Put what waits on the card, and send a message if it asks anew at S3 or S4 or something of S3 or S4 joins it."""
    severity = max((s.severity for s in waiting), key=SEVERITIES.index)
    if memory.card is None:
        card, asks = Alert(patient=patient, severity=severity, opened_at=now, again=_was_answered(patient)), True
        memory.card = card
    else:
        card, asks = memory.card, _asks_anew(memory.card, severity, now)
    joined = [s for s in waiting if s.alert_id != card.pk]
    for signal in joined:
        signal.alert = card
    newest = max(s.since for s in memory.signals.values() if s.alert_id == card.pk and _is_open(s))
    if asks or card.evidence_on != newest:
        card.evidence_on = newest
        position = min((changes.rows.index(s) for s in joined if s in changes.rows), default=0)
        changes.rows.insert(position, card)
    changes.rows += [s for s in joined if s not in changes.rows]
    news = {s.severity for s in joined} | ({severity} if asks else set())
    if not news.isdisjoint(WAITS_FOR_ANSWER):
        changes.rows.append(Outbox(kind="alert", patient=patient, alert=card, made_at=now))


def _asks_anew(card: Alert, severity: str, now: datetime) -> bool:
    """Wake the card or raise it, if it must be; either asks for an answer anew, with its whole time."""
    woken = card.state == Alert.WATCHING
    if not woken and SEVERITIES.index(severity) <= SEVERITIES.index(card.severity):
        return False
    card.severity, card.state, card.asked_again_at = severity, Alert.OPEN, now
    card.again, card.watch_until = card.again or woken, None
    return True


def _was_answered(patient: Patient) -> bool:
    """Whether an earlier card of the patient was answered: a new one is then marked "again"."""
    return AlertStep.objects.filter(patient=patient, retracted_at=None).exists()


def _watch_is_over(card: Alert, found: Findings, today: date) -> bool:
    """A watch ends on its day or with the next exam."""
    until = card.watch_until
    new = {exam.id for exam in found.history.exams} - set(card.watch_exams)
    return (until is not None and until <= today) or bool(new)


def _may_close(card: Alert, signals: list[StoredSignal], patient: Patient, today: date, *, over: bool) -> bool:
    """An S2 card closes itself when nothing holds; S3 and S4 wait for an answer; a watch that found nothing ends.

    What holds as a note or a task keeps no card, but is watched to the end: it may rise again.

    A card that a sweep opened for a day still to come waits for nobody.
    """
    on_card = [s for s in signals if s.alert_id == card.pk and s.holds]
    if card.state == Alert.WATCHING:
        return over or not on_card
    waits = card.severity in WAITS_FOR_ANSWER and timezone.localdate(card.opened_at, patient.centre.zone) <= today
    return not waits and not any(s.severity in CARDS for s in on_card)

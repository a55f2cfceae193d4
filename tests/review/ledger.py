"""What the card of one patient may do next, reckoned from what was seen before and from what people answered.

It never reads `Signal.answered`: whether an answer still counts it knows from its own book, so that an engine that
forgets an answer, or remembers one too long, is noticed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from registry.models import Exam, Patient
from surveillance.models import Alert, AlertStep, Outbox, Signal, SignalStep, Standing
from surveillance.review.review import policy_of

Key = tuple[str, str]  # rule and anchor: what makes two firings the same
RANK = ("", "T", "S1", "S2", "S3", "S4")
CARDS, WAITS = ("S2", "S3", "S4"), ("S3", "S4")
OPEN, WATCHING, CLOSED = Alert.OPEN, Alert.WATCHING, Alert.CLOSED


@dataclass(frozen=True, slots=True)
class Said:
    """One signal as it stands."""

    severity: str
    holds: bool
    historical: bool
    card: UUID | None
    evidence: tuple[Any, ...]  # the day it is of, and the facts it rests on

    @property
    def is_live(self) -> bool:
        """Whether it belongs on a card (CLINICAL B)."""
        return self.holds and not self.historical and self.severity in CARDS


@dataclass(frozen=True, slots=True)
class Seen:
    """All that is remembered of one patient."""

    signals: dict[Key, Said]
    cards: dict[UUID, tuple[str, str]]  # state and severity
    messages: dict[str, int]  # by kind
    answers: frozenset[tuple[Any, ...]]
    steps: frozenset[int]
    standing: dict[str, Any]

    @property
    def card(self) -> UUID | None:
        """The card that is not closed."""
        there = [pk for pk, (state, _) in self.cards.items() if state != CLOSED]
        assert len(there) <= 1, f"{len(there)} cards of one patient are not closed"
        return there[0] if there else None


def look(patient: Patient) -> Seen:
    """Read the database."""
    signals = Signal.objects.filter(patient=patient)
    kinds = list(Outbox.objects.filter(patient=patient).values_list("kind", flat=True))
    answers = AlertStep.objects.filter(patient=patient, retracted_at=None)
    return Seen(
        {(s.rule, s.anchor): Said(s.severity, s.holds, s.historical, s.alert_id, (s.since, *s.facts)) for s in signals},
        {c.pk: (c.state, c.severity) for c in Alert.objects.filter(patient=patient)},
        {kind: kinds.count(kind) for kind in ("alert", "escalation")},
        frozenset((a.pk, a.alert_id, a.answer, a.reason, a.until, str(a.signals)) for a in answers),
        frozenset(SignalStep.objects.filter(signal__patient=patient).values_list("pk", flat=True)),
        Standing.objects.filter(patient=patient).values().get(),
    )


def exams_of(patient: Patient) -> set[UUID]:
    """The exams that stand."""
    return set(Exam.objects.filter(patient=patient, retracted_at=None).values_list("lineage", flat=True))


@dataclass(slots=True)
class Ledger:
    """The book of one patient: `check` after every step says whether what stands now may follow."""

    patient: Patient
    seen: Seen
    answered: dict[Key, str] = field(default_factory=dict)  # what a person answered, and at which severity
    settled: dict[Key, Said] = field(default_factory=dict)  # the same, kept when it ends
    watch: tuple[date, set[UUID]] | None = None  # until when, and the exams known when it began
    asked_at: datetime | None = None  # since when the card waits at its severity

    def note_answer(self, *, until: date | None) -> None:
        """A person answers the card as it was seen last."""
        card = self.seen.card
        assert card is not None
        for key, said in self.seen.signals.items():
            if said.card == card and said.holds:
                self.answered[key], self.settled[key] = said.severity, said
        self.watch = (until, exams_of(self.patient)) if until else None
        cards = self.seen.cards | {card: (WATCHING if until else CLOSED, self.seen.cards[card][1])}
        self.seen = Seen(
            self.seen.signals, cards, self.seen.messages, self.seen.answers, self.seen.steps, self.seen.standing
        )

    def unchanged(self) -> None:
        """Nothing whatever of this patient has changed."""
        assert look(self.patient) == self.seen

    def quiet(self, *, now: datetime) -> None:
        """Nothing that a person sees has changed: no signal, no card, no message."""
        before = self.seen
        self.check(now=now)
        after = self.seen
        assert {k: (s.severity, s.holds, s.historical, s.card) for k, s in before.signals.items()} == {
            k: (s.severity, s.holds, s.historical, s.card) for k, s in after.signals.items()
        }
        assert (before.cards, before.messages, before.steps) == (after.cards, after.messages, after.steps)

    def check(self, *, now: datetime, by_time: bool = False) -> None:
        """Every promise of the card."""
        before, after = self.seen, look(self.patient)
        brought = self._brought_back(before, now)
        for key in [k for k in self.answered if k in brought or not after.signals[k].holds]:
            del self.answered[key]
        woken = {k for k in brought if after.signals[k].holds and after.signals[k].severity in CARDS}
        waiting = {k for k, s in after.signals.items() if s.is_live and self._is_news(k, s)}
        if by_time:
            self._check_nothing_came_back(waiting - woken, before, after)
        self._check_card(before, after, waiting | woken, woken)
        self._check_lost(before, after)
        rose = self._check_severity(before, after, waiting | woken)
        self._check_messages(before, after, waiting | woken, rose=rose)
        self._check_escalation(before, after, now, rose=rose)
        if rose:
            self.asked_at = now
        if after.card is None or after.cards[after.card][0] == OPEN:
            self.watch = None
        self.seen = after

    def _is_news(self, key: Key, said: Said) -> bool:
        return RANK.index(said.severity) > RANK.index(self.answered.get(key, ""))

    def _brought_back(self, before: Seen, now: datetime) -> set[Key]:
        """What a watch ends for, when its day has come or an exam has: the answer "watch" counts no more."""
        if self.watch is None or before.card is None:
            return set()
        until, known = self.watch
        if now.astimezone(self.patient.centre.zone).date() < until and exams_of(self.patient) <= known:
            return set()
        return {k for k, s in before.signals.items() if s.card == before.card and s.holds}

    def _check_nothing_came_back(self, waiting: set[Key], before: Seen, after: Seen) -> None:
        """Time alone never asks again about evidence that a person has answered."""
        for key in waiting:
            was, now = self.settled.get(key), after.signals[key]
            new = key not in before.signals or not before.signals[key].is_live
            same = was is not None and was.evidence == now.evidence
            risen = was is None or RANK.index(now.severity) > RANK.index(was.severity)
            assert not new or not same or risen, f"{key} was answered, and nothing but time brought it back"

    def _check_card(self, before: Seen, after: Seen, waiting: set[Key], woken: set[Key]) -> None:
        """One card, open as long as anything on it is unanswered; opened by nothing else."""
        card = after.card
        state = after.cards[card][0] if card else CLOSED
        assert {s.card for s in after.signals.values()} - {None} <= set(after.cards), "a signal on another's card"
        if waiting:
            assert state == OPEN, f"{sorted(waiting)} wait, and the card is {state}"
            strays = [k for k in waiting if after.signals[k].card != card]
            assert not strays, f"{strays} wait on no card or another"
        if state == OPEN and not self._was_open(before):
            assert waiting, "a card opened for nothing new"
        if woken:
            assert card == before.card, "what was watched woke on another card"
        if before.card and before.card != card:
            self._check_closed(before, after)

    def _check_closed(self, before: Seen, after: Seen) -> None:
        """A card that nobody answered closes by itself at S2 only, or asleep, and when nothing on it holds any more."""
        assert before.card is not None
        assert self._severity(before) not in WAITS, "a card closed unanswered"
        left = [k for k, s in after.signals.items() if s.card == before.card and s.holds and s.severity in CARDS]
        assert not left, f"a card closed unanswered though {left} holds"

    def _severity(self, seen: Seen) -> str:
        return seen.cards[seen.card][1] if seen.card and self._was_open(seen) else ""

    def _was_open(self, seen: Seen) -> bool:
        return seen.card is not None and seen.cards[seen.card][0] == OPEN

    def _check_severity(self, before: Seen, after: Seen, waiting: set[Key]) -> bool:
        """The highest that has waited on the card since it opened; gives whether it opened, woke or rose now."""
        said = self._severity(after)
        assert after.standing["card"] == said, f"the standing says {after.standing['card']!r}, the card {said!r}"
        if not said:
            return False
        had = self._severity(before) if after.card == before.card else ""
        highest = max([had, *(after.signals[k].severity for k in waiting)], key=RANK.index)
        assert said == highest, f"the card says {said}, the highest that waits is {highest}"
        return highest != had

    def _check_messages(self, before: Seen, after: Seen, waiting: set[Key], *, rose: bool) -> None:
        """One message when a card of S3 or S4 opens, wakes or rises, or such evidence joins it; else none."""
        sent = after.messages["alert"] - before.messages["alert"]
        joined = [k for k in waiting if k not in before.signals or before.signals[k].card != after.card]
        severities = [after.signals[k].severity for k in joined]
        severities += [self._severity(after)] if rose else []
        due = int(any(severity in WAITS for severity in severities))
        assert sent == due, f"{sent} messages, {due} are due for {sorted(joined)}"

    def _check_escalation(self, before: Seen, after: Seen, now: datetime, *, rose: bool) -> None:
        """The deputy is told once a card and severity, when it has waited for the time it is allowed."""
        sent = after.messages["escalation"] - before.messages["escalation"]
        late = {k for k, s in after.signals.items() if k[0] == "X5" and s.holds}
        new = {k for k in late if k not in before.signals or not before.signals[k].holds}
        assert sent == len(new) <= 1, f"{sent} messages to the deputy for {sorted(new)}"
        if rose or not self._was_open(after):
            assert not late, "a card that has just begun to wait, or waits no more, is late"
            return
        assert self.asked_at is not None
        allowed = timedelta(hours=policy_of(self.patient.centre, now).answer_hours(self._severity(after)))
        waited = now - self.asked_at
        assert bool(late) == (waited >= allowed), f"waited {waited} of {allowed}, the deputy knows: {bool(late)}"

    def _check_lost(self, before: Seen, after: Seen) -> None:
        """Answers, steps, signals and cards stay."""
        assert before.answers <= after.answers, "an answer was lost"
        assert before.steps <= after.steps, "a step of a signal was lost"
        assert before.signals.keys() <= after.signals.keys()
        assert before.cards.keys() <= after.cards.keys()

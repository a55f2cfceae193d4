"""Replay without hindsight: what the rules would have said, day by day, from what was known on each day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from registry.models import Patient
from surveillance.engine import asking
from surveillance.engine.cards import OPEN, Answers, Card, Moment, answer, gravity
from surveillance.engine.course.patient_growth import case_of
from surveillance.engine.policy import Policy
from surveillance.engine.rules.base import Rule, Signal
from surveillance.review import facts
from surveillance.review.findings import Findings, check_all

CHUNK = 100
ONE_DAY = timedelta(days=1)
Key = tuple[str, str]  # rule and anchor


@dataclass(slots=True)
class Firing:
    """One signal of the replay: first said on, gravest severity; `standing` when it stood before the first day."""

    rule: str
    anchor: str
    on: date
    severity: str
    standing: bool
    live: bool  # said at least once as a live signal, not a historical one


@dataclass(slots=True)
class Heard:
    """What one policy says of one patient over the span."""

    firings: dict[Key, Firing] = field(default_factory=dict)
    cards: list[date] = field(default_factory=list)  # the days on which a card would have opened
    card: Card | None = None  # the open one
    on_card: set[Key] = field(default_factory=set)
    answered: dict[Key, str] = field(default_factory=dict)  # at which severity
    held: dict[Key, str] = field(default_factory=dict)  # what was said at the moment before, and how gravely


@dataclass(frozen=True, slots=True)
class Asked:
    """One signal as the card sees it."""

    key: Key
    severity: str
    historical: bool
    answered: str
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """One patient's replay: the days under observation, and what each policy says."""

    patient: UUID
    days: int
    heard: tuple[Heard, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """The days replayed, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError(f"{self.first:%d-%b-%Y} is after {self.last:%d-%b-%Y}: turn the two days round.")


def chunks(patients: QuerySet[Patient]) -> Iterator[list[Patient]]:
    """The patients in chunks, as ids are ordered; a patient enrolled meanwhile is left out."""
    ids = list(patients.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        yield list(patients.filter(pk__in=ids[start : start + CHUNK]).select_related("centre").order_by("pk"))


def replay(
    patients: Sequence[Patient], policies: Sequence[Policy], span: Span, *, rules: Iterable[Rule] | None = None
) -> Iterator[Told]:
    """Each patient of a chunk under every policy, at every moment at which an answer may change.

    Those are the instants at which a fact was recorded or taken back, and the days on which any of the answers asked
    to be looked at again (`Clock`): between them nothing can change, so no grid of days is needed and none is missed.
    """
    written = _instants(patients)
    chosen = tuple(rules) if rules is not None else None
    for patient in patients:
        yield _one(patient, policies, span, written=written.get(patient.pk, []), rules=chosen)


def _one(
    patient: Patient, policies: Sequence[Policy], span: Span, *, written: list[datetime], rules: Sequence[Rule] | None
) -> Told:
    zone, end = patient.centre.zone, _midnight(span.last + ONE_DAY, patient)
    heard, days = tuple(Heard() for _ in policies), 0
    start = _midnight(span.first, patient)
    moment = max(start, written[0]) if written else end  # before the first fact nobody knew the patient
    later = [at for at in written if at > moment]
    history = None
    while moment < end:
        today = timezone.localdate(moment, zone)
        if history is None:
            history = facts.histories([patient], known_at=moment)[patient.pk]
        found = [check_all(case_of(history, policy, today), rules=rules) for policy in policies]
        for mine, said, policy in zip(heard, found, policies, strict=True):
            _hear(mine, said.signals, policy, Moment(moment, zone), standing=moment == start)
        moment, new = _next(found, today, later, patient, end=end)
        until = min(timezone.localdate(moment, zone), span.last + ONE_DAY)
        days += (until - today).days if found[0].status.code != "closed" else 0
        history = None if new else history
    return Told(patient.pk, days, heard)


def _next(
    found: Sequence[Findings], today: date, later: list[datetime], patient: Patient, *, end: datetime
) -> tuple[datetime, bool]:
    """The next moment at which an answer may change, `end` at the latest, and whether a fact was written then."""
    asked = [each.look_again_on for each in found if each.look_again_on]
    look = min(end, _midnight(max(min(asked), today + ONE_DAY), patient)) if asked else end
    if later and later[0] <= look:
        return later.pop(0), True
    return look, False


def _hear(mine: Heard, signals: Iterable[Signal], policy: Policy, moment: Moment, *, standing: bool) -> None:
    """Note the signals of one moment, and whether a card opens on it."""
    said = {(s.rule, s.anchor): s for s in signals}
    for key, signal in said.items():
        there = mine.firings.get(key)
        if there is None:
            mine.firings[key] = Firing(
                signal.rule, signal.anchor, moment.today, signal.severity, standing, not signal.historical
            )
            continue
        there.severity = max(there.severity, signal.severity, key=gravity)
        there.live = there.live or not signal.historical
    _card(mine, said, policy, moment, standing=standing)


def _card(mine: Heard, said: Mapping[Key, Signal], policy: Policy, moment: Moment, *, standing: bool) -> None:
    """The card as the review would have it, answered on the last day that the policy allows.

    What stood at the beginning counts as answered.
    """
    _answer(mine, policy, moment)
    mine.answered = {key: severity for key, severity in mine.answered.items() if key in said}  # what returns asks again
    mine.held = {key: s.severity for key, s in said.items()}
    if standing:
        mine.answered = {key: s.severity for key, s in said.items() if not s.historical}
    asked = [Asked(key, s.severity, s.historical, mine.answered.get(key, "")) for key, s in said.items()]
    on_card = [each for each in asked if each.key in mine.on_card]
    outcome = asking.review(mine.card, on_card, [each for each in asked if each.key not in mine.on_card], moment)
    if mine.card is None and outcome.card is not None:
        mine.cards.append(moment.today)
    mine.on_card |= {each.key for each in outcome.asking}
    _keep(mine, outcome.card)


def _answer(mine: Heard, policy: Policy, moment: Moment) -> None:
    """The open card is answered at the end of the last day that its severity allows; a day is over the day after."""
    card = mine.card
    if card is None or moment.day(card.asked_at) + timedelta(days=policy.answer_days(card.severity)) >= moment.today:
        return
    row, card = answer(card, "act", moment)
    if row.answers is Answers.GIVEN:
        mine.answered |= {key: severity for key, severity in mine.held.items() if key in mine.on_card}
    _keep(mine, card)


def _keep(mine: Heard, card: Card | None) -> None:
    """The card, as long as it is open."""
    mine.card = card if card is not None and card.state == OPEN else None
    mine.on_card = mine.on_card if mine.card is not None else set()


def _midnight(day: date, patient: Patient) -> datetime:
    return datetime.combine(day, time(), patient.centre.zone)


def _instants(patients: Sequence[Patient]) -> dict[UUID, list[datetime]]:
    """When anything was recorded or taken back, by patient, in order; one query for all."""
    found: defaultdict[UUID, set[datetime]] = defaultdict(set)
    for pk, recorded_at, retracted_at in facts.instants(patients):
        found[pk] |= {recorded_at} if retracted_at is None else {recorded_at, retracted_at}
    return {pk: sorted(instants) for pk, instants in found.items()}

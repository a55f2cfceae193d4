"""The agenda of the Heart Team, read for many patients at once: three queries, and one for the rows that are shown."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import CharField, F, Q, QuerySet, TextField, UUIDField, Value
from django.db.models.functions import Cast, TruncDate
from django.utils import timezone

from registry.models import Centre, Condition, Decision, Lesion, TeamBrief, Treatment, Visit
from surveillance.engine.case import Case
from surveillance.engine.day import Day
from surveillance.engine.heart_team.agenda import BRIEF, GROUPS, SENT_AT, Entry, Reason, answered, entries
from surveillance.engine.known.clock import Clock
from surveillance.engine.known.conditions import PRESENT
from surveillance.engine.known.history import ConditionSeen, DecisionSeen, History, TreatmentSeen, VisitSeen
from surveillance.engine.known.pacing import PACED, PACEMAKER
from surveillance.engine.message import Message, Text, from_json
from surveillance.engine.rules import RULES
from surveillance.engine.rules.base import WHILE_LIVE
from surveillance.lists.worklist import PAGE, Page, listed
from surveillance.models import AlertStep, Signal, Standing
from surveillance.review.review import policies_of

SENDS = tuple(rule.id for rule in RULES if rule.heart_team)
EVENTS = tuple(rule.id for rule in RULES if rule.heart_team == WHILE_LIVE)
DISMISSED = ("not_a_problem", "data_error")  # a person answered that the finding asks for nothing
NAMES_THE_TEAM = Q(reason__icontains="heart team") | Q(reason__icontains="heart-team")


class Row(NamedTuple):
    """One fact, finding or answer of one patient; `about` is the card of a finding or an answer."""

    table: str
    patient: UUID
    centre: UUID
    about: UUID | None
    first: date
    last: date
    precision: str
    code: str
    more: str
    words: str
    lesion: UUID | None


def agenda(centres: Sequence[Centre], *, now: datetime) -> dict[str, list[Entry]]:
    """Everybody on the agenda of these centres by group, in the order of a list: two queries."""
    by_patient: dict[tuple[UUID, UUID], list[Row]] = defaultdict(list)
    for row in map(Row._make, _rows(centres)):
        by_patient[row.centre, row.patient].append(row)
    policies, zones = policies_of(centres, now), {c.pk: c.zone for c in centres}
    found: dict[str, list[Entry]] = {group: [] for group in GROUPS}
    for (centre, patient), rows in by_patient.items():
        clock = Clock(timezone.localdate(now, zones[centre]))
        for entry in entries(Case(_history(patient, rows), policies[centre], clock), _reasons(rows)):
            found[entry.group].append(entry)
    return {group: sorted(rows, key=lambda entry: entry.rank) for group, rows in found.items()}


def page_of(found: Sequence[Entry], number: int) -> Page:
    """One page of a group."""
    start = (max(number, 1) - 1) * PAGE
    shown = found[start : start + PAGE]
    return Page(rows=shown, number=max(number, 1), has_next=len(found) > start + PAGE, total=len(found))


def people(centres: Sequence[Centre], shown: Iterable[Entry]) -> Mapping[str, Standing]:
    """The standing of each patient that is shown, names joined: one query."""
    ids = {UUID(entry.patient) for entry in shown}
    return {str(standing.patient_id): standing for standing in listed(centres).filter(patient__in=ids)}


def _rows(centres: Sequence[Centre]) -> list[tuple[Any, ...]]:
    """Decisions, treatments, briefs, findings that send to the Heart Team, the lesions of those patients, and answers,
    in one query."""
    own = {"about": Cast(Value(None), UUIDField()), "first": "on_first", "last": "on_last", "vague": "precision"}
    dated: dict[type[Any], dict[str, Any]] = {
        Decision: own | {"code": "intended", "more": "urgency", "said": "decision", "where": "lesion"},
        Treatment: own | {"code": "kind", "where": "lesion"},
        TeamBrief: own,
    }
    parts = [_columns(_live(model, centres), model, columns) for model, columns in dated.items()]
    day = {"first": "since", "last": "since"}
    signal = day | {"about": "alert", "code": "rule", "more": "severity", "said": "headline", "where": "lesion_id"}
    parts.append(_columns(_sending(centres), Signal, signal))
    parts += _paced(centres, own)
    lesions = Lesion.objects.filter(patient__in=_sending(centres).values("patient")).order_by()
    enrolled = {"first": "patient__enrolled_on", "last": "patient__enrolled_on"}
    parts.append(_columns(lesions, Lesion, enrolled | {"about": "id"}))
    for zone in {centre.zone for centre in centres}:
        at = TruncDate("recorded_at", tzinfo=zone)
        step = {"about": "alert", "first": at, "last": at, "code": "answer", "said": "reason"}
        parts.append(_columns(_answers([c for c in centres if c.zone == zone]), AlertStep, step))
    return list(parts[0].union(*parts[1:], all=True))


def _paced(centres: Sequence[Centre], own: dict[str, Any]) -> Iterator[QuerySet[Any]]:
    """What tells of a pacemaker beside its implantation (engine.known.pacing), where one was decided."""
    of_decided = Q(patient__in=_live(Decision, centres).filter(intended=PACEMAKER).values("patient"))
    conditions = _live(Condition, centres).filter(of_decided, kind=PACEMAKER, status=PRESENT, since_first__isnull=False)
    since = {"first": "since_first", "last": "since_last", "vague": "since_precision"}
    yield _columns(conditions, Condition, own | since)
    yield _columns(_live(Visit, centres).filter(of_decided, rhythm=PACED), Visit, own)


def _live(model: type[Any], centres: Sequence[Centre]) -> QuerySet[Any]:
    facts: QuerySet[Any] = model.objects.filter(patient__centre__in=centres)
    facts = facts if model is Signal else facts.filter(retracted_at=None)
    return facts.exclude(patient__standing__status="closed").order_by()


def _sending(centres: Sequence[Centre]) -> QuerySet[Any]:
    """Findings that hold and send to the Heart Team."""
    found = _live(Signal, centres).filter(holds=True, withdrawn=False, rule__in=SENDS, severity__in=SENT_AT)
    return found.exclude(rule__in=EVENTS, historical=True)


def _answers(centres: Sequence[Centre]) -> QuerySet[Any]:
    """Acts that name the Heart Team, and answers that a finding which still holds asks for nothing."""
    dismissed = Q(answer__in=DISMISSED, alert__in=_sending(centres).values("alert"))
    return _live(AlertStep, centres).filter(dismissed | Q(NAMES_THE_TEAM, answer="act"))


def _columns(facts: QuerySet[Any], model: type[Any], columns: Mapping[str, Any]) -> QuerySet[Any]:
    """The columns of `Row`; what a table does not have is empty."""
    empty = {name: Value("", TextField()) for name in ("code", "more", "said")}
    usual = {**empty, "vague": Value("day", CharField()), "where": Cast(Value(None), UUIDField()), **columns}
    names = ("about", "first", "last", "vague", "code", "more", "said", "where")
    text = {name: Cast(usual[name], TextField()) for name in ("vague", "code", "more", "said")}
    made = {f"a_{name}": text.get(name, usual[name]) for name in names}
    annotated = {name: _expression(value) for name, value in made.items()}
    rows: QuerySet[Any] = facts.annotate(table=Value(model.__name__), **annotated)
    return rows.values_list("table", "patient_id", "patient__centre_id", *annotated)


def _expression(value: Any) -> Any:
    return F(value) if isinstance(value, str) else value


def _history(patient: UUID, rows: Sequence[Row]) -> History:
    """As much of a history as says what became of its decisions."""
    dated = sorted(rows, key=lambda row: (row.first, row.last))
    decisions = tuple(
        DecisionSeen("", _day(row), row.code, row.more, _lesion(row), decision=row.words)
        for row in dated if row.table == "Decision"
    )  # fmt: skip
    treatments = tuple(
        TreatmentSeen("", row.code, _day(row), _lesion(row)) for row in dated if row.table == "Treatment"
    )
    return History(
        str(patient),
        rows[0].first,
        lesions=tuple(str(row.about) for row in rows if row.table == "Lesion"),
        decisions=decisions,
        treatments=treatments,
        conditions=tuple(ConditionSeen("", PACEMAKER, PRESENT, _day(r)) for r in dated if r.table == "Condition"),
        visits=tuple(VisitSeen("", _day(row), rhythm=PACED) for row in dated if row.table == "Visit"),
    )


def _day(row: Row) -> Day:
    return Day(row.first, row.last, row.precision)


def _lesion(row: Row) -> str | None:
    return str(row.lesion) if row.lesion else None


def _headline(row: Row) -> Text:
    """The headline of a finding: the one text of the union that holds JSON."""
    said = from_json(json.loads(row.words))
    return said if isinstance(said, Message) else str(said)


def _reasons(rows: Sequence[Row]) -> Iterator[Reason]:
    """Findings that nobody dismissed, acts that name the Heart Team, briefs."""
    dismissed = {row.about for row in rows if row.table == "AlertStep" and row.code in DISMISSED}
    for row in rows:
        if row.table == "Signal" and not (row.about and row.about in dismissed):
            yield Reason(_headline(row), row.last, row.more, _lesion(row) or "")
        elif row.table == "AlertStep" and row.code == "act":
            yield Reason(answered(row.words), row.last)
        elif row.table == "TeamBrief":
            yield Reason(BRIEF, row.last)

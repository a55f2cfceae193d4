"""Reads the facts of patients into plain histories, in one query for one patient or a chunk of them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject

from registry import access, catalogue
from registry.models import (
    Closure,
    CMRReading,
    Condition,
    CTReading,
    Demographics,
    EchoReading,
    Exam,
    Feature,
    FormAssessment,
    Lesion,
    Measurement,
    NuclearReading,
    Patient,
)
from surveillance.engine.day import Day
from surveillance.engine.known.history import (
    ClosureSeen,
    ConditionSeen,
    CultureSeen,
    ExamSeen,
    FeatureSeen,
    FormSeen,
    History,
    PlanSeen,
    Reading,
)
from surveillance.models import Assignment, FollowUpPlan
from surveillance.review import prepared
from surveillance.review.readers import DAYS as _DAYS
from surveillance.review.readers import FACT as _FACT
from surveillance.review.readers import Reader, Row, readers
from surveillance.review.readers import codes as _codes
from surveillance.review.readers import day as _day
from surveillance.review.readers import hyphened as _id

READERS = readers()
_WRITTEN = ("patient_id", "recorded_at", "retracted_at")
_TYPED = (EchoReading, CTReading, CMRReading, NuclearReading)
_COLUMNS: dict[type[models.Model], Mapping[str, str]] = {
    Demographics: {"sex": "sex", "first": "birth_first", "last": "birth_last", "precision": "birth_precision"},
    Exam: _FACT | _DAYS | {"row": "id"} | {n: n for n in ("modality", "quality", "annulus", "accepted")}
    | {n: n for n in ("external", "inpatient", "reason", "reader", "limited_by")},
    Measurement: {"exam": "exam_id", "lesion": "lesion_id", "mm": "size_mm", "rounding": "rounding_mm"}
    | {name: name for name in ("target", "axis", "not_visible", "reread")},
    Feature: {"exam": "exam_id", "lesion": "lesion_id"} | {name: name for name in ("feature", "value", "detail")},
    FormAssessment: _FACT | _DAYS | {"lesion": "lesion_id", "exam": "exam__lineage", "form": "form"}
    | {"by_cardiologist": "by_cardiologist", "rupture_answer": "rupture_answer"},
    **{model: {"exam": "exam_id"} | {e.name: e.name for e in catalogue.entries(model) if e.kind in ("measure", "coded")}
       for model in _TYPED},
    Condition: _FACT | {"first": "since_first", "last": "since_last", "precision": "since_precision"}
    | {"until_first": "until_first", "until_last": "until_last", "until_precision": "until_precision"}
    | {"kind": "kind", "status": "status", "severity": "severity"},
    Closure: _FACT | _DAYS | {"reason": "reason"},
    FollowUpPlan: _FACT | {n: n for n in ("kind", "set_on", "earliest_months", "latest_months", "on")},
    **{reader.model: reader.columns for reader in READERS.values()},
}  # fmt: skip


def histories(patients: Iterable[Patient], *, known_at: datetime | None = None) -> dict[UUID, History]:
    """The history of each patient by id, as known now or at `known_at`; one query for all of them."""
    people = {patient.pk: patient for patient in patients}
    rows = defaultdict[UUID, dict[str, list[Row]]](lambda: defaultdict(list))
    read = prepared.rows(_union, list(people), known_at) if people else []
    pks = {raw: _uuid(raw) for raw in {raw for raw, _, _ in read}}
    for (raw, table, _), fact in zip(read, _parsed([fact for _, _, fact in read]), strict=True):
        rows[pks[raw]][table].append(fact)
    return {pk: _history(person, rows[pk]) for pk, person in people.items()}


def instants(patients: Iterable[Patient]) -> Iterator[tuple[UUID, datetime, datetime | None]]:
    """Patient, instant recorded and instant taken back of every fact that a history reads; one query for all."""
    ids = [patient.pk for patient in patients]
    kinds: list[type[models.Model]] = [*_COLUMNS, Assignment]
    first, *others = [
        model._default_manager.filter(patient_id__in=ids).order_by().values_list(*_WRITTEN) for model in kinds
    ]
    yield from first.union(*others).iterator() if ids else ()


def standing_since(lineages: Iterable[str]) -> dict[str, datetime]:
    """When what stands under each of these lineages was written, whatever its kind; one query, none for no lineage."""
    wanted = [UUID(lineage) for lineage in lineages]
    if not wanted:
        return {}
    first, *others = [
        kind._default_manager.filter(lineage__in=wanted, retracted_at__isnull=True)
        .order_by()
        .values_list("lineage", "recorded_at")
        for kind in catalogue.fact_kinds()
    ]
    return {str(lineage): at for lineage, at in first.union(*others, all=True)}


def _parsed(facts: list[Any]) -> list[Row]:
    """The facts as objects: SQLite gives each as text, and one long text is read in a third of the time."""
    return json.loads(f"[{','.join(facts)}]") if facts and isinstance(facts[0], str) else facts


def _union(ids: list[UUID], known_at: datetime | None) -> QuerySet[Any]:
    selects = [
        _stood(model, known_at)
        .filter(patient_id__in=ids)
        .order_by()
        .annotate(table=Value(model.__name__), fact=JSONObject(**columns, **_instant(model, columns)))
        .values_list("patient_id", "table", "fact")
        for model, columns in _COLUMNS.items()
    ]
    lesions = (
        Lesion.objects.filter(patient_id__in=ids)
        .order_by()
        .annotate(table=Value("Lesion"), fact=JSONObject(id="id", number="number"))
        .values_list("patient_id", "table", "fact")
    )
    return lesions.union(*selects, *_owners(ids, known_at), all=True)


def _owners(ids: list[UUID], known_at: datetime | None) -> Iterator[QuerySet[Any]]:
    """Who may answer for the recall, of those who can act: the person assigned, and the centre's own owner."""
    assigned = access.able(access.SCHEDULE, person="owner__", centre="patient__centre")
    recall = access.able(access.SCHEDULE, person="centre__recall_owner__", centre="centre")
    yield (
        _stood(Assignment, known_at)
        .filter(assigned, patient_id__in=ids)
        .order_by()
        .annotate(table=Value("Assignment"), fact=JSONObject(owner="owner_id"))
        .values_list("patient_id", "table", "fact")
    )
    yield (
        Patient.objects.filter(recall, pk__in=ids)
        .order_by()
        .annotate(table=Value("RecallOwner"), fact=JSONObject(owner="centre__recall_owner_id"))
        .values_list("pk", "table", "fact")
    )


def _instant(model: type[models.Model], columns: Mapping[str, str]) -> dict[str, Subquery]:
    """When the lineage of a fact was first recorded: correcting it makes it no newer."""
    if "id" not in columns:
        return {}
    same: Any = model._default_manager.filter(patient_id=OuterRef("patient_id"), lineage=OuterRef("lineage"))
    return {"at": Subquery(same.order_by().values("lineage").annotate(at=Min("recorded_at")).values("at"))}


def _stood(model: type[models.Model], known_at: datetime | None) -> QuerySet[Any]:
    facts: QuerySet[Any] = model._default_manager.all()
    if known_at is None:
        return facts.filter(retracted_at__isnull=True)
    later = Q(retracted_at__isnull=True) | Q(retracted_at__gt=known_at)
    return facts.filter(later, recorded_at__lte=known_at)


def _history(patient: Patient, rows: Mapping[str, list[Row]]) -> History:
    person: Row = (rows["Demographics"] or [{}])[0]
    lesions = tuple(_id(r["id"]) for r in sorted(rows["Lesion"], key=lambda r: r["number"]))
    plan = [_plan(r) for r in _in_order(rows["FollowUpPlan"], "set_on")]
    owner = next((r["owner"] for r in (*rows["Assignment"], *rows["RecallOwner"])), None)
    closure = [ClosureSeen(_id(r["id"]), r["reason"], _day(r)) for r in _in_order(rows["Closure"])]
    return History(
        patient=str(patient.pk),
        enrolled_on=patient.enrolled_on,
        sex=person.get("sex", ""),
        birth=_day_or_none(person) if person else None,
        lesions=lesions,
        exams=_exams(rows),
        forms=tuple(_form(r) for r in _in_order(rows["FormAssessment"])),
        cultures=tuple(CultureSeen(_id(r["id"]), _day(r)) for r in _in_order(rows["LabResult"]) if _is_positive(r)),
        conditions=tuple(sorted((_condition(r) for r in rows["Condition"]), key=lambda c: (c.kind, c.id))),
        plan=plan[-1] if plan else None,
        closure=closure[-1] if closure else None,
        owner=owner,
        owned=owner is not None,
        **{name: _read(rows, reader) for name, reader in READERS.items()},
    )  # fmt: skip


def _read(rows: Mapping[str, list[Row]], reader: Reader) -> Any:
    """The tuple that the history holds under the name of this reader."""
    return tuple(reader.read(r) for r in _in_order(rows[reader.model.__name__], *reader.days))


def _exams(rows: Mapping[str, list[Row]]) -> tuple[ExamSeen, ...]:
    parts: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    readers = {r["row"]: r["reader"] for r in rows["Exam"]}
    for r in rows["Measurement"]:
        reading = Reading(
            lesion=_id(r["lesion"]), target=r["target"], axis=r["axis"],
            size_mm=None if r["mm"] is None else float(r["mm"]), rounding_mm=float(r["rounding"]),
            not_visible=bool(r["not_visible"]), reader=readers.get(r["exam"], ""), reread=bool(r["reread"]),
        )  # fmt: skip
        parts[r["exam"]]["readings"].append(reading)
    for r in rows["Feature"]:
        parts[r["exam"]]["features"].append(FeatureSeen(_id(r["lesion"]), r["feature"], r["value"], r["detail"]))
    for model in _TYPED:
        for r in rows[model.__name__]:
            said = ((n, v) for n, v in r.items() if n != "exam" and v not in (None, ""))
            parts[r["exam"]]["typed"] += [(n, v if isinstance(v, str) else float(v)) for n, v in said]
    return tuple(_exam(r, parts[r["row"]]) for r in _in_order(rows["Exam"]))


def _exam(r: Row, parts: Mapping[str, list[Any]]) -> ExamSeen:
    return ExamSeen(
        id=_id(r["id"]), when=_day(r), modality=r["modality"], quality=r["quality"], annulus=r["annulus"],
        accepted=bool(r["accepted"]), external=bool(r["external"]), inpatient=bool(r["inpatient"]),
        reason=r["reason"], reader=r["reader"], limited_by=_codes(r["limited_by"]), typed=dict(parts["typed"]),
        readings=tuple(sorted(parts["readings"], key=lambda m: (m.lesion, m.target, m.axis, m.size_mm or 0.0))),
        features=tuple(sorted(parts["features"], key=lambda f: (f.lesion, f.feature))),
    )  # fmt: skip


def _form(r: Row) -> FormSeen:
    return FormSeen(
        id=_id(r["id"]), lesion=_id(r["lesion"]), when=_day(r), form=r["form"],
        exam=_id(r["exam"]) or None, by_cardiologist=bool(r["by_cardiologist"]), rupture_answer=r["rupture_answer"],
    )  # fmt: skip


def _is_positive(r: Row) -> bool:
    return r["kind"] == "blood_culture" and bool(r["value"] >= 1)


def _condition(r: Row) -> ConditionSeen:
    until = {"first": r["until_first"], "last": r["until_last"], "precision": r["until_precision"]}
    return ConditionSeen(_id(r["id"]), r["kind"], r["status"], _day_or_none(r), _day_or_none(until), r["severity"])


def _plan(r: Row) -> PlanSeen:
    on = _date(r["on"]) if r["on"] else None
    return PlanSeen(_id(r["id"]), r["kind"], _date(r["set_on"]), r["earliest_months"], r["latest_months"], on)


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def _date(value: str) -> date:
    return date.fromisoformat(value)


def _day_or_none(r: Row) -> Day | None:
    return Day(_date(r["first"]), _date(r["last"]), r["precision"] or "day") if r.get("first") else None


def _in_order(rows: Iterable[Row], *days: str) -> list[Row]:
    """By day, and on one day as they were recorded: what was said last stands last."""
    return sorted(rows, key=lambda r: (*(r[day] for day in days or ("first", "last")), r["at"], r["id"]))

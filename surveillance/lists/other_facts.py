"""The facts of the patient page that come from no history, each kind read off its model unless it has its own words."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, DateField, F, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf, Trim, TruncDate

from registry import catalogue
from registry.models import (
    Closure,
    Condition,
    Decision,
    Demographics,
    Event,
    Exam,
    FormAssessment,
    LabResult,
    LesionDescription,
    Patient,
    PatientFact,
    TeamAnswer,
    TeamBrief,
    Treatment,
    Visit,
)
from surveillance.models import AlertStep, Appointment, Assignment, Contact, FollowUpPlan

LISTED = (
    Exam, Event, Condition, Treatment, FormAssessment, Closure, FollowUpPlan, Appointment, Contact,  # off the history
    Demographics, Assignment, TeamBrief, TeamAnswer,  # in the banner, beside the next follow-up, for the Heart Team
)  # fmt: skip
DAYS = ("on_first", "on_last", "precision")
SAYS = ("coded", "measure", "text")


def rows(patient: Patient) -> list[tuple[Any, ...]]:
    """Visits, laboratory values, decisions, where the lesion lies, what no other list shows, and answers. One query.

    Each row: kind, lineage, first day, last day, precision, and two texts. An answer to an alert: kind, alert, day,
    watched until, answer, who, and why.
    """
    no_day: dict[str, Any] = {f"no_{name}": Value(None, DateField()) for name in ("first", "last")}
    value = Concat(Cast("value", CharField()), Value(" "), "unit", output_field=CharField())
    days = ("lineage", "on_first", "on_last", "precision")
    parts = (
        (Visit, {}, (*days, "nyha", "rhythm")),
        (LabResult, {"said": value}, (*days, "kind", "said")),
        (Decision, {}, (*days, "decision", "question")),
        (AlertStep, _answered(patient), ("alert_id", "day", "until", "answer", "who", "reason")),
        (LesionDescription, no_day | {"vague": Value("")}, ("lineage", *no_day, "vague", "annulus", "extent")),
        *(_plain(kind) for kind in plain_kinds()),
    )
    found = [
        model.objects.filter(patient=patient, retracted_at=None)
        .order_by()
        .annotate(table=Value(model.__name__), **more)
        .values_list("table", *columns)
        for model, more, columns in parts
    ]
    return list(found[0].union(*found[1:], all=True))


def plain_kinds() -> list[type[PatientFact]]:
    """The kinds that nothing else lists: a new one is among them."""
    listed = {*LISTED, Visit, LabResult, Decision, LesionDescription, AlertStep, *catalogue.exam_parts()}
    return [kind for kind in catalogue.fact_kinds() if kind not in listed]


def shown(kind: type[PatientFact]) -> list[Any]:
    """The first two fields that say what a fact of a plain kind is."""
    said = [entry.name for entry in catalogue.entries(kind) if entry.kind in SAYS and entry.name not in DAYS]
    return [kind._meta.get_field(name) for name in said[:2]]


def _plain(kind: type[PatientFact]) -> tuple[Any, dict[str, Any], tuple[str, ...]]:
    """The days of a fact, if it has any, and its first two values as texts."""
    names = {field.name for field in kind._meta.concrete_fields}
    day = DAYS[:2] if "on_first" in names else ("on", "on") if "on" in names else ()
    columns: dict[str, Any] = {"no_first": F(day[0]) if day else Value(None, DateField())}
    columns |= {"no_last": F(day[1]) if day else Value(None, DateField())}
    columns |= {"vague": F("precision") if "precision" in names else Value("day")}
    said = [Cast(field.name, CharField()) for field in shown(kind)]
    columns |= {f"said_{place}": text for place, text in enumerate([*said, Value(""), Value("")][:2])}
    return kind, columns, ("lineage", *columns)


def _answered(patient: Patient) -> dict[str, Any]:
    """The day of an answer at the centre, and the name of who gave it."""
    full = Trim(Concat("recorded_by__first_name", Value(" "), "recorded_by__last_name"))
    who = Coalesce(NullIf(full, Value("")), "recorded_by__username")
    return {"day": TruncDate("recorded_at", tzinfo=patient.centre.zone), "who": who}

"""A death is an event; the end of surveillance “died” is read off it, never stored beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from registry.models import Closure, Event, PatientFact
from registry.models.fact import FactQuerySet
from registry.vocabulary.terms import DEATH, DIED

SAME = ("on_first", "on_last", "precision")
KEPT = ("lineage", "recorded_at", "recorded_by", "retracted_at", "retracted_by", "retraction_reason", "patient")


def deaths() -> FactQuerySet[Event]:
    """The deaths that stand: one of a patient at most."""
    return Event.objects.live().filter(kind=DEATH)


def is_death(fact: PatientFact) -> bool:
    """Whether the fact is the event of a death."""
    return isinstance(fact, Event) and fact.kind == DEATH


def closure_of(death: Event) -> Closure:
    """The end of surveillance that follows from a death, under the lineage and id of the event."""
    said = {name: getattr(death, name) for name in (*KEPT, *SAME)}
    return Closure(id=death.pk, reason=DIED, note=death.detail, **said)


def told_under(lineage: UUID | None) -> Closure | None:
    """The end of surveillance that was told under this lineage and is kept as a death."""
    death = Event.objects.filter(lineage=lineage, kind=DEATH).order_by("recorded_at").last() if lineage else None
    return closure_of(death) if death else None


def kept_as(fact: PatientFact) -> PatientFact:
    """The row behind a fact: the event, where it is an end of surveillance that follows from a death."""
    return Event.objects.get(pk=fact.pk) if isinstance(fact, Closure) and fact.reason == DIED else fact


def is_told(model: type[PatientFact], values: Mapping[str, Any]) -> bool:
    """Whether a closure of these values tells of a death."""
    return model is Closure and values.get("reason") == DIED


def event_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the event for those of a closure that tells of a death."""
    days = {name: values[name] for name in SAME if name in values}
    return days | {"kind": DEATH, "detail": values.get("note", "")}

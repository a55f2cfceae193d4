"""One address of every route, about patients of the first centre."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.cast import Cast


def objects(cast: Cast) -> dict[str, Any]:
    """A patient with an exam, an event, a booked date and an alert."""
    from registry.models import Event
    from surveillance.deeds import policies
    from surveillance.deeds.book import book
    from surveillance.deeds.record import record_fact
    from surveillance.engine.policy import DEFAULT

    patient, day = cast.growing, cast.today + timedelta(days=60)
    values = {"kind": "palpitations", "on_first": cast.today, "on_last": cast.today, "precision": "day"}
    event = record_fact(cast.nurse, Event, patient, values=values, now=cast.now).fact
    booked = book(cast.nurse, patient, on=day, modality="TTE", reason="as agreed", now=cast.now).fact
    exam = patient.exams.get(on_first__gte=cast.today - timedelta(days=30))
    numbers = policies.numbers_of(DEFAULT) | {"growth_threshold": 1.5}
    draft = policies.save_draft(cast.cardiologist, cast.rome, numbers=numbers, rationale="audit of 2026", now=cast.now)
    policies.run_effect(policies.effect_of(draft, now=cast.now).pk, clock=lambda: cast.now)
    found = {"patient": patient, "event": event, "booked": booked, "exam": exam, "alert": patient.alerts.get()}
    return found | {"draft": draft}


def addresses(cast: Cast) -> dict[str, str]:
    """The address by the name of its route; a route that is not here fails the test that asks for all of them."""
    from django.urls import reverse

    o = objects(cast)
    p = o["patient"].pk
    arguments: dict[str, list[Any]] = {
        "worklist": [], "trajectories": [], "alerts": [], "agenda": [], "policy": [], "settings": [], "enrol": [],
        "evidence": [], "backtest": [], "policy-edit": [],
        "policy-draft": [o["draft"].lineage],
        "alert": [o["alert"].pk],
        "patient": [p],
        "identity": [p],
        "exam-new": [p],
        "exam": [p, o["exam"].lineage],
        "schedule": [p],
        "contact": [p],
        "team": [p],
        "fact-new": [p, "event"],
        "fact": [p, "event", o["event"].lineage],
        "appointment": [o["booked"].lineage],
    }  # fmt: skip
    return {name: reverse(f"surveillance:{name}", args=args) for name, args in arguments.items()}

"""A patient dies once: the death is an event, and the end of surveillance is read off it."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from rest_framework.test import APIClient

from registry.models import Closure, Event, Patient
from surveillance.deeds.record import record_fact, retract_fact
from surveillance.models import Standing
from surveillance.review.facts import histories
from surveillance.words.message import text
from tests.cast import Cast

END, DEATH = "closures", "events"
SPANS = ("day", "month", "year")


def span(day: date, precision: str) -> str:
    """The day as the API writes it, as precisely as it is known."""
    return day.isoformat()[: {"day": 10, "month": 7, "year": 4}[precision]]


class Family:
    """Tells of an end by event or by closure, corrects it and takes it back, by machine."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.rng, self.told = cast, random.Random(seed), list[str]()
        self.api = APIClient()
        self.api.force_login(cast.cardiologist)
        self.patient = cast.stable

    def rows(self, path: str) -> list[dict[str, Any]]:
        """What the API lists."""
        return self.api.get(f"/api/v1/patients/{self.patient.pk}/{path}/").json()["results"]

    def said(self, path: str) -> dict[str, Any]:
        """An end of any kind, of any precision."""
        day = self.cast.today - timedelta(days=self.rng.randrange(300))
        on = {"on": span(day, self.rng.choice(SPANS))}
        if path == DEATH:
            return on | {"kind": self.rng.choice(("death", "death", "pneumonia"))}
        return on | {"reason": self.rng.choice(("died", "died", "refused", "transfer_proposed")), "note": "as told"}

    def step(self) -> int:
        """One deed."""
        path = self.rng.choice((END, DEATH))
        there = self.rows(path)
        deed = self.rng.choice(("post", "patch", "delete")) if there else "post"
        said, why = self.said(path), {"retraction_reason": "as told"}
        self.told.append(f"{deed} {path} {said}")
        if deed == "post":
            return self.api.post(f"/api/v1/patients/{self.patient.pk}/{path}/", said).status_code
        url, now = f"/api/v1/{path}/{self.rng.choice(there)['lineage']}/", {"If-Match": "*"}
        if deed == "delete":
            return self.api.delete(url, why, headers=now).status_code
        return self.api.patch(url, said | why, headers=now).status_code

    def check(self) -> None:
        """Event, closure, history and status say the same."""
        deaths = [event for event in self.rows(DEATH) if event["kind"] == "death"]
        ends = [end for end in self.rows(END) if end["reason"] == "died"]
        days = ("lineage", "on", "on_first", "on_last", "precision")
        assert [[e[n] for n in days] for e in ends] == [[e[n] for n in days] for e in deaths]
        assert len(deaths) <= 1
        history = histories([self.patient])[self.patient.pk]
        assert history.is_dead == bool(deaths)
        standing = Standing.objects.get(patient=self.patient)
        others = [end for end in self.rows(END) if end["reason"] == "refused"]
        assert (standing.status == "closed") == bool(deaths or others)
        if deaths:
            assert history.ended is not None
            assert (history.ended.reason, history.ended.id) == ("died", deaths[0]["lineage"])
            assert text(standing.status_reason).startswith("Died")
        assert not Closure.objects.filter(reason="died").exists()


@pytest.mark.parametrize("seed", range(6))
def test_event_and_closure_never_disagree_on_a_death(cast: Cast, seed: int) -> None:
    family, codes = Family(cast, seed), []
    for _ in range(16):
        codes.append(family.step())
        family.told[-1] += f": {codes[-1]}"
        try:
            assert codes[-1] < 500
            family.check()
        except AssertionError as error:
            error.add_note("\n".join(family.told))
            raise
    assert sum(code < 300 for code in codes) > 4


def died(cast: Cast, model: Any, patient: Patient, **said: Any) -> Any:
    days = {"on_first": cast.today, "on_last": cast.today, "precision": "day"}
    return record_fact(cast.nurse, model, patient, values=days | said, now=cast.now).fact


def test_a_closure_died_is_recorded_as_the_event_and_reads_as_a_closure(cast: Cast) -> None:
    end = died(cast, Closure, cast.stable, reason="died", note="at home")
    death = Event.objects.get(patient=cast.stable, kind="death")
    assert (end.lineage, end.reason, end.note) == (death.lineage, "died", "at home")
    assert death.detail == "at home"


def test_correcting_the_closure_keeps_what_only_the_event_says(cast: Cast) -> None:
    died(cast, Event, cast.stable, kind="death", attribution="probable")
    api = APIClient()
    api.force_login(cast.nurse)
    (end,) = api.get(f"/api/v1/patients/{cast.stable.pk}/closures/").json()["results"]
    sent = {"note": "in hospital", "retraction_reason": "as told"}
    answer = api.patch(f"/api/v1/closures/{end['lineage']}/", sent, headers={"If-Match": "*"})
    assert (answer.status_code, answer.json()["note"]) == (200, "in hospital")
    death = Event.objects.get(patient=cast.stable, kind="death", retracted_at=None)
    assert (death.attribution, death.detail) == ("probable", "in hospital")


def test_nobody_dies_twice(cast: Cast) -> None:
    died(cast, Event, cast.stable, kind="death")
    for model, said in ((Event, {"kind": "death"}), (Closure, {"reason": "died"}), (Closure, {"reason": "refused"})):
        with pytest.raises(ValidationError, match="stands for this patient already"):
            died(cast, model, cast.stable, **said)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(
            patient=cast.stable, recorded_by=cast.nurse, recorded_at=cast.now, kind="death",
            on_first=cast.today, on_last=cast.today,
        )  # fmt: skip


def test_the_database_keeps_no_death_among_the_closures(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Closure.objects.create(
            patient=cast.stable, recorded_by=cast.nurse, recorded_at=cast.now, reason="died",
            on_first=cast.today, on_last=cast.today,
        )  # fmt: skip


def test_a_death_beside_a_refusal_is_what_the_patient_page_says(cast: Cast) -> None:
    died(cast, Closure, cast.stable, reason="refused")
    death = died(cast, Event, cast.stable, kind="death")
    assert text(Standing.objects.get(patient=cast.stable).status_reason).startswith("Died")
    retract_fact(cast.nurse, death, reason="another patient", now=cast.now)
    assert text(Standing.objects.get(patient=cast.stable).status_reason).startswith("Refused")

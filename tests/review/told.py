"""Random facts of one patient, recorded and taken back as people do it."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from registry.models import Condition, Event, Exam, FormAssessment, Patient, Treatment, User, Visit
from registry.recording import ExamEntry
from surveillance.deeds.record import record_exam, record_fact, retract_exam, retract_fact
from surveillance.models import FollowUpPlan, Signal, Standing

LATER = ("revision", "look_again_at", "engine", "card")  # of the row; a card of S3 or S4 waits for its answer
FEATURES = ("mobile_element", "capsule_defect", "echolucent_core", "vegetation")
EVENTS = ("sepsis", "stroke", "rupture", "heart_failure", "palpitations", "hospital_admission")


class Told:
    """Random facts recorded as people record them, one after the other."""

    def __init__(self, patient: Patient, doctor: User, now: datetime, seed: int) -> None:
        self.patient, self.doctor, self.now, self.rng = patient, doctor, now, random.Random(seed)
        self.lesion = patient.lesions.get()

    @property
    def today(self) -> date:
        """The day it is at the centre."""
        return timezone.localdate(self.now, self.patient.centre.zone)

    def day(self) -> dict[str, Any]:
        """Some day of the last two years, exactly known."""
        on = self.today - timedelta(days=self.rng.choice((0, 3, 10, 20, 40, 100, 200, 400, 700)))
        return {"on_first": on, "on_last": on, "precision": "day"}

    def fact(self) -> Any:
        """Record one fact of a random kind; the clock moves on a minute."""
        self.now += timedelta(minutes=1)
        kind = self.rng.choice((self.exam, self.exam, self.exam, self.event, self.condition, self.form, self.other))
        return kind()

    def record(self, model: Any, **values: Any) -> Any:
        """Any fact that is no exam."""
        lineage = UUID(int=self.rng.getrandbits(128), version=4)
        return record_fact(self.doctor, model, self.patient, values=values, now=self.now, lineage=lineage).fact

    def exam(self) -> Exam:
        """An exam as `entry` draws it."""
        return record_exam(self.doctor, self.patient, entry=self.entry(), now=self.now).fact

    def entry(self) -> ExamEntry:
        """An exam with the size of the mass, gone or jumped now and then, or with a feature."""
        size = self.rng.choice((20.0, 21.0, 22.0, 24.0, 38.0, None))
        seen = {"modality": self.rng.choice(("TTE", "TTE", "TOE", "CT")), "quality": self.rng.choice(("good", "poor"))}
        features = [{"feature": self.rng.choice(FEATURES), "value": "present"}] if self.rng.random() < 0.3 else []
        measured = {"target": "mass", "axis": "long"} | ({"size_mm": size} if size else {"not_visible": True})
        annulus = "measured" if size else "not_visible"
        if seen["modality"] == "CT":
            features = []
        return ExamEntry(values=self.day() | seen | {"annulus": annulus}, measurements=[measured], features=features)

    def event(self) -> Event:
        return self.record(Event, kind=self.rng.choice(EVENTS), **self.day())

    def condition(self) -> Condition:
        return self.record(Condition, kind=self.rng.choice(("dialysis", "diabetes", "cancer")), status="present")

    def form(self) -> FormAssessment:
        form = self.rng.choice(("mac", "ccma", "ruptured_ccma", "resolved"))
        return self.record(FormAssessment, lesion=self.lesion, form=form, by_cardiologist=True, **self.day())

    def other(self) -> Any:
        """A visit, a treatment or a plan."""
        plan = {
            "kind": "interval",
            "set_on": self.today,
            "earliest_months": 1,
            "latest_months": 3,
            "reason": "as agreed",
        }
        pick = self.rng.randrange(3)
        if pick == 0:
            return self.record(Visit, nyha="3", **self.day())
        if pick == 1:
            return self.record(Treatment, kind=self.rng.choice(("statin", "surveillance", "teer")), **self.day())
        return self.record(FollowUpPlan, **plan)

    def retract(self, fact: Any) -> None:
        """Take it back."""
        self.now += timedelta(minutes=1)
        take_back = retract_exam if isinstance(fact, Exam) else retract_fact
        take_back(self.doctor, fact, reason="entered for another patient", now=self.now)

    def follows(self) -> tuple[dict[str, Any], list[Any]]:
        """The standing, and the signals that hold."""
        standing = Standing.objects.filter(patient=self.patient).values().get()
        rows = Signal.objects.filter(patient=self.patient, holds=True)
        said = rows.values_list("rule", "anchor", "severity", "historical", "since", "headline", "withdrawn")
        return {name: value for name, value in standing.items() if name not in LATER}, sorted(said)

"""One patient's random walk: facts recorded, corrected, taken back and recorded again; cards answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from registry.models import (
    Closure,
    Condition,
    Decision,
    Event,
    Exam,
    FormAssessment,
    Patient,
    PatientFact,
    Treatment,
    User,
    Visit,
)
from registry.recording import ExamEntry, values_of
from surveillance.deeds.book import book, settle_appointment
from surveillance.deeds.contact import log_contact
from surveillance.deeds.record import amend_exam, amend_fact, record_exam
from surveillance.models import Alert, Appointment, FollowUpPlan
from surveillance.review import review
from tests.review.told import Told

AMENDABLE = (Event, Condition, FormAssessment, Treatment, Visit, FollowUpPlan, Decision, Closure)


class Life(Told):
    """Deeds of people about one patient, drawn from a seed."""

    def __init__(self, patient: Patient, doctor: User, now: datetime, seed: int) -> None:
        super().__init__(patient, doctor, now, seed)
        self.entries: dict[UUID, list[ExamEntry]] = {}  # of each exam, as it was entered and corrected

    def enter(self, entry: ExamEntry) -> Exam:
        """Record an exam and keep what was typed."""
        exam = record_exam(self.doctor, self.patient, entry=entry, now=self.now).fact
        self.entries[exam.lineage] = [entry]
        return exam

    def exam(self) -> Exam:
        """An exam; an echo may grade the regurgitation."""
        entry = self.entry()
        if self.rng.random() < 0.3 and entry.values["modality"] != "CT":
            grade = self.rng.choice(("trace", "mild", "moderate", "severe"))
            entry = replace(entry, reading={"mr_grade": grade})
        return self.enter(entry)

    def event(self) -> Event:
        """Any event, those of rules that age at S2 among them."""
        if self.rng.random() < 0.6:
            return super().event()
        return self.record(Event, kind=self.rng.choice(("pneumonia", "atrial_fibrillation")), **self.day())

    def other(self) -> Any:
        """Anything but an exam, an event, a condition or a form."""
        kind = self.rng.choice((super().other, super().other, self.contact, self.booking, self.decision, self.closure))
        return kind()

    def contact(self) -> Any:
        """An attempt to reach the patient."""
        outcome = self.rng.choice(("no_answer", "no_answer", "agreed", "wrong_number"))
        return log_contact(self.doctor, self.patient, on=self.today, way="phone", outcome=outcome, now=self.now).fact

    def booking(self) -> Any:
        """A date booked, or what became of it."""
        there = Appointment.objects.filter(patient=self.patient, state="booked", retracted_at=None).first()
        if there is None:
            on = self.today + timedelta(days=self.rng.choice((1, 10, 40)))
            return book(self.doctor, self.patient, on=on, modality="TTE", reason="as agreed", now=self.now).fact
        state = self.rng.choice(("attended", "missed")) if there.on <= self.today else "cancelled"
        return settle_appointment(self.doctor, there, state=state, reason="as told", now=self.now).fact

    def decision(self) -> Decision:
        """The Heart Team decides on an operation, or to wait."""
        intended = self.rng.choice(("excision", "surveillance", "teer"))
        urgency = self.rng.choice(("urgent", "elective"))
        said = {"question": "operate?", "decision": "decided", "intended": intended, "urgency": urgency}
        return self.record(Decision, **said, **self.day())

    def closure(self) -> Any:
        """Surveillance ends, or is taken up again."""
        there = Closure.objects.filter(patient=self.patient, retracted_at=None).first()
        if there is None:
            return self.record(Closure, reason="refused", **self.day())
        return self.retract(there)

    def harmless(self) -> Any:
        """A fact that no rule asks for."""
        if self.rng.random() < 0.5:
            return self.record(Condition, kind="family_history_mi", status="present")
        return self.record(Event, kind="other", detail="a fall", **self.day())

    def live(self) -> list[PatientFact]:
        """The facts that stand, in the order in which they were recorded; parts of an exam go with it."""
        found: list[PatientFact] = []
        for model in (Exam, *AMENDABLE):
            alone = Q(exam=None) if model is FormAssessment else Q()
            found += model.objects.filter(alone, patient=self.patient, retracted_at=None)  # type: ignore[attr-defined]
        return sorted(found, key=lambda fact: (fact.recorded_at, type(fact).__name__))

    def seen_in(self, fact: Any) -> str:
        """What an exam saw, in short."""
        if not isinstance(fact, Exam):
            return ""
        entry = self.entries[fact.lineage][-1]
        size = entry.measurements[0].get("size_mm")
        features = [feature["feature"] for feature in entry.features]
        return " ".join([f", {size} mm" if size else ", not visible", *features, *map(str, entry.reading.values())])

    def amend(self, fact: PatientFact) -> str:
        """Correct a fact; now and then back to what it was, or to the same again."""
        if isinstance(fact, Exam):
            versions = self.entries[fact.lineage]
            other_day = replace(versions[-1], values=versions[-1].values | self.day())
            entry = self.rng.choice((self.entry(), other_day, versions[0], versions[-1]))
            versions.append(entry)
            amend_exam(self.doctor, fact, entry=entry, reason="misread", now=self.now)
            return f"amend {described(fact)} to {told_of(entry.values)}{self.seen_in(fact)}"
        changes = self.day() if hasattr(fact, "on_first") and self.rng.random() < 0.7 else {}
        amend_fact(self.doctor, fact, changes=changes, reason="misread", now=self.now)
        return f"amend {described(fact)} to {told_of(changes)}"

    def take_back(self, fact: PatientFact) -> str:
        """Take a fact back."""
        self.retract(fact)
        return f"take back {described(fact)}"

    def record_again(self, fact: PatientFact) -> str:
        """Record what was taken back: the same values, a lineage of its own."""
        if isinstance(fact, Exam):
            self.enter(self.entries[fact.lineage][-1])
        else:
            self.record(type(fact), **values_of(fact))
        return f"record {described(fact)} again"

    def card(self) -> Alert | None:
        """The card that is not closed."""
        return Alert.objects.filter(patient=self.patient).exclude(state=Alert.CLOSED).first()

    def answer(self, card: Alert) -> tuple[str, dict[str, Any]]:
        """An answer that is allowed."""
        answer = self.rng.choice(("act", "act", "watch", "watch", "watch", "not_a_problem", "data_error"))
        longest = review.policy_of(self.patient.centre, self.now).longest_watch_days(card.severity)
        days = self.rng.randint(1, min(longest, 60))
        given = answer == "watch" or (answer == "act" and self.rng.random() < 0.5)
        return answer, {"reason": "as seen", "until": self.today + timedelta(days=days) if given else None}


def told_of(values: dict[str, Any]) -> str:
    """Values in short."""
    kept = {name: value for name, value in values.items() if name not in ("on_last", "precision") and value}
    return ", ".join(f"{name} {value}" for name, value in kept.items()) or "the same"


def described(fact: Any) -> str:
    """A fact in short."""
    names = ("modality", "kind", "form", "outcome", "state", "nyha", "intended", "on_first", "on")
    words = [str(getattr(fact, name)) for name in names if getattr(fact, name, None)]
    return " ".join([type(fact).__name__, *words])

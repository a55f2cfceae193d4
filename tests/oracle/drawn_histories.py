"""Random patients drawn fast from a seed: plausible sizes, forms, events, operations, plans, bookings up to today."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from registry.vocabulary import terms
from surveillance.engine.day import Day
from surveillance.engine.known.history import (
    AppointmentSeen,
    ClosureSeen,
    ConditionSeen,
    ContactSeen,
    CultureSeen,
    EventSeen,
    ExamSeen,
    FeatureSeen,
    FormSeen,
    History,
    PlanSeen,
    Reading,
    TreatmentSeen,
)

FIRST, LAST = date(2016, 1, 1), date(2026, 6, 1)
GAPS = (0, 7, 20, 31, 32, 90, 180, 182, 365, 365, 366, 500, 800, 1000)
MODALITIES = ("TTE",) * 6 + ("TOE", "TOE", "CT", "CMR", "PET")
FEATURES = ("mobile_element", "echolucent_core", "capsule_defect", "fistula", "vegetation", "abscess", "flow_into_core")
EVENTS = ("sepsis", "bacteraemia", "endocarditis", "pneumonia", "rupture", "stroke", "death", "palpitations")
Fact = TypeVar("Fact")


class Draw:
    """One patient: the lesions' true sizes and what was recorded of them until `today`."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.today = LAST - timedelta(days=self.rng.choice((0, 0, 0, 30, 200, 400)))
        self.lesions = self.rng.choice((("L1",),) * 6 + (("L1", "L2"), ()))
        self.count, self.done = 0, []  # names given, exams done

    def name(self, kind: str) -> str:
        """A lineage, unique in this history, in an order of its own."""
        self.count += 1
        return f"{kind}-{self.rng.randrange(1000):03}-{self.count}"

    def chance(self, share: float) -> bool:
        """True in that share of draws."""
        return self.rng.random() < share

    def on(self) -> date:
        """Any day up to today, late ones more often."""
        span = (self.today - FIRST).days
        return self.today - timedelta(days=int(span * self.rng.random() ** 2))

    def day(self, on: date | None = None) -> Day:
        """Mostly exact; now and then a month, a year, a nominal month."""
        on = on or self.on()
        precision = self.rng.choices(("day", "month", "year", "nominal"), (24, 3, 1, 1))[0]
        if precision == "day":
            return Day.exactly(on)
        if precision == "year":
            return Day(date(on.year, 1, 1), date(on.year, 12, 31), "year")
        first = on.replace(day=1)
        return Day(first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1), precision)

    def some(self, most: int, draw: Callable[[], Fact]) -> list[Fact]:
        """None in most histories, else a few."""
        return [draw() for _ in range(self.rng.randint(1, most))] if self.chance(0.25) else []

    def lesion(self) -> str:
        """One of the lesions."""
        return self.rng.choice(self.lesions or ("L1",))

    def exams(self) -> list[ExamSeen]:
        """A series of exams: drifting sizes, jumps, a target out of sight, other modalities and readers."""
        on, found = self.today, []
        sizes = {lesion: self.rng.uniform(8.0, 50.0) for lesion in ("L1", "L2")}
        speed = self.rng.choice((0.0, 0.0, 0.0, 2.0, 4.0, -3.0))
        gaps = [self.rng.choice(GAPS) for _ in range(self.rng.randint(0, 8))]
        on -= timedelta(days=sum(gaps) + self.rng.choice((0, 10, 100, 200, 300, 360, 400)))
        for gap in gaps:
            jump = self.rng.choice((0.0,) * 8 + (12.0, -8.0))
            found.append(self.exam(on, {lesion: size + jump for lesion, size in sizes.items()}))
            on += timedelta(days=gap)
            sizes = {lesion: size + speed * gap / 365 for lesion, size in sizes.items()}
        return found

    def exam(self, on: date, sizes: dict[str, float]) -> ExamSeen:
        """One exam that measures what its modality can."""
        modality = self.rng.choice(MODALITIES)
        readings: list[Reading] = []
        for lesion in self.lesions if modality != "PET" else ():
            readings += self.readings(lesion, sizes[lesion])
        self.done.append(self.name("exam"))
        annulus = self.rng.choice((*terms.SEEN_RESULTS, "not_examined", "")) if self.chance(0.2) else "measured"
        return ExamSeen(
            id=self.done[-1],
            when=self.day(on),
            modality=modality,
            quality=self.rng.choice(("good",) * 5 + ("adequate", "poor", "")),
            annulus=annulus,
            accepted=self.chance(0.5),
            external=self.chance(0.05),
            inpatient=self.chance(0.05),
            reason=self.rng.choice(("scheduled", "watch", "", "symptom")),
            reader=self.rng.choice(("", "a", "a", "b")),
            readings=tuple(readings),
            features=self.features() if self.chance(0.15) else (),
        )

    def readings(self, lesion: str, size: float) -> list[Reading]:
        """The mass, sometimes its core, strand or defect; sometimes not visible."""
        found, targets = [], ["mass"] if self.chance(0.93) else []
        targets += [target for target in ("core", "strand", "defect") if self.chance(0.03)]
        for target in targets:
            gone = self.chance(0.05)
            read = max(1.0, round(size + self.rng.gauss(0.0, 2.0)))
            rounding = self.rng.choice((1.0, 1.0, 0.1, 5.0))
            found.append(Reading(lesion, target, "long", None if gone else read, rounding, not_visible=gone))
            found += [] if gone else self.beside(found[-1])
        return found

    def beside(self, long: Reading) -> list[Reading]:
        """The shorter axes of some sizes, and now and then a second observer's reading of the same images."""
        axes = [axis for axis, share in (("short", 0.4), ("third", 0.15)) if self.chance(share)]
        size = long.size_mm or 0.0
        found = [replace(long, axis=axis, size_mm=max(1.0, size - self.rng.randint(0, 8))) for axis in axes]
        if self.chance(0.06):
            for first in (long, *found):
                mm = max(1.0, (first.size_mm or 0.0) + self.rng.randint(-3, 3))
                found.append(replace(first, size_mm=mm, reread=True, reader="b"))
        return found

    def features(self) -> tuple[FeatureSeen, ...]:
        """Two features as read."""
        values = ("present", "absent", "absent", "not_assessed", "indeterminate")
        lesion = self.lesion()
        return tuple(FeatureSeen(lesion, name, self.rng.choice(values)) for name in self.rng.sample(FEATURES, 2))

    def form(self) -> FormSeen:
        """A form read by a person; nobody reads "ruptured" and answers "ruled out" in one."""
        form = self.rng.choice(("mac", "mac", "ccma", "ccma", "ruptured_ccma", "resolved", "indeterminate"))
        answer = self.rng.choice(("", "", "", "", "", "", "ruled_out", "found", "cannot_tell"))
        answer = "" if form == "ruptured_ccma" and answer == "ruled_out" else answer
        exam = self.rng.choice((None, None, *self.done))
        name, lesion, when = self.name("form"), self.lesion(), self.day()
        return FormSeen(name, lesion, when, form, exam, self.chance(0.5), answer)

    def event(self) -> EventSeen:
        """Something that happened."""
        kind = self.rng.choice(EVENTS)
        kind = "other" if kind == "death" and self.chance(0.7) else kind
        return EventSeen(self.name("event"), kind, self.day(), self.rng.choice((None, self.lesion())))

    def condition(self) -> ConditionSeen:
        """Mostly dialysis."""
        kind = self.rng.choice(("dialysis", "dialysis", "diabetes"))
        since, until = (self.day() if self.chance(0.7) else None for _ in range(2))
        until = None if self.chance(0.7) else until
        return ConditionSeen(self.name("condition"), kind, "present" if self.chance(0.8) else "absent", since, until)

    def treatment(self) -> TreatmentSeen:
        """An operation, or a medicine that ends nothing."""
        kind = self.rng.choice((*terms.INTERVENTIONS, "statin", "surveillance"))
        return TreatmentSeen(self.name("treatment"), kind, self.day(), self.rng.choice((None, self.lesion())))

    def plan(self) -> PlanSeen | None:
        """What a clinician set, complete as the form demands it."""
        if self.chance(0.75):
            return None
        kind, set_on = self.rng.choice(("interval", "interval", "date", "in_hospital", "elsewhere")), self.on()
        if kind == "interval":
            latest = self.rng.choice((1, 3, 6, 12, 24))
            earliest = self.rng.choice((None, 1, latest))
            return PlanSeen(
                self.name("plan"), kind, set_on, None if earliest is None else min(earliest, latest), latest
            )
        on = None if kind == "elsewhere" else set_on + timedelta(days=self.rng.choice((0, 10, 60, 300)))
        return PlanSeen(self.name("plan"), kind, set_on, on=on)

    def appointment(self) -> AppointmentSeen:
        """A booking, past or to come."""
        on = self.today + timedelta(days=self.rng.choice((-400, -40, -20, -1, 0, 1, 30, 200)))
        return AppointmentSeen(self.name("booking"), on, self.rng.choice([t.code for t in terms.APPOINTMENT_STATES]))

    def history(self) -> History:
        """The patient as a history, sorted as one."""
        exams, died = self.exams(), self.chance(0.03)
        return History(
            patient="P",
            enrolled_on=self.on(),
            lesions=self.lesions,
            exams=in_order(exams),
            forms=in_order(self.some(4, self.form)),
            events=in_order(self.some(2, self.event)),
            cultures=in_order([CultureSeen(self.name("culture"), self.day())] if self.chance(0.02) else []),
            conditions=tuple(self.some(2, self.condition)),
            treatments=in_order(self.some(2, self.treatment)),
            plan=self.plan(),
            appointments=tuple(sorted(self.some(2, self.appointment), key=lambda a: a.on)),
            contacts=(ContactSeen(self.name("contact"), self.on(), "died" if died else "agreed"),),
            closure=ClosureSeen("closure", self.rng.choice(("refused", "transfer_proposed")), self.day())
            if self.chance(0.03)
            else None,
            owned=self.chance(0.5),
        )


def in_order(found: list[Fact]) -> tuple[Fact, ...]:
    """Sorted as a history is."""
    return tuple(sorted(found, key=lambda fact: (fact.when.first, fact.when.last, fact.id)))  # type: ignore[attr-defined]

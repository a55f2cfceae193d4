"""What is known of one patient, as plain values: all that the growth engine and the rules read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from registry.vocabulary.terms import DEATH, DIED, ENDS_NOTHING, INFECTIONS, POSITIVE_CULTURE
from surveillance.engine.day import Day

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Reading:
    """One size of one target on one axis, in mm; `size_mm` is None when the target was not visible."""

    lesion: str
    target: str
    axis: str
    size_mm: float | None
    rounding_mm: float = 1.0
    not_visible: bool = False
    reader: str = ""
    reread: bool = False  # a second reading of the same images


@dataclass(frozen=True, slots=True)
class FeatureSeen:
    """One feature of Table 2 as read in one exam: present, absent, indeterminate or not_assessed."""

    lesion: str
    feature: str
    value: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ExamSeen:
    """One imaging study. `id` is the lineage, so that an amended exam is still the same exam."""

    id: str
    when: Day
    modality: str  # TTE | TOE | CT | CMR | PET | NM
    quality: str = ""  # good | adequate | poor | "" (not recorded)
    annulus: str = ""  # measured | not_visible | excised | prosthesis_assessed | not_examined | ""
    accepted: bool = False  # a clinician lets it reset the clock (CT, CMR, external, inpatient)
    external: bool = False  # done elsewhere
    inpatient: bool = False
    reason: str = ""  # scheduled | watch | symptom | incidental | ""
    reader: str = ""
    limited_by: tuple[str, ...] = ()  # codes of registry.terms.STUDY_LIMITS
    readings: tuple[Reading, ...] = ()
    features: tuple[FeatureSeen, ...] = ()
    typed: Mapping[str, float | str] = field(default_factory=dict)  # registry.models.reading by field; empty is missing


@dataclass(frozen=True, slots=True)
class FormSeen:
    """A form read by a person: mac, ccma, ruptured_ccma, resolved or indeterminate."""

    id: str
    lesion: str
    when: Day
    form: str
    exam: str | None = None
    by_cardiologist: bool = False  # a dated assessment that may end "ruptured"
    rupture_answer: str = ""  # ruled_out | found | cannot_tell: the answer that closes G6


@dataclass(frozen=True, slots=True)
class EventSeen:
    """Something dated that happened."""

    id: str
    kind: str
    when: Day
    lesion: str | None = None
    attribution: str = ""  # definite | probable | possible | other_cause | undetermined
    organism: str = ""
    workup: tuple[str, ...] = ()  # codes of registry.terms.WORKUP: the causes that were excluded


@dataclass(frozen=True, slots=True)
class CultureSeen:
    """A positive blood culture among the laboratory values."""

    id: str
    when: Day

    @property
    def event(self) -> EventSeen:
        """The culture as what it tells of: an event of its day."""
        return EventSeen(self.id, POSITIVE_CULTURE.code, self.when)


@dataclass(frozen=True, slots=True)
class ConditionSeen:
    """A risk factor or comorbidity: present or absent, since and until when if known."""

    id: str
    kind: str
    status: str  # present | absent
    since: Day | None = None
    until: Day | None = None
    severity: str = ""  # mild | moderate | severe


@dataclass(frozen=True, slots=True)
class LabSeen:
    """A laboratory value with the laboratory's own unit and limits."""

    id: str
    kind: str  # a code of registry.terms.LABS
    when: Day
    value: float
    unit: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class VisitSeen:
    """A clinical contact with findings; an empty value was not recorded."""

    id: str
    when: Day
    nyha: str = ""  # 1 | 2 | 3 | 4
    rhythm: str = ""  # regular | irregular | sinus | af | paced
    conduction: str = ""  # normal | av_block_1 | av_block_2 | av_block_3 | lbbb | rbbb
    symptoms: tuple[str, ...] = ()
    pulse: float | None = None  # per minute
    systolic_mmhg: float | None = None
    diastolic_mmhg: float | None = None
    temperature_c: float | None = None
    antithrombotics: str = ""  # none | antiplatelet | anticoagulant | both
    typed: Mapping[str, float | str] = field(default_factory=dict, hash=False)  # any other measure or code by its name


@dataclass(frozen=True, slots=True)
class TeamAnswerSeen:
    """One question of Figure 6 answered by a person."""

    id: str
    question: str  # a code of registry.clinic_terms.TEAM_QUESTIONS
    answer: str  # yes | no | cannot_tell
    when: Day
    basis: str = ""


@dataclass(frozen=True, slots=True)
class DecisionSeen:
    """What a Heart Team decided: a treatment (or "surveillance", or nothing coded) and how soon."""

    id: str
    when: Day
    intended: str = ""  # a code of registry.terms.TREATMENTS
    urgency: str = ""  # emergency | urgent | elective
    lesion: str | None = None
    question: str = ""
    decision: str = ""


@dataclass(frozen=True, slots=True)
class TreatmentSeen:
    """A treatment given or a procedure done."""

    id: str
    kind: str
    when: Day
    lesion: str | None = None


@dataclass(frozen=True, slots=True)
class PlanSeen:
    """What a clinician set for this patient; beats every plan by state."""

    id: str
    kind: str  # interval | date | in_hospital | elsewhere
    set_on: date
    earliest_months: float | None = None
    latest_months: float | None = None
    on: date | None = None  # the date set (date), the recheck date (in_hospital)


@dataclass(frozen=True, slots=True)
class AppointmentSeen:
    """A date booked for the next exam, and what became of it."""

    id: str
    on: date
    state: str  # booked | attended | missed | cancelled
    modality: str = ""


@dataclass(frozen=True, slots=True)
class ContactSeen:
    """One attempt to reach the patient."""

    id: str
    on: date
    outcome: str  # agreed | call_later | no_answer | letter_sent | wrong_number | moved | refused | died


@dataclass(frozen=True, slots=True)
class ClosureSeen:
    """Why surveillance ended: died, refused, transferred or discharged; or a transfer that nobody has accepted yet."""

    id: str
    reason: str
    when: Day


@dataclass(frozen=True, slots=True)
class CardSeen:
    """The open card of the patient: no fact, but what X5 asks about."""

    id: str
    severity: str
    opened_on: date  # the centre's day
    asked_by: datetime  # until when it should be answered
    is_late: bool  # whether that moment has passed


def _read_from(model: str, seen: type) -> Any:
    """The facts of that model, each as `seen`: `id` is its lineage, `when` its days, any other value its field."""
    return field(default=(), metadata={"model": model, "seen": seen})


@dataclass(frozen=True)
class History:
    """One patient as known at one moment.

    Tuples are sorted by day (first, last), and on one day as their facts were first recorded; the plan and the closure
    are the last ones set. Conditions are sorted by kind.
    """

    patient: str
    enrolled_on: date
    sex: str = ""
    birth: Day | None = None
    lesions: tuple[str, ...] = ()
    exams: tuple[ExamSeen, ...] = ()
    forms: tuple[FormSeen, ...] = ()
    events: tuple[EventSeen, ...] = _read_from("Event", EventSeen)
    cultures: tuple[CultureSeen, ...] = ()
    conditions: tuple[ConditionSeen, ...] = ()
    treatments: tuple[TreatmentSeen, ...] = _read_from("Treatment", TreatmentSeen)
    labs: tuple[LabSeen, ...] = _read_from("LabResult", LabSeen)  # every laboratory value, blood cultures too
    visits: tuple[VisitSeen, ...] = _read_from("Visit", VisitSeen)
    answers: tuple[TeamAnswerSeen, ...] = _read_from("TeamAnswer", TeamAnswerSeen)
    decisions: tuple[DecisionSeen, ...] = _read_from("Decision", DecisionSeen)
    plan: PlanSeen | None = None
    appointments: tuple[AppointmentSeen, ...] = _read_from("Appointment", AppointmentSeen)
    contacts: tuple[ContactSeen, ...] = _read_from("Contact", ContactSeen)
    closure: ClosureSeen | None = None
    owner: int | None = None  # the person who answers for the recall
    card: CardSeen | None = None  # given by the review alone: a history read for a page or a replay has none
    owned: bool = False  # somebody answers for the recall of this patient
    memo: dict[object, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    def once(self, key: object, compute: Callable[[], Found]) -> Found:
        """What `compute` gives for this history, worked out the first time a rule asks: a history never changes."""
        try:
            found: Found = self.memo[key]
        except KeyError:
            found = self.memo[key] = compute()
        return found

    @cached_property
    def ended(self) -> ClosureSeen | None:
        """The end of surveillance: a death, from which it follows, else the closure that was recorded.

        A transfer that is only proposed ends nothing.
        """
        if death := next((event for event in self.events if event.kind == DEATH), None):
            return ClosureSeen(death.id, DIED, death.when)
        return self.closure if self.closure and self.closure.reason != ENDS_NOTHING else None

    @property
    def is_dead(self) -> bool:
        """Whether a death is known."""
        return self.ended is not None and self.ended.reason == DIED

    @cached_property
    def infections(self) -> tuple[EventSeen, ...]:
        """Bacteraemia, sepsis and endocarditis; a positive blood culture counts like bacteraemia."""
        found = [event for event in self.events if event.kind in INFECTIONS]
        found += [culture.event for culture in self.cultures]
        return tuple(sorted(found, key=lambda event: (event.when.first, event.when.last, event.id)))

    @cached_property
    def features(self) -> Mapping[tuple[str, str], list[tuple[ExamSeen, FeatureSeen]]]:
        """What every exam says of a feature, by (lesion, feature), in order of time."""
        found: dict[tuple[str, str], list[tuple[ExamSeen, FeatureSeen]]] = {}
        for exam in self.exams:
            for seen in exam.features:
                found.setdefault((seen.lesion, seen.feature), []).append((exam, seen))
        return found

    @cached_property
    def sizes(self) -> Mapping[tuple[str, str], list[tuple[ExamSeen, Reading]]]:
        """Every reading of a target, by (lesion, target), in order of time."""
        found: dict[tuple[str, str], list[tuple[ExamSeen, Reading]]] = {}
        for exam in self.exams:
            for reading in exam.readings:
                found.setdefault((reading.lesion, reading.target), []).append((exam, reading))
        return found

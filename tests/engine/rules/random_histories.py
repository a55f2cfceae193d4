"""Random histories for hypothesis: everything that may be recorded, in any combination, past and future."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from registry import catalogue
from registry.vocabulary import clinic, terms
from surveillance.engine.day import Day
from surveillance.engine.known.history import (
    AppointmentSeen,
    ClosureSeen,
    ConditionSeen,
    ContactSeen,
    CultureSeen,
    DecisionSeen,
    EventSeen,
    ExamSeen,
    FeatureSeen,
    FormSeen,
    History,
    LabSeen,
    PlanSeen,
    Reading,
    TeamAnswerSeen,
    TreatmentSeen,
    VisitSeen,
)

LESIONS = ("L1", "L2")
dates = st.dates(date(2023, 1, 1), date(2027, 12, 31))
lesions = st.sampled_from(LESIONS)


def codes(found: terms.Terms) -> st.SearchStrategy[str]:
    """One of the codes."""
    return st.sampled_from([term.code for term in found])


@st.composite
def days(draw: st.DrawFn) -> Day:
    """A day of any precision."""
    on, precision = draw(dates), draw(st.sampled_from(("day", "day", "day", "month", "year", "nominal")))
    if precision == "day":
        return Day.exactly(on)
    if precision == "year":
        return Day(date(on.year, 1, 1), date(on.year, 12, 31), "year")
    first = on.replace(day=1)
    return Day(first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1), precision)


def or_empty(found: terms.Terms) -> st.SearchStrategy[str]:
    """One of the codes, or nothing recorded."""
    return st.sampled_from(["", *(term.code for term in found)])


def some(found: terms.Terms, most: int = 2) -> st.SearchStrategy[tuple[str, ...]]:
    """A few of the codes."""
    return st.lists(codes(found), max_size=most, unique=True).map(tuple)


def value_of(entry: catalogue.Entry) -> st.SearchStrategy[float | str]:
    """Any value that the field of a reading may hold."""
    if entry.kind == "coded":
        return st.sampled_from([code for code, _label in entry.terms])
    return st.floats(entry.low or 0.0, 1000.0 if entry.high is None else entry.high)


@st.composite
def typed_of(draw: st.DrawFn, modality: str) -> dict[str, float | str]:
    """A few of the values that an exam by this modality may type."""
    fields = [e for e in catalogue.entries(catalogue.READING_OF[modality]) if e.kind in ("measure", "coded")]
    chosen = draw(st.lists(st.sampled_from(fields), max_size=5, unique_by=lambda entry: entry.name))
    return {entry.name: draw(value_of(entry)) for entry in chosen}


readings = st.builds(
    lambda lesion, target, axis, mm: Reading(lesion, target, axis, mm, not_visible=mm is None),
    lesions,
    st.sampled_from(("mass", "mass", "mass", "core", "strand")),
    st.sampled_from(("long", "long", "long", "short", "third")),
    st.none() | st.integers(4, 60).map(float),
)
features = st.builds(FeatureSeen, lesions, codes(terms.FEATURE_TERMS), codes(terms.VALUES))


@st.composite
def exams(draw: st.DrawFn) -> ExamSeen:
    """An exam with sizes, features and the typed values of its modality."""
    modality = draw(codes(terms.MODALITIES))
    return ExamSeen(
        id=str(draw(st.uuids())),
        when=draw(days()),
        modality=modality,
        quality=draw(st.sampled_from(("", "good", "adequate", "poor"))),
        annulus=draw(st.sampled_from(("", *terms.SEEN_RESULTS, "not_examined"))),
        accepted=draw(st.booleans()),
        external=draw(st.booleans()),
        reason=draw(st.sampled_from(("", "scheduled", "watch", "symptom"))),
        limited_by=draw(some(terms.STUDY_LIMITS)),
        readings=tuple(draw(st.lists(readings, max_size=3))),
        features=tuple(draw(st.lists(features, max_size=4))),
        typed=draw(typed_of(modality)),
    )


forms = st.builds(
    FormSeen,
    st.uuids().map(str),
    lesions,
    days(),
    codes(terms.FORMS),
    by_cardiologist=st.booleans(),
    rupture_answer=st.sampled_from(("", "", *(term.code for term in terms.RUPTURE_ANSWERS))),
)
events = st.builds(
    EventSeen,
    st.uuids().map(str),
    codes(terms.EVENTS),
    days(),
    lesion=st.none() | lesions,
    attribution=st.sampled_from(("", *(term.code for term in terms.ATTRIBUTIONS))),
)
cultures = st.builds(CultureSeen, st.uuids().map(str), days())
conditions = st.builds(
    ConditionSeen,
    st.uuids().map(str),
    st.just("dialysis") | codes(terms.CONDITIONS),
    codes(terms.CONDITION_STATUSES),
    since=st.none() | days(),
    until=st.none() | days(),
    severity=or_empty(terms.SEVERITIES),
)
labs = st.builds(
    LabSeen,
    st.uuids().map(str),
    codes(terms.LABS),
    days(),
    st.floats(0.0, 500.0),
    st.just("mmol/L"),
    low=st.none() | st.floats(0.0, 100.0),
    high=st.none() | st.floats(100.0, 300.0),
)
visits = st.builds(
    VisitSeen,
    st.uuids().map(str),
    days(),
    nyha=or_empty(terms.NYHA),
    rhythm=or_empty(terms.RHYTHMS),
    conduction=or_empty(clinic.CONDUCTIONS),
    symptoms=some(clinic.SYMPTOMS),
    pulse=st.none() | st.floats(30.0, 180.0),
    systolic_mmhg=st.none() | st.floats(80.0, 220.0),
    temperature_c=st.none() | st.floats(35.0, 41.0),
    antithrombotics=or_empty(terms.ANTITHROMBOTICS),
)
answers = st.builds(
    TeamAnswerSeen,
    st.uuids().map(str),
    codes(clinic.TEAM_QUESTIONS),
    codes(clinic.TEAM_ANSWERS),
    days(),
)
decisions = st.builds(
    DecisionSeen,
    st.uuids().map(str),
    days(),
    or_empty(terms.TREATMENTS),
    or_empty(clinic.URGENCIES),
    lesion=st.none() | lesions,
)
treatments = st.builds(TreatmentSeen, st.uuids().map(str), codes(terms.TREATMENTS), days(), lesion=st.none() | lesions)
plans = st.builds(
    PlanSeen,
    st.uuids().map(str),
    codes(terms.PLAN_KINDS),
    dates,
    earliest_months=st.none() | st.integers(1, 12),
    latest_months=st.none() | st.integers(1, 24),
    on=st.none() | dates,
)
appointments = st.builds(AppointmentSeen, st.uuids().map(str), dates, codes(terms.APPOINTMENT_STATES))
contacts = st.builds(ContactSeen, st.uuids().map(str), dates, codes(terms.CONTACT_OUTCOMES))
closures = st.builds(ClosureSeen, st.uuids().map(str), codes(terms.CLOSURES), days())


def in_order(found: list[Any]) -> tuple[Any, ...]:
    """Sorted as a history is: by first day, last day, lineage."""
    return tuple(sorted(found, key=lambda fact: (fact.when.first, fact.when.last, fact.id)))


@st.composite
def histories(draw: st.DrawFn) -> History:
    """A patient with two lesions or one, followed by the engine."""
    return History(
        patient="P",
        enrolled_on=draw(dates),
        lesions=draw(st.sampled_from(((), LESIONS[:1], LESIONS))),
        exams=in_order(draw(st.lists(exams(), max_size=6))),
        forms=in_order(draw(st.lists(forms, max_size=3))),
        events=in_order(draw(st.lists(events, max_size=3))),
        cultures=in_order(draw(st.lists(cultures, max_size=1))),
        conditions=tuple(draw(st.lists(conditions, max_size=2))),
        treatments=in_order(draw(st.lists(treatments, max_size=2))),
        labs=in_order(draw(st.lists(labs, max_size=2))),
        visits=in_order(draw(st.lists(visits, max_size=2))),
        answers=in_order(draw(st.lists(answers, max_size=2))),
        decisions=in_order(draw(st.lists(decisions, max_size=1))),
        plan=draw(st.none() | plans),
        appointments=tuple(draw(st.lists(appointments, max_size=2))),
        contacts=tuple(draw(st.lists(contacts, max_size=4))),
        closure=draw(st.none() | st.none() | closures),
        owned=draw(st.booleans()),
    )

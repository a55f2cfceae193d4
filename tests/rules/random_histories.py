"""Random histories for hypothesis: everything that may be recorded, in any combination, past and future."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from registry import terms
from surveillance.policy import DEFAULT
from surveillance.trajectory.growth import follow
from surveillance.trajectory.history import (
    AppointmentSeen,
    ClosureSeen,
    ConditionSeen,
    ContactSeen,
    CultureSeen,
    Day,
    EventSeen,
    ExamSeen,
    FeatureSeen,
    FormSeen,
    History,
    PlanSeen,
    Reading,
    TreatmentSeen,
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


readings = st.builds(
    lambda lesion, target, mm: Reading(lesion, target, "long", mm, not_visible=mm is None),
    lesions,
    st.sampled_from(("mass", "mass", "mass", "core", "strand")),
    st.none() | st.integers(4, 60).map(float),
)
features = st.builds(FeatureSeen, lesions, codes(terms.FEATURE_TERMS), codes(terms.VALUES))
exams = st.builds(
    ExamSeen,
    id=st.uuids().map(str),
    when=days(),
    modality=codes(terms.MODALITIES),
    quality=st.sampled_from(("", "good", "adequate", "poor")),
    annulus=st.sampled_from(("", *terms.SEEN_RESULTS, "not_examined")),
    accepted=st.booleans(),
    external=st.booleans(),
    reason=st.sampled_from(("", "scheduled", "watch", "symptom")),
    readings=st.lists(readings, max_size=3).map(tuple),
    features=st.lists(features, max_size=4).map(tuple),
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
    st.sampled_from(("dialysis", "dialysis", "atrial_fibrillation")),
    codes(terms.CONDITION_STATUSES),
    since=st.none() | days(),
    until=st.none() | days(),
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


def in_order(found: list) -> tuple:
    """Sorted as a history is: by first day, last day, lineage."""
    return tuple(sorted(found, key=lambda fact: (fact.when.first, fact.when.last, fact.id)))


@st.composite
def histories(draw: st.DrawFn) -> History:
    """A patient with two lesions or one, followed by the engine."""
    plain = History(
        patient="P",
        enrolled_on=draw(dates),
        lesions=draw(st.sampled_from(((), LESIONS[:1], LESIONS))),
        exams=in_order(draw(st.lists(exams, max_size=6))),
        forms=in_order(draw(st.lists(forms, max_size=3))),
        events=in_order(draw(st.lists(events, max_size=3))),
        cultures=in_order(draw(st.lists(cultures, max_size=1))),
        conditions=tuple(draw(st.lists(conditions, max_size=2))),
        treatments=in_order(draw(st.lists(treatments, max_size=2))),
        plan=draw(st.none() | plans),
        appointments=tuple(draw(st.lists(appointments, max_size=2))),
        contacts=tuple(draw(st.lists(contacts, max_size=4))),
        closure=draw(st.none() | st.none() | closures),
        owned=draw(st.booleans()),
    )
    return follow(plain, DEFAULT)

"""A fact that says nothing of the size never changes the course, and no risk factor lowers the sensitivity of G2."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from registry.vocabulary import terms
from surveillance.engine.day import Day
from surveillance.engine.known.history import (
    ConditionSeen,
    CultureSeen,
    DecisionSeen,
    EventSeen,
    ExamSeen,
    FeatureSeen,
    History,
    LabSeen,
    Reading,
    TeamAnswerSeen,
    TreatmentSeen,
    VisitSeen,
)
from tests.oracle.drawn_histories import LAST, Draw
from tests.properties.said import abrupt_rises, courses

NEW = "new"  # the lineage of what is added
RUPTURES = ("rupture", "fistula", "pseudoaneurysm")  # these cut a course: CLINICAL D1, "rupture ends the segment"
HARMLESS = tuple(term.code for term in terms.EVENTS if term.code not in RUPTURES)
CONSERVATIVE = tuple(term.code for term in terms.TREATMENTS if term.code not in terms.INTERVENTIONS)
Added = tuple[str, Any]


def _code(rng: random.Random, found: terms.Terms) -> str:
    return rng.choice([term.code for term in found])


def visit(rng: random.Random, day: Day) -> Added:
    """A visit with findings of every kind."""
    findings = {"nyha": rng.choice("1234"), "rhythm": _code(rng, terms.RHYTHMS), "pulse": 80.0, "systolic_mmhg": 190.0}
    return "visits", VisitSeen(NEW, day, temperature_c=39.2, antithrombotics="both", symptoms=("fever",), **findings)


def event(rng: random.Random, day: Day) -> Added:
    """Any event but a rupture, sepsis and stroke among them."""
    return "events", EventSeen(NEW, rng.choice(HARMLESS), day, rng.choice((None, "L1")), "definite")


def condition(rng: random.Random, day: Day) -> Added:
    """Any condition, dialysis and family history among them."""
    status, severity = _code(rng, terms.CONDITION_STATUSES), rng.choice(("", *(t.code for t in terms.SEVERITIES)))
    since = rng.choice((None, day))
    return "conditions", ConditionSeen(NEW, _code(rng, terms.CONDITIONS), status, since, None, severity)


def laboratory(rng: random.Random, day: Day) -> Added:
    """Any laboratory value."""
    return "labs", LabSeen(NEW, _code(rng, terms.LABS), day, rng.choice((0.0, 1.0, 300.0)), "mg/L", 0.0, 5.0)


def culture(rng: random.Random, day: Day) -> Added:
    """A positive blood culture."""
    return "cultures", CultureSeen(NEW, day)


def treatment(rng: random.Random, day: Day) -> Added:
    """Any treatment that leaves the lesion alone."""
    return "treatments", TreatmentSeen(NEW, rng.choice(CONSERVATIVE), day)


def tracer(rng: random.Random, day: Day) -> Added:
    """A PET: it shows no size, whatever else it shows."""
    seen = (FeatureSeen("L1", "tracer_uptake", "present"), FeatureSeen("L1", "abscess", "present"))
    return "exams", ExamSeen(NEW, day, "PET", "good", reader="c", accepted=True, features=seen)


def unsized(rng: random.Random, day: Day) -> Added:
    """An echo that measured nothing and read a mobile part."""
    seen = (FeatureSeen("L1", "mobile_element", "present"),)
    return "exams", ExamSeen(NEW, day, rng.choice(terms.ECHO), "good", reader="c", features=seen)


def decision(rng: random.Random, day: Day) -> Added:
    """A Heart Team that decides, but nothing is done yet."""
    return "decisions", DecisionSeen(NEW, day, _code(rng, terms.TREATMENTS), "urgent", "L1")


def answer(rng: random.Random, day: Day) -> Added:
    """A question of Figure 6 answered."""
    return "answers", TeamAnswerSeen(NEW, "ruptured", rng.choice(("yes", "no")), day)


SILENT: tuple[Callable[[random.Random, Day], Added], ...] = (
    visit, event, condition, laboratory, culture, treatment, tracer, unsized, decision, answer,
)  # fmt: skip
RISKS: tuple[Callable[[random.Random, Day], Added], ...] = (visit, condition, laboratory, culture, tracer, unsized)


def with_fact(history: History, added: Added) -> History:
    """The history with one fact more, in its place."""
    name, fact = added
    rows = (*getattr(history, name), fact)
    if name == "conditions":
        return replace(history, conditions=tuple(sorted(rows, key=lambda row: (row.kind, row.id))))
    return replace(history, **{name: tuple(sorted(rows, key=lambda row: (row.when.first, row.when.last, row.id)))})


def without_looks(history: History) -> History:
    """Without "not visible", of which the next exam says whether it could be told (tested beside)."""
    seen = (replace(e, readings=tuple(r for r in e.readings if not r.not_visible)) for e in history.exams)
    return replace(history, exams=tuple(seen))


@settings(max_examples=200)
@given(st.integers(0, 10**9), st.sampled_from(SILENT))
def test_a_fact_that_says_nothing_of_the_size_never_changes_a_course(
    seed: int, kind: Callable[[random.Random, Day], Added]
) -> None:
    drawn = Draw(seed)
    history = without_looks(drawn.history())
    day = Day.exactly(drawn.on())
    assert courses(with_fact(history, kind(drawn.rng, day))) == courses(history)


def jumping(drawn: Draw) -> History:
    """A patient whose mass is 25 mm larger at the last exam than ever before."""
    days = [Day.exactly(date(2026, month, 1)) for month in (1, 3, 5)]
    exams = (
        ExamSeen(f"exam-{n}", day, "TTE", "good", "measured", readings=(Reading("L1", "mass", "long", mm),))
        for n, (day, mm) in enumerate(zip(days, (20.0, 21.0, 46.0), strict=True))
    )
    drawn.lesions = ("L1",)
    return replace(drawn.history(), exams=tuple(exams), treatments=(), events=(), forms=(), closure=None)


@settings(max_examples=300)
@given(st.integers(0, 10**9), st.sampled_from(RISKS))
def test_no_risk_factor_removes_an_abrupt_rise_or_lowers_its_severity(
    seed: int, kind: Callable[[random.Random, Day], Added]
) -> None:
    """CLINICAL G2: no risk factor may lower its sensitivity. Every patient here jumps at the last exam."""
    drawn = Draw(seed)
    history = jumping(drawn)
    before = abrupt_rises(history, LAST)
    after = abrupt_rises(with_fact(history, kind(drawn.rng, Day.exactly(drawn.on()))), LAST)
    assert before
    for anchor, (severity, live) in before.items():
        assert anchor in after
        assert after[anchor][0] >= severity
        assert after[anchor][1] >= live

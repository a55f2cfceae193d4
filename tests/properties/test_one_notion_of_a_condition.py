"""Whether a patient has a condition on a day is read alike by banner, risk list, rules, plans, chart and Heart Team."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveillance.engine.course.risk import DIALYSIS, flags
from surveillance.engine.day import Day
from surveillance.engine.heart_team.facts import Known, said
from surveillance.engine.imaging import barriers
from surveillance.engine.imaging.questions import _tissue
from surveillance.engine.known.clock import Clock
from surveillance.engine.known.history import ConditionSeen, History
from surveillance.pages.patient import parts as patient_parts
from surveillance.pages.patient.banner import flags as banner_flags
from surveillance.pages.team import brief
from surveillance.words.message import text
from tests.engine.rules.histories import TODAY, case, day, signals
from tests.engine.rules.random_histories import days

NEAR = st.dates(TODAY - timedelta(days=3), TODAY + timedelta(days=3)).map(Day.exactly)
WHEN = st.none() | NEAR | NEAR | days()


def rows(kind: str) -> st.SearchStrategy[tuple[ConditionSeen, ...]]:
    """A few entries of one condition, many of them beginning or ending about today."""
    numbers = st.integers(0, 9).map(str)
    row = st.builds(ConditionSeen, numbers, st.just(kind), st.sampled_from(("present", "absent")), WHEN, WHEN)
    return st.lists(row, max_size=3, unique_by=lambda one: one.id).map(tuple)


def having(found: tuple[ConditionSeen, ...]) -> History:
    return History("P", date(2022, 1, 1), lesions=("L1",), conditions=found)


def on_banner(patient: History, today: date) -> str:
    picture: Any = SimpleNamespace(
        history=patient, case=case(patient, today=today), patient=SimpleNamespace(origin="real"), card=None
    )
    return dict(banner_flags(picture))["Dialysis"]


@given(rows("dialysis"))
def test_everybody_says_alike_whether_the_patient_is_on_dialysis(found: tuple[ConditionSeen, ...]) -> None:
    patient = having(found)
    present = bool(signals("C1", patient))
    assert (on_banner(patient, TODAY) == "present") == present
    assert any(f.code == DIALYSIS for f in flags(case(patient), lesion="L1")) == present
    team = said("high_risk", Known(case(patient)))
    assert ("on haemodialysis" in text(team.reason)) == present
    named_unknown = "dialysis" in text(team.reason) and not present
    assert named_unknown or present or on_banner(patient, TODAY) == "absent"
    unrecorded = patient_parts.risks(patient, TODAY)["not_recorded"].split(", ")
    assert ("Haemodialysis" in unrecorded) == (on_banner(patient, TODAY) == "not_recorded")


@given(rows("dialysis"))
def test_the_risk_list_gives_an_end_to_what_is_over(found: tuple[ConditionSeen, ...]) -> None:
    """Also to what another entry ended: "absent since March" is the end of "since 2020"."""
    patient = having(found)
    shown = [fact.more or fact.when for fact in patient_parts.risks(patient, TODAY)["stated"]]
    if not signals("C1", patient):
        begun = [row for row in found if row.status == "present" and (not row.since or row.since.first <= TODAY)]
        assert sum("until" in words for words in shown) >= len(begun)


@given(rows("differential_tumour"))
def test_a_tumour_stands_for_the_heart_team_as_it_stands_for_the_next_imaging(found: tuple[ConditionSeen, ...]) -> None:
    patient = having(found)
    stands = said("tumour", Known(case(patient))).state == "yes"
    assert stands == any("tumour" in text(asked.text) for asked in _tissue(patient, Clock(TODAY)))


@given(rows("claustrophobia"))
def test_the_brief_names_the_contraindications_that_bar_the_exam(found: tuple[ConditionSeen, ...]) -> None:
    patient = having(found)
    item = next(i for i in brief.items(case(patient, today=TODAY), None, ()) if "Contraindications" in i.label)
    bars = barriers.bars(patient, Clock(TODAY), "CMR")
    assert (bool(item.value) and "none of" not in item.value) == bool(bars)
    here, unknown = barriers.stated(patient, Clock(TODAY))
    assert not (set(here) & set(unknown))


ON = ConditionSeen("1", "dialysis", "present", day("2020"))
CASES = {
    "ended today": ((ConditionSeen("1", "dialysis", "present", day("2020"), day("2026-06-01")),), "present"),
    "ended yesterday": ((ConditionSeen("1", "dialysis", "present", day("2020"), day("2026-05-31")),), "absent"),
    "ended this month": ((ConditionSeen("1", "dialysis", "present", day("2020"), day("2026-06")),), "present"),
    "absent since March": ((ON, ConditionSeen("2", "dialysis", "absent", day("2026-03"))), "absent"),
    "absent since this month": ((ON, ConditionSeen("2", "dialysis", "absent", day("2026-06"))), "present"),
    "absent from today": ((ON, ConditionSeen("2", "dialysis", "absent", day("2026-06-01"))), "absent"),
    "absent, no day": ((ON, ConditionSeen("2", "dialysis", "absent")), "present"),
    "only absent, no day": ((ConditionSeen("2", "dialysis", "absent"),), "absent"),
    "begins tomorrow": ((ConditionSeen("1", "dialysis", "present", day("2026-06-02")),), "not_recorded"),
    "begins this month": ((ConditionSeen("1", "dialysis", "present", day("2026-06")),), "present"),
    "begun again": ((ON, ConditionSeen("2", "dialysis", "absent", day("2026-03")),
                     ConditionSeen("3", "dialysis", "present", day("2026-05"))), "present"),
    "nothing": ((), "not_recorded"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_banner_reads_the_days_of_a_condition(name: str) -> None:
    found, state = CASES[name]
    assert on_banner(having(found), TODAY) == state
    assert bool(signals("C1", having(found))) == (state == "present")

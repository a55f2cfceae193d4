"""The imaging protocol P1 to P6: which exam is suggested in which situation, by which sentence, for what question."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveillance.engine.course.patient_growth import case_of
from surveillance.engine.imaging.barriers import BARRED_BY, CONTRAINDICATIONS, bars
from surveillance.engine.imaging.protocol import Suggestion, next_imaging
from surveillance.engine.known.clock import Clock
from surveillance.engine.known.history import (
    AppointmentSeen,
    ClosureSeen,
    ConditionSeen,
    DecisionSeen,
    FeatureSeen,
    History,
    LabSeen,
)
from surveillance.engine.policy import DEFAULT
from surveillance.engine.rules import RULE, RULES
from surveillance.engine.rules.imaging import BY_STEP
from surveillance.words.message import text
from tests.engine.rules.histories import TODAY, culture, day, dialysis, event, exam, history, treatment
from tests.engine.rules.random_histories import histories

TTE = exam("2026-05-01", 20)
SEPSIS = event("2026-05-20", "sepsis")


def has(kind: str, since: str | None = "2026-05-10", *, until: str | None = None, status: str = "present"):
    """A condition, contraindication or differential."""
    return ConditionSeen(
        f"c-{kind}-{status}", kind, status, day(since) if since else None, day(until) if until else None
    )


def unclear(when: str, feature: str, modality: str = "TTE"):
    """An exam that could not tell."""
    return exam(when, 20, modality=modality) if not feature else replace(
        exam(when, 20, modality=modality), features=(FeatureSeen("L1", feature, "indeterminate"),)
    )  # fmt: skip


def asked(*facts, today: date = TODAY, **more) -> Suggestion | None:
    """What is suggested."""
    return next_imaging(case_of(history(*facts, **more), DEFAULT, today))


def said(*facts, today: date = TODAY, **more) -> tuple[str, str] | None:
    """The sentence of the protocol and the exam."""
    found = asked(*facts, today=today, **more)
    return (BY_STEP[found.step].id, found.modality) if found else None


DECIDED = {"decisions": (DecisionSeen("d", day("2026-05-25"), intended="replacement"),)}
# situation: facts, more, (P, exam), a word of the question
TABLE = {
    "nothing is recorded": ((), {}, ("P1", "TTE"), "No TTE"),
    "only a CT": ((exam("2026-05-01", 20, modality="CT"),), {}, ("P1", "TTE"), "No TTE"),
    "sepsis, no TTE: echo comes first": ((SEPSIS,), {}, ("P1", "TTE"), "No TTE"),
    "a TTE and nothing else": ((TTE,), {}, None, ""),
    "TTE of poor quality": ((exam("2026-05-01", 20, quality="poor"),), {}, ("P2", "TOE"), "window was poor"),
    "TTE through a poor window": ((exam("2026-05-01", 20, limited_by=("poor_window",)),), {}, ("P2", "TOE"), "window"),
    "sepsis": ((TTE, SEPSIS), {}, ("P2", "TOE"), "infected"),
    "positive blood culture": ((TTE, culture("2026-05-20")), {}, ("P2", "TOE"), "infected"),
    "vegetation considered": ((TTE, has("differential_vegetation")), {}, ("P2", "TOE"), "Vegetation"),
    "stroke, no leak seen": ((TTE, event("2026-05-20", "stroke")), {}, ("P2", "TOE"), "leak"),
    "stroke of another cause": ((TTE, event("2026-05-20", "stroke", attribution="other_cause")), {}, None, ""),
    "stroke seven months ago": ((TTE, event("2025-11-01", "stroke")), {}, None, ""),
    "mobile part": ((exam("2026-05-01", 20, has=("mobile_element",)),), {}, ("P2", "TOE"), "High-risk"),
    "dialysis is no reason for a probe": ((TTE, dialysis("2020")), {}, None, ""),
    "origin of regurgitation unclear": ((unclear("2026-05-01", "mr_through_lesion"),), {}, ("P2", "TOE"), "regurgit"),
    "severe regurgitation, mechanism not said": (
        (exam("2026-05-01", 20, typed={"mr_grade": "severe"}),), {}, ("P2", "TOE"), "severe regurgitation"),
    "severe regurgitation, mechanism said": (
        (exam("2026-05-01", 20, typed={"mr_grade": "severe", "mr_mechanism": "coaptation"}),), {}, None, ""),
    "mild regurgitation, mechanism not said": ((exam("2026-05-01", 20, typed={"mr_grade": "mild"}),), {}, None, ""),
    "thrombus or content": ((TTE, has("differential_thrombus")), {}, ("P3", "CMR"), "Thrombus or caseous"),
    "tumour not ruled out": ((TTE, has("differential_tumour")), {}, ("P3", "CMR"), "tumour"),
    "leak unclear on TTE": ((unclear("2026-05-01", "leaking_content"),), {}, ("P3", "CMR"), "Thrombus"),
    "abscess unclear on TOE": ((TTE, unclear("2026-05-02", "abscess", "TOE")), {}, ("P3", "CMR"), "abscess"),
    "leak unclear on CMR": ((TTE, unclear("2026-05-02", "leaking_content", "CMR")), {}, ("P6", "CT"), "could not tell"),
    "severe regurgitation, TOE does not say from where": (
        (TTE, exam("2026-05-02", 20, modality="TOE", typed={"mr_grade": "severe"})), {}, ("P6", "CMR"), "severe"),
    "thrombus no longer considered": ((TTE, has("differential_thrombus", until="2026-05-20")), {}, None, ""),
    "thrombus or content, no gadolinium": (
        (TTE, has("differential_thrombus"), has("gadolinium_contraindicated")), {}, ("P4", "CT"), "Thrombus"),
    "an operation is decided": ((TTE,), DECIDED, ("P4", "CT"), "calcium reach"),
    "an operation is decided, CT eleven months old": ((TTE, exam("2025-06-25", 20, modality="CT")), DECIDED, None, ""),
    "an operation is decided, CT a year and a day old": (
        (TTE, exam("2025-05-24", 20, modality="CT")), DECIDED, ("P4", "CT"), "calcium"),
    "the operation is done": ((TTE, treatment("2026-05-26", "replacement")), DECIDED, None, ""),
    "sepsis, TOE done": ((TTE, SEPSIS, exam("2026-05-22", modality="TOE")), {}, ("P5", "PET"), "infectious focus"),
    "sepsis, TOE and PET done": (
        (TTE, SEPSIS, exam("2026-05-22", modality="TOE"), exam("2026-05-23", modality="PET")), {}, None, ""),
    "stroke, TOE barred": ((TTE, event("2026-05-20", "stroke"), has("bleeding_risk")), {}, ("P6", "CMR"), "leak"),
    "stroke, TOE and CMR barred": (
        (TTE, event("2026-05-20", "stroke"), has("sedation_risk"), has("mr_unsafe_device")), {}, ("P6", "CT"), "leak"),
    "infection, TOE barred": ((TTE, SEPSIS, has("oesophageal_disease")), {}, ("P6", "CT"), "infected"),
    "everything barred": ((TTE, SEPSIS, *map(has, CONTRAINDICATIONS)), {}, ("P6", ""), "infected"),
    "surveillance closed": ((SEPSIS,), {"closure": ClosureSeen("x", "discharged", day("2026-05-25"))}, None, ""),
}  # fmt: skip


@pytest.mark.parametrize("situation", TABLE)
def test_the_protocol_suggests(situation: str) -> None:
    facts, more, expected, word = TABLE[situation]
    found = asked(*facts, **more)
    assert (found and (BY_STEP[found.step].id, found.modality)) == expected
    assert found is None or word in text(found.question)


@pytest.mark.parametrize("situation", TABLE)
def test_the_rule_of_that_name_speaks_and_no_other(situation: str) -> None:
    facts, more, expected, _ = TABLE[situation]
    signals = [
        s
        for rule in RULES
        if rule.id.startswith("P")
        for s in rule.check(case_of(history(*facts, **more), DEFAULT, TODAY)).signals
    ]
    assert [(s.rule, s.severity) for s in signals] == ([(expected[0], "T")] if expected else [])


@pytest.mark.parametrize("situation", TABLE)
def test_a_title_that_names_an_exam_names_the_suggested_one(situation: str) -> None:
    facts, more, _, _ = TABLE[situation]
    found = asked(*facts, **more)
    named = text(BY_STEP[found.step].title).removeprefix("Next imaging: ") if found else ""
    assert not found or named in (found.modality, "alternative")


@pytest.mark.parametrize(("days", "again"), [(29, False), (30, False), (31, True)])
def test_an_exam_that_could_not_answer_is_not_asked_again_within_thirty_days(days: int, again: bool) -> None:
    poor = exam("2026-05-21", modality="TOE", quality="poor")
    today = date(2026, 5, 21) + timedelta(days=days)
    assert said(TTE, SEPSIS, poor, today=today) == (("P2", "TOE") if again else ("P5", "PET"))


def test_a_new_question_is_asked_although_the_exam_was_done_a_week_ago() -> None:
    done = exam("2026-05-22", modality="TOE"), exam("2026-05-22", modality="PET")
    assert said(TTE, SEPSIS, *done) is None
    assert said(TTE, SEPSIS, *done, event("2026-05-29", "stroke")) == ("P2", "TOE")


@pytest.mark.parametrize(("state", "on", "expected"), [
    ("booked", date(2026, 6, 10), None), ("booked", date(2026, 5, 2), None),
    ("booked", date(2026, 5, 1), ("P2", "TOE")),
    ("cancelled", date(2026, 6, 10), ("P2", "TOE")), ("missed", date(2026, 5, 28), ("P2", "TOE")),
    ("attended", date(2026, 5, 28), None), ("attended", date(2026, 5, 19), ("P2", "TOE")),
])  # fmt: skip
def test_a_booked_exam_is_not_asked_for_again(state: str, on: date, expected: tuple[str, str] | None) -> None:
    booked = AppointmentSeen("a", on, state, "TOE")
    stroke = event("2026-05-20", "stroke")
    assert said(TTE, stroke, appointments=(booked,)) == expected
    assert said(TTE, stroke, appointments=(replace(booked, modality="TTE"),)) == ("P2", "TOE")


def test_what_changed_the_choice_is_said() -> None:
    found = asked(TTE, has("differential_thrombus"), has("mr_unsafe_device"))
    assert found
    assert [text(said) for said in found.barred] == [
        "CMR would answer it; device or implant that is not safe in the magnet."
    ]


def test_a_contraindication_that_ended_or_was_denied_bars_nothing() -> None:
    thrombus = has("differential_thrombus")
    assert said(TTE, thrombus, has("claustrophobia", until="2026-05-20")) == ("P3", "CMR")
    assert said(TTE, thrombus, has("claustrophobia", status="absent")) == ("P3", "CMR")
    assert said(TTE, thrombus, has("claustrophobia", None)) == ("P4", "CT")


def test_the_thrombus_protocol_names_both_inversion_times() -> None:
    found = asked(TTE, has("differential_thrombus"))
    assert found
    assert "standard (250 ms) and long (600 ms)" in " ".join(map(text, found.details))


def test_pet_in_sepsis_warns_that_diffuse_uptake_can_mask() -> None:
    found = asked(TTE, SEPSIS, exam("2026-05-22", modality="TOE"))
    assert found
    assert "Diffuse myocardial uptake" in text(found.notes[0])


@pytest.mark.parametrize(("labs", "words"), [
    ((), "Check eGFR first: none in the last 3 months"),
    ((("2026-05-01", 29),), "eGFR 29 mL/min/1.73 m² on 01-May-2026, below 30"),
    ((("2026-05-01", 30),), "eGFR 30 mL/min/1.73 m² on 01-May-2026."),
    ((("2026-03-02", 60),), "eGFR 60"), ((("2026-03-01", 60),), "Check eGFR first"),
    ((("2026-05-01", 60), ("2026-05-20", 20)), "eGFR 20"),
])  # fmt: skip
def test_contrast_asks_for_the_kidney_but_is_never_forbidden_by_it(labs: tuple, words: str) -> None:
    values = tuple(LabSeen(on, "egfr", day(on), value) for on, value in labs)
    found = asked(TTE, has("differential_thrombus"), labs=values)
    assert found
    assert found.modality == "CMR"
    assert words in text(found.notes[0])


def barred_sets() -> st.SearchStrategy[tuple[str, ...]]:
    return st.sets(st.sampled_from(CONTRAINDICATIONS)).map(lambda kinds: tuple(sorted(kinds)))


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(histories(), barred_sets(), st.dates(date(2024, 1, 1), date(2027, 6, 1)))
def test_no_history_is_ever_sent_to_a_barred_exam(patient: History, kinds: tuple[str, ...], today: date) -> None:
    others = (c for c in patient.conditions if c.kind not in kinds)  # a denial with its day ends what has no day
    barred = replace(patient, conditions=(*others, *(has(kind, None) for kind in kinds)))
    found = next_imaging(case_of(barred, DEFAULT, today))
    if found is None:
        return
    assert not set(kinds) & set(BARRED_BY.get(found.modality, ()))
    assert found.modality == "" or not bars(barred, Clock(today), found.modality)
    assert BY_STEP[found.step].id in RULE
    assert text(found.said).endswith(".")
    assert BY_STEP[found.step].source.startswith("Review §4")

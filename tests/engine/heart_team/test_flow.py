"""The Heart Team's questions: yes, no with its evidence, open, or to be asked again; each as a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from registry.vocabulary.clinic import TEAM_QUESTIONS
from surveillance.chart.team import WIDTHS, flow_chart
from surveillance.engine.follow_up.decided import due
from surveillance.engine.heart_team.facts import BREAKS, CENTRE, FULL_WORKUP, INFECTED, BrainImage
from surveillance.engine.heart_team.flow import Flow, Step, flow
from surveillance.engine.heart_team.paper import BRANCHES
from surveillance.engine.known.history import (
    ConditionSeen,
    DecisionSeen,
    EventSeen,
    FormSeen,
    History,
    TeamAnswerSeen,
    TreatmentSeen,
)
from surveillance.words.message import text
from tests.engine.rules.histories import TODAY, L, case, day, exam
from tests.evidence.test_sources import PAPER, letters

RECENT, OLD = "2026-04-01", "2025-06-01"  # two months and a year before today, 1 June 2026


def said(question: str, brain: BrainImage | None = None, /, **facts: Any) -> Step:
    history = History("P", date(2020, 1, 1), lesions=(L,), **facts)
    found = flow(case(history), brain=brain)
    return next(step for step in found.steps if step.question == question)


def echo(when: str, **typed: Any) -> Any:
    return exam(when, 20, typed=typed)


def event(kind: str, when: str, **more: Any) -> EventSeen:
    return EventSeen(f"{kind}-{when}", kind, day(when), **more)


def answer(question: str, what: str, when: str) -> TeamAnswerSeen:
    return TeamAnswerSeen(f"A-{when}", question, what, day(when), "as discussed")


def condition(kind: str, status: str, since: str = "") -> ConditionSeen:
    return ConditionSeen(f"C-{kind}", kind, status, day(since) if since else None)


STROKE = event("stroke", RECENT, attribution="probable", workup=FULL_WORKUP)
ASSESSED = FormSeen("F", L, day(RECENT), "ccma", by_cardiologist=True)
SEPTIC, TUMOUR = event("sepsis", RECENT), condition("differential_tumour", "present")
TABLE: list[tuple[str, str, dict[str, Any]]] = [
    ("ruptured", "yes", {"exams": (exam(RECENT, 20, has=("fistula",)),)}),
    ("ruptured", "yes", {"exams": (exam(OLD, 20, has=("capsule_defect",)),)}),
    ("ruptured", "no", {"exams": (exam(RECENT, modality="TOE", no=BREAKS),)}),
    ("ruptured", "no", {"forms": (ASSESSED,)}),
    ("ruptured", "open", {"exams": (exam(RECENT, 20),)}),
    ("ruptured", "open", {"exams": (exam(RECENT, 20, no=("fistula",)),)}),
    ("ruptured", "open", {"exams": (exam(RECENT, 20, no=BREAKS, quality="poor"),)}),
    ("ruptured", "open", {"forms": (replace(ASSESSED, by_cardiologist=False),)}),
    ("ruptured", "stale", {"exams": (exam(OLD, modality="TOE", no=BREAKS),)}),
    ("ruptured", "stale", {"exams": (exam(RECENT, modality="TOE", no=BREAKS), exam("2026-05-01", 20))}),
    ("infected", "yes", {"events": (SEPTIC,)}),
    ("infected", "yes", {"exams": (exam(RECENT, modality="TOE", has=("vegetation",)),)}),
    ("infected", "no", {"exams": (exam(RECENT, modality="TOE", no=INFECTED),)}),
    ("infected", "open", {}),
    ("infected", "open", {"events": (event("sepsis", OLD),)}),
    ("infected", "open", {"exams": (exam(RECENT, 20, no=INFECTED),)}),  # TTE is not enough
    ("infected", "stale", {"exams": (exam(OLD, modality="TOE", no=INFECTED),)}),
    ("embolism", "yes", {"events": (STROKE,)}),
    ("embolism", "open", {"events": (replace(STROKE, workup=FULL_WORKUP[:3]),)}),
    ("embolism", "open", {"events": (replace(STROKE, attribution="possible"),)}),
    ("embolism", "open", {}),
    ("embolism", "no", {"events": (replace(STROKE, attribution="other_cause"),)}),
    ("tumour", "yes", {"conditions": (TUMOUR,)}),
    ("tumour", "no", {"conditions": (condition("differential_tumour", "absent", RECENT),)}),
    ("tumour", "open", {"conditions": (condition("differential_tumour", "absent"),)}),
    ("tumour", "no", {"exams": (exam(RECENT, modality="CMR", no=CENTRE),)}),
    ("tumour", "open", {"exams": (exam(RECENT, modality="CMR", no=CENTRE[:1]),)}),
    ("tumour", "stale", {"exams": (exam(OLD, modality="CMR", no=CENTRE),)}),
    ("valve", "yes", {"exams": (echo(RECENT, mr_grade="severe", mr_mechanism="coaptation"),)}),
    ("valve", "yes", {"exams": (echo(RECENT, ms_gradient_mmhg=10.0, heart_rate=70.0),)}),
    ("valve", "no", {"exams": (exam(RECENT, 20, has=("fistula",), typed={"mr_grade": "severe"}),)}),
    ("valve", "no", {"exams": (echo(RECENT, mr_grade="moderate_severe", ms_gradient_mmhg=9.9),)}),
    ("valve", "open", {"exams": (echo(RECENT, mr_grade="mild"),)}),
    ("valve", "open", {"exams": (echo(RECENT, ms_gradient_mmhg=3.0),)}),
    ("valve", "open", {}),
    ("valve", "stale", {"exams": (echo(OLD, mr_grade="mild", ms_gradient_mmhg=3.0),)}),
    ("valve", "open", {"exams": (echo(OLD, mr_grade="severe"),),
                       "treatments": (TreatmentSeen("T", "replacement", day(RECENT)),)}),
    ("high_risk", "yes", {"conditions": (condition("dialysis", "present", OLD),)}),
    ("high_risk", "yes", {"events": (event("pneumonia", RECENT),)}),
    ("high_risk", "open", {}),
    ("high_risk", "open", {"conditions": (condition("dialysis", "absent", RECENT),)}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "state", "facts"), TABLE, ids=[f"{n}-{q}-{s}" for n, (q, s, _) in enumerate(TABLE)]
)
def test_facts_answer_a_question(question: str, state: str, facts: dict[str, Any]) -> None:
    step = said(question, **facts)
    assert step.state == state, step
    assert step.reason
    assert step.state == "open" or step.on or step.doubt or question == "tumour"


def test_nothing_recorded_answers_nothing_and_reaches_nothing() -> None:
    found = flow(case(History("P", date(2020, 1, 1), lesions=(L,))))
    assert {step.state for step in found.steps} == {"open"}
    assert found.reached == ()


@pytest.mark.parametrize("term", TEAM_QUESTIONS, ids=lambda term: term.code)
@pytest.mark.parametrize(
    ("what", "when", "state"),
    [("yes", RECENT, "yes"), ("no", RECENT, "no"), ("cannot_tell", RECENT, "open"), ("no", OLD, "stale"),
     ("no", "2025-12-02", "no"), ("no", "2025-12-01", "stale")],
)  # fmt: skip
def test_a_person_answers_and_the_answer_ages_after_six_months(term: Any, what: str, when: str, state: str) -> None:
    step = said(term.code, answers=(answer(term.code, what, when),))
    assert step.state == state
    assert step.by_person


def test_the_latest_answer_counts() -> None:
    answers = (answer("tumour", "yes", "2026-03-01"), answer("tumour", "no", RECENT))
    assert said("tumour", answers=answers).state == "no"


def test_a_later_fact_that_contradicts_makes_an_answer_stale() -> None:
    step = said("infected", answers=(answer("infected", "no", "2026-03-01"),), events=(SEPTIC,))
    assert (step.state, step.answer) == ("stale", "no")
    assert "a later fact says yes" in text(step.doubt)


def test_a_newer_exam_makes_an_answer_stale_and_names_it() -> None:
    step = said("tumour", answers=(answer("tumour", "no", RECENT),), exams=(exam("2026-05-01", 20),))
    assert (step.state, text(step.doubt)) == ("stale", "TTE of 01-May-2026 came later")


def test_an_exam_of_the_same_day_leaves_the_answer() -> None:
    assert said("tumour", answers=(answer("tumour", "no", RECENT),), exams=(exam(RECENT, 20),)).state == "no"


def test_a_rupture_that_stands_is_not_answered_away() -> None:
    torn = (exam("2026-03-01", 20, has=("fistula",)),)
    step = said("ruptured", exams=torn, answers=(answer("ruptured", "no", RECENT),))
    assert step.state == "yes"
    assert "answered no" in text(step.doubt)


def test_a_clean_brain_without_an_embolism_is_a_no_and_a_lesion_is_not() -> None:
    clean = BrainImage("normal", "No lesion", day(RECENT), "B")
    assert said("embolism", clean).state == "no"
    assert said("embolism", replace(clean, result="ischaemia", label="Recent ischaemia")).state == "open"
    assert said("embolism", replace(clean, result="not_done")).state == "open"


def test_an_exam_of_the_heart_leaves_the_answer_on_embolism_and_a_new_event_does_not() -> None:
    answers = (answer("embolism", "no", RECENT),)
    assert said("embolism", answers=answers, exams=(exam("2026-05-01", 20),)).state == "no"
    assert said("embolism", answers=answers, events=(event("syncope", "2026-05-01"),)).state == "stale"


def all_no() -> History:
    answers = tuple(answer(term.code, "no", RECENT) for term in TEAM_QUESTIONS)
    return History("P", date(2020, 1, 1), lesions=(L,), answers=answers)


def test_follow_up_is_reached_only_by_a_fresh_no_to_every_question() -> None:
    assert [branch.number for branch in flow(case(all_no())).reached] == [7]
    without = replace(all_no(), answers=all_no().answers[:-1])
    assert flow(case(without)).reached == ()


def test_every_yes_is_a_branch() -> None:
    history = replace(all_no(), events=(replace(STROKE, when=day("2026-05-02")),), conditions=(TUMOUR,), answers=())
    assert [branch.number for branch in flow(case(history)).reached] == [3, 4]


def ways(found: Flow, width: int) -> dict[str, int]:
    drawn = [arrow.way for arrow in flow_chart(found, width, read=text).arrows]
    return {way: drawn.count(way) for way in ("taken", "open", "off")}


@pytest.mark.parametrize("width", WIDTHS)
def test_the_drawing_dashes_what_is_open_and_keeps_its_words_inside(width: int) -> None:
    assert ways(flow(case(all_no())), width) == {"taken": 6, "open": 0, "off": 6}
    nothing = flow(case(History("P", date(2020, 1, 1), lesions=(L,))))
    assert ways(nothing, width) == {"taken": 0, "open": 12, "off": 0}
    for node in flow_chart(nothing, width, read=text).nodes:
        assert node.box.right <= width
        assert all(len(line.words) * 13 * 0.56 <= node.box.width - 18 for line in node.lines)


def test_the_words_of_the_review_are_printed_so() -> None:
    if not PAPER.exists():
        pytest.skip("the review lies outside")
    paper = letters(PAPER.read_text(encoding="utf-8"))
    wrong = [q.words for b in BRANCHES for q in (*b.paper, *b.against) if letters(q.words) not in paper]
    assert wrong == []


def test_our_own_advice_only_considers_or_discusses() -> None:
    assert all("discuss" in text(b.advice).lower() or "consider" in text(b.advice).lower() for b in BRANCHES)


@pytest.mark.parametrize(("urgency", "days"), [("emergency", 1), ("urgent", 7), ("elective", 90), ("", 90)])
def test_a_decision_is_late_on_the_day_after_its_deadline(urgency: str, days: int) -> None:
    decided = TODAY - timedelta(days=days)
    decision = DecisionSeen("D", day(decided.isoformat()), "replacement", urgency)
    history = replace(all_no(), decisions=(decision,))
    assert due(decision, case(history, today=TODAY)).state == "awaited"
    assert due(decision, case(history, today=TODAY + timedelta(days=1))).state == "late"
    done = replace(history, treatments=(TreatmentSeen("T", "replacement", day(TODAY.isoformat())),))
    assert due(decision, case(done, today=TODAY + timedelta(days=1))).state == "done"


def test_watchful_waiting_has_no_deadline_and_a_later_decision_takes_its_place() -> None:
    first, then = DecisionSeen("D1", day(OLD), "surveillance"), DecisionSeen("D2", day(RECENT), "surveillance")
    history = replace(all_no(), decisions=(first, then))
    states = [due(decision, case(history, today=TODAY)).state for decision in (first, then)]
    assert states == ["replaced", "nothing"]

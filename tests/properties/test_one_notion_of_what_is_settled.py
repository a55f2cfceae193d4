"""What one lesion answers is not said of the other, and what is decided, done or over is so for everybody who asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.vocabulary.terms import INTERVENTIONS
from surveillance.engine.course.courses import present
from surveillance.engine.course.heading import heading
from surveillance.engine.course.risk import EXPOSURE, flags_of_patient
from surveillance.engine.day import Day
from surveillance.engine.follow_up.contacts import is_hard_to_reach, last_seen_on
from surveillance.engine.follow_up.decided import AWAITED, LATE, PROCEDURES, WAIT, due
from surveillance.engine.heart_team.facts import Known, said
from surveillance.engine.imaging.questions import questions
from surveillance.engine.known.history import (
    AppointmentSeen,
    ContactSeen,
    DecisionSeen,
    ExamSeen,
    FeatureSeen,
    History,
    TreatmentSeen,
)
from surveillance.engine.policy import DEFAULT
from surveillance.review import standing
from tests.engine.rules.histories import TODAY, case, condition, day, event, exam, form, history, signals, visit
from tests.engine.rules.random_histories import LESIONS, in_order

L1, L2 = LESIONS
FIRST = exam("2026-01-10", 20)
lesion = st.sampled_from((None, *LESIONS))
soon = st.dates(TODAY - timedelta(days=60), TODAY).map(Day.exactly)


@pytest.mark.parametrize("kind", ["acute_mr", "heart_failure"])
@pytest.mark.parametrize("of", [None, *LESIONS])
@pytest.mark.parametrize("read", [(L1,), (L2,), LESIONS])
def test_the_question_of_rupture_is_answered_for_the_lesion_that_was_read(
    kind: str, of: str | None, read: tuple[str, ...]
) -> None:  # fmt: skip
    """Seen: acute regurgitation at one lesion, the other read as CCMA: heading "stable" over a live S4."""
    forms = [form("2026-05-25", "ccma", lesion=one, cardiologist=True, answer="ruled_out") for one in read]
    stable = [exam(f"{year}-01-10", 20, lesion=one) for year in range(2020, 2027) for one in LESIONS]
    patient = history(*stable, event("2026-05-20", kind, lesion=of), *forms, lesions=LESIONS)
    open_ = heading(case(patient), ()).undecided_kind == "urgent_question"
    assert open_ == (not {of} <= set(read) if of else set(read) != set(LESIONS))


def absent_at(lesions: tuple[str, ...], features: tuple[str, ...]) -> ExamSeen:
    """A TOE that read the features absent at these lesions, and could not tell at the others."""
    seen = tuple(
        FeatureSeen(one, f, "absent" if one in lesions else "indeterminate") for one in LESIONS for f in features
    )
    return ExamSeen("toe", day("2026-05-20"), "TOE", quality="good", features=seen)


@pytest.mark.parametrize("read", [(), (L1,), (L2,), LESIONS])
def test_the_heart_team_hears_no_only_when_every_lesion_was_read(read: tuple[str, ...]) -> None:
    """Seen: a TOE that could not judge the second lesion answered "infected: no" and "ruptured: no"."""
    for question, features in (
        ("infected", ("vegetation", "abscess")),
        ("ruptured", ("fistula", "pseudoaneurysm", "leaking_content")),
    ):
        patient = history(absent_at(read, features), lesions=LESIONS)
        assert (said(question, Known(case(patient))).state == "no") == (read == LESIONS), question
    forms = [form("2026-05-25", "ccma", lesion=one, cardiologist=True) for one in read]
    assert (said("ruptured", Known(case(history(*forms, lesions=LESIONS)))).state == "no") == (read == LESIONS)


decisions = st.builds(
    DecisionSeen, st.uuids().map(str), soon, st.sampled_from(("", WAIT, *PROCEDURES)), st.just(""), lesion=lesion
)
treatments = st.builds(TreatmentSeen, st.uuids().map(str), st.sampled_from((WAIT, *PROCEDURES)), soon, lesion)


@given(st.lists(decisions, max_size=3), st.lists(treatments, max_size=2))
def test_the_planning_scan_is_asked_for_while_an_operation_is_awaited(
    decided: list[DecisionSeen], done: list[TreatmentSeen]
) -> None:
    """Seen: asked for after "watch and wait" had replaced it, and not asked for once the other lesion was treated."""
    patient = replace(history(FIRST, lesions=LESIONS), decisions=in_order(decided), treatments=in_order(done))
    now = case(patient)
    awaited = [d for d in decided if d.intended in INTERVENTIONS and due(d, now).state in (AWAITED, LATE)]
    assert any(question.code == "planning" for question in questions(now)) == bool(awaited)


@given(st.booleans(), st.sampled_from((None, "2026-01", "2026-05-01")), st.sampled_from((None, "2026-05-20")))
def test_an_exposure_for_the_rule_is_one_for_the_plan(lies: bool, since: str | None, until: str | None) -> None:
    line = [condition("central_line", since, until=until)] if lies else []
    patient = history(FIRST, form("2026-01-10", "ccma"), *line)
    flagged = any(flag.code == EXPOSURE for flag in flags_of_patient(case(patient)))
    assert flagged == bool(signals("I3", patient))


@pytest.mark.parametrize("lesions", [(L1,), LESIONS])
def test_the_list_shows_no_course_of_a_lesion_that_was_taken_out(lesions: tuple[str, ...]) -> None:
    """Seen: "progression, +3.5 mm/y" a year after the excision, hiding the lesion that is followed."""
    grown = [exam(f"{2022 + n}-05-01", 18 + 4 * n, lesion=L1) for n in range(4)]
    still = [exam(f"{2022 + n}-05-02", 20, lesion=L2) for n in range(4)] if L2 in lesions else []
    patient = history(*grown, *still, TreatmentSeen("t", "excision", day("2025-06-01"), L1), lesions=lesions)
    now = case(patient)
    spoken = standing.leading(now.growth)
    going_on = list(present(now))
    assert spoken is not None
    assert (spoken in going_on) == bool(going_on) == (L2 in lesions)
    assert not [s for s in signals("G1", patient) if s.lesion == spoken.lesion]


CAME = {
    "exam": lambda on: {"exams": (FIRST, exam(on, 20, modality="CT"))},
    "visit": lambda on: {"visits": (visit(on, rhythm="sinus"),)},
    "kept date": lambda on: {"appointments": (AppointmentSeen("a", date.fromisoformat(on), "attended"),)},
    "operation": lambda on: {"treatments": (TreatmentSeen("t", "teer", day(on)),)},
}


def called(outcomes: tuple[str, ...]) -> History:
    contacts = tuple(ContactSeen(f"{n}", date(2026, 4, 1 + n), outcome) for n, outcome in enumerate(outcomes))
    return replace(history(FIRST, form("2026-01-10", "ccma")), contacts=contacts)


@pytest.mark.parametrize("how", CAME)
def test_whoever_came_is_not_hard_to_reach_and_not_asked_to_be_closed(how: str) -> None:
    """Seen: three calls without an answer, then a visit and a kept date: still "hard to reach"."""
    alone, refused = called(("no_answer",) * 3), called(("refused",))
    came, (told,) = CAME[how]("2026-05-20"), refused.contacts
    assert is_hard_to_reach(alone, DEFAULT)
    assert not is_hard_to_reach(replace(alone, **came), DEFAULT)
    assert told.id in {signal.anchor for signal in signals("F5", refused)}
    assert told.id not in {signal.anchor for signal in signals("F5", replace(refused, **came))}
    assert last_seen_on(replace(refused, **came)) == date(2026, 5, 20)

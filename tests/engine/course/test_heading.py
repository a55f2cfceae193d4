"""Where the patient is going, and why."""

from __future__ import annotations

from datetime import date

import pytest

from surveillance.engine.case import Case
from surveillance.engine.course.heading import Heading, heading
from surveillance.engine.course.patient_growth import case_of
from surveillance.engine.known.clock import Clock
from surveillance.engine.known.history import History
from surveillance.engine.policy import DEFAULT
from surveillance.engine.rules import RULE, RULES
from surveillance.engine.rules.x0 import failed
from surveillance.words.message import text
from tests.engine.rules.histories import TODAY, culture, dialysis, event, exam, form, growing, history, treatment

QUIET = growing(step_mm=0.0, exams=8)
CCMA = form("2020-01-10", "ccma")


def of(patient: History, *, today: date = TODAY) -> Heading:
    """The heading of a history with all that the rules say of it."""
    signals = [signal for rule in RULES for signal in rule.check(case_of(patient, DEFAULT, today)).signals]
    return heading(case_of(patient, DEFAULT, today), signals)


def short(patient: History, *, today: date = TODAY) -> str:
    """Code, and the kind of an undecided one."""
    found = of(patient, today=today)
    return f"{found.code} {found.undecided_kind}".strip()


def test_a_long_quiet_series_is_stable() -> None:
    """With its reason and the day of it."""
    found = of(history(*QUIET, CCMA))
    assert (found.code, found.undecided_kind) == ("stable", "")
    assert [reason.on for reason in found.reasons] == [date(2026, 1, 10)]


@pytest.mark.parametrize("more", [dialysis("2020"), form("2026-01-10", "ccma"), event("2026-01-10", "pneumonia")])
def test_dialysis_size_and_exposure_are_context_only(more) -> None:
    """Never the heading itself."""
    assert short(history(*QUIET, more)) == "stable"


def test_steady_growth_on_three_exams_is_toward_rupture() -> None:
    """Never with a percentage of rupture, always with the caution."""
    found = of(history(*growing(), CCMA))
    assert found.code == "toward_rupture"
    assert "which are high-risk is not determined" in text(found.sentence)
    assert "growing: +" in text(found.reasons[0].text)


def test_growth_on_two_exams_alone_is_not() -> None:
    """G1 speaks, the heading waits for three."""
    two = history(exam("2024-01-10", 20, modality="TOE"), exam("2026-01-10", 28, modality="TOE"))
    assert RULE["G1"].check(case_of(two, DEFAULT, TODAY)).signals
    assert short(two) == "undecided too_few_exams"


@pytest.mark.parametrize(
    "more",
    [
        exam("2026-02-10", has=("mobile_element",)),
        exam("2026-02-10", strand=6),
        exam("2026-02-10", has=("vegetation",)),
        exam("2026-02-10", has=("abscess",)),
        exam("2026-02-10", 32),
        event("2026-02-10", "endocarditis"),
        event("2026-02-10", "bacteraemia"),
        event("2026-02-10", "sepsis"),
        culture("2026-02-10"),
        event("2020-02-10", "stroke", attribution="definite"),
        event("2020-02-10", "tia", attribution="probable"),
    ],
)
def test_each_worrying_feature_is_toward_rupture(more) -> None:
    """Mobile part, vegetation, abscess, abrupt rise, infection, attributed embolism."""
    assert short(history(*QUIET, more)) == "toward_rupture"


def test_an_enlarging_core_is_toward_rupture_and_a_steady_one_is_not() -> None:
    """Areas, then large and anechoic; or a growing size."""

    def core(on: str, detail: str):
        return exam(on, has=("echolucent_core",), details={"echolucent_core": detail})

    assert short(history(*QUIET, core("2025-02-10", "areas"), core("2026-02-10", "areas"))) == "stable"
    assert short(history(*QUIET, core("2025-02-10", "areas"), core("2026-02-10", "large_anechoic"))) == "toward_rupture"
    sizes = tuple(exam(f"{2021 + n}-02-10", core=6 + 4 * n) for n in range(5))
    assert short(history(*QUIET, *sizes)) == "toward_rupture"


def test_infection_counts_for_six_months_from_its_latest_possible_day() -> None:
    """183 days."""
    patient = history(*QUIET, event("2026-02-01", "sepsis"))
    assert short(patient, today=date(2026, 8, 3)) == "toward_rupture"
    assert short(patient, today=date(2026, 8, 4)) == "stable"


@pytest.mark.parametrize("kind", ["rupture", "fistula", "pseudoaneurysm"])
def test_rupture_comes_first(kind: str) -> None:
    """Whatever else there is."""
    found = of(history(*growing(), event("2026-02-01", kind), event("2026-02-01", "sepsis")))
    assert (found.code, found.reasons[0].on) == ("ruptured", date(2026, 2, 1))


def test_a_rupture_ended_by_a_later_operation_is_treated() -> None:
    """By a cardiologist's assessment it is what the sizes say."""
    broken = form("2026-02-01", "ruptured_ccma")
    assert short(history(*QUIET, broken, treatment("2026-03-01", "replacement"))) == "undecided treated"
    assert short(history(*QUIET, broken, treatment("2026-02-01", "replacement"))) == "ruptured"
    assert short(history(*QUIET, broken, exam("2026-04-01", 20, no=("fistula", "capsule_defect")))) == "ruptured"
    assert short(history(*QUIET, broken, form("2026-03-01", "ccma", cardiologist=True))) == "stable"


def test_an_operation_takes_the_worrying_features_with_it() -> None:
    """What was seen before it no longer worries."""
    seen = (exam("2026-02-10", has=("mobile_element",)), event("2026-02-11", "stroke", attribution="definite"))
    assert short(history(*QUIET, *seen, treatment("2026-03-01", "excision"))) == "undecided treated"
    assert short(history(*QUIET, *seen, treatment("2026-03-01", "teer"))) == "toward_rupture"


def test_a_lesion_that_persists_after_teer_is_judged_by_its_new_segment() -> None:
    """Treated until that has a course of its own."""
    teer, later = treatment("2019-01-01", "teer"), QUIET
    assert short(history(teer, *later)) == "stable"
    assert short(history(treatment("2025-06-01", "teer"), *later)) == "undecided treated"


@pytest.mark.parametrize(
    "more",
    [
        exam("2026-02-10", 8),
        exam("2026-02-10", "gone"),
        event("2026-02-10", "stroke"),
        event("2026-02-10", "stroke", attribution="undetermined"),
        event("2026-02-10", "heart_failure"),
        event("2026-02-10", "acute_mr"),
    ],
)
def test_an_urgent_question_leaves_it_undecided(more) -> None:
    """Abrupt shrinkage, embolism of undetermined cause, new heart failure or acute MR."""
    assert short(history(*QUIET, more)) == "undecided urgent_question"


def test_answers_close_the_urgent_questions() -> None:
    """Another cause; rupture ruled out; six months."""
    ruled_out = form("2026-02-20", "indeterminate", cardiologist=True, answer="ruled_out")
    assert short(history(*QUIET, event("2026-02-10", "stroke", attribution="other_cause"))) == "stable"
    assert short(history(*QUIET, event("2026-02-10", "heart_failure"), ruled_out)) == "stable"
    assert short(history(*QUIET, event("2025-02-10", "acute_mr"))) == "stable"
    assert short(history(*QUIET, exam("2026-02-10", 8), ruled_out)) == "undecided conflict"


def test_few_exams_are_undecided_and_say_how_many() -> None:
    """Three exams of a stable lesion decide nothing."""
    found = of(history(*growing(step_mm=0.0, exams=2), CCMA))
    assert (found.code, found.undecided_kind) == ("undecided", "too_few_exams")
    assert "2 exams of the mass" in text(found.reasons[0].text)
    assert text(of(history()).reasons[0].text) == "no size is recorded"
    assert text(of(history(lesions=())).reasons[0].text) == "no lesion is recorded"


def test_steady_shrinkage_is_toward_regression() -> None:
    """Course regression of the mass."""
    assert short(history(*growing(step_mm=-4.0, start_mm=45.0))) == "toward_regression"


def test_a_shrinking_strand_is_not() -> None:
    """Only the lesion itself regresses."""
    strand = tuple(exam(f"{2022 + n}-02-10", strand=20 - 4 * n) for n in range(4))
    gone = exam("2026-03-10", no=("mobile_element",))
    assert short(history(*QUIET, *strand, gone)) == "stable"


def test_ccma_read_as_mac_is_apparent_until_a_second_exam_agrees() -> None:
    """Conflict first, then toward regression."""
    mac = form("2025-01-10", "mac")
    assert short(history(CCMA, mac)) == "undecided conflict"
    assert short(history(CCMA, mac, form("2025-08-10", "mac"))) == "toward_regression"
    core = exam("2025-09-10", has=("echolucent_core",))
    assert short(history(CCMA, mac, form("2025-08-10", "mac"), core)) == "undecided conflict"


def test_the_worst_lesion_decides() -> None:
    """One stable, one of which nothing is known, one with a mobile part."""
    assert short(history(*QUIET, lesions=("L1", "L2"))) == "undecided too_few_exams"
    mobile = exam("2026-02-10", lesion="L2", has=("mobile_element",))
    assert short(history(*QUIET, mobile, lesions=("L1", "L2"))) == "toward_rupture"


def test_the_heading_looks_again_when_a_reason_runs_out() -> None:
    """An infection of 1 February is recent until 3 August."""
    clock = Clock(TODAY)
    heading(Case(history(*QUIET, event("2026-02-01", "sepsis")), DEFAULT, clock), ())
    assert clock.next == date(2026, 8, 4)


def test_a_clinical_rule_that_failed_leaves_the_heading_open() -> None:
    """A stable heading may not rest on silence; a failed F rule changes nothing."""
    patient = history(*QUIET)
    assert heading(case_of(patient, DEFAULT, TODAY), [failed(RULE["R1"], TODAY)]).undecided_kind == "rule_failed"
    assert heading(case_of(patient, DEFAULT, TODAY), [failed(RULE["F1"], TODAY)]).code == "stable"

"""The window of the next exam: which exam it counts from, by which plan."""

from __future__ import annotations

from datetime import date

import pytest

from surveillance.engine.course.patient_growth import case_of
from surveillance.engine.course.risk import flags
from surveillance.engine.follow_up.windows import Window, window
from surveillance.engine.known.history import ClosureSeen, PlanSeen
from surveillance.engine.policy import DEFAULT, OURS
from surveillance.words.message import text
from tests.engine.rules.histories import TODAY, culture, day, dialysis, event, exam, form, growing, history, treatment

SEEN, CCMA, MAC = exam("2026-01-10", 20), form("2026-01-10", "ccma"), form("2026-01-10", "mac")


def due(*facts, today: date = TODAY, **more) -> Window | None:
    """The window of these facts."""
    return window(case_of(history(*facts, **more), DEFAULT, today))


def plan_and_latest(*facts, **more) -> tuple[str, date]:
    """What most tests ask."""
    found = due(*facts, **more)
    return found.plan, found.latest


def test_uncomplicated_ccma_is_seen_six_to_twelve_months_after_its_last_exam() -> None:
    """Review §5; the target is the middle."""
    found = due(SEEN, CCMA)
    assert (found.earliest, found.target, found.latest) == (date(2026, 7, 10), date(2026, 10, 10), date(2027, 1, 10))
    assert (found.counted_from, found.counted_on, found.plan) == (SEEN.id, date(2026, 1, 10), "ccma")
    assert text(found.said) == "6 to 12 months after the TTE of 10-Jan-2026 (CCMA, routine follow-up)"
    assert "6–12 months" in text(found.origin)


def test_the_clock_counts_from_the_last_exam_that_counts() -> None:
    """A later poor one does not."""
    assert due(SEEN, CCMA, exam("2026-04-10", 20, quality="poor")).counted_from == SEEN.id


def test_a_form_nobody_read_is_followed_like_ccma() -> None:
    """And it says so."""
    assert "form not recorded" in text(due(SEEN).said)


@pytest.mark.parametrize("facts", [(SEEN, MAC), (MAC,), (SEEN, MAC, dialysis("2020"))])
def test_plain_mac_has_no_automatic_recall(facts: tuple) -> None:
    """Not even on dialysis: plain MAC is common there."""
    assert due(*facts) is None


@pytest.mark.parametrize(
    "more",
    [
        exam("2026-01-11", 20, has=("mobile_element",)),
        exam("2026-01-11", 20, has=("vegetation",)),
        event("2026-05-01", "sepsis"),
        culture("2026-05-01"),
        event("2026-05-01", "pneumonia"),
    ],
)
def test_plain_mac_with_a_mobile_part_or_infection_is_seen_after_six_months(more) -> None:
    """Figure 2: MAC to fistula in two weeks."""
    assert due(SEEN, MAC, more).plan == "short"


def test_plain_mac_with_an_echolucent_core_follows_the_ccma_plan() -> None:
    """M4 asks to confirm it."""
    found = due(SEEN, MAC, exam("2026-02-10", 20, has=("echolucent_core",)))
    assert found.plan == "ccma"
    assert "echo-lucent core" in text(found.said)


@pytest.mark.parametrize(
    "more",
    [
        dialysis(),
        dialysis("2020"),
        dialysis("2020", until="2027"),
        exam("2026-01-11", 20, has=("mobile_element",)),
        event("2026-05-01", "bacteraemia"),
        event("2026-05-01", "line_infection"),
    ],
)
def test_a_flag_shortens_the_plan_to_six_months(more) -> None:
    """Dialysis, mobile part, infection risk."""
    found = due(SEEN, CCMA, more)
    assert found.plan == "short"
    assert found.latest in (date(2026, 7, 10), date(2026, 7, 11))
    assert found.earliest == found.latest.replace(month=6)
    assert text(found.origin).startswith(text(OURS))


@pytest.mark.parametrize(
    "more",
    [dialysis("2020", until="2025"), dialysis("2027"), event("2025-05-01", "sepsis"), event("2026-05-01", "fever")],
)
def test_what_is_over_or_not_yet_does_not(more) -> None:
    """Dialysis that ended, that starts next year; an infection a year ago."""
    assert due(SEEN, CCMA, more).plan == "ccma"


def test_growth_likelier_than_not_brings_one_look_after_three_months_and_two_at_most() -> None:
    """Then six months."""
    watched = (exam("2024-05-20", 20), exam("2025-05-20", 21), exam("2026-05-20", 24))
    assert plan_and_latest(*watched, CCMA) == ("watch", date(2026, 8, 20))
    first = exam("2026-08-20", 25, reason="watch")
    assert plan_and_latest(*watched, CCMA, first) == ("watch", date(2026, 11, 20))
    second = exam("2026-11-20", 25)  # nobody ticked the reason: it came as early
    assert plan_and_latest(*watched, CCMA, first, second)[0] in ("ccma", "short")
    third = exam("2027-11-20", 29)
    assert plan_and_latest(*watched, CCMA, first, second, third)[0] == "watch"


def test_ruptured_and_conservative_is_seen_after_three_months() -> None:
    """Dialysis does not lengthen it."""
    assert plan_and_latest(SEEN, form("2026-01-10", "ruptured_ccma"), dialysis("2020")) == (
        "ruptured",
        date(2026, 4, 10),
    )


def test_an_excised_lesion_is_seen_after_one_month_then_twelve_then_yearly() -> None:
    """Baseline, 1 month, 12 months after the operation."""
    operation = treatment("2026-02-01", "excision")
    baseline = exam("2026-02-05", annulus="excised")
    found = due(SEEN, CCMA, operation, baseline)
    assert (found.plan, found.counted_from, found.latest) == ("operated", operation.id, date(2026, 3, 1))
    month = exam("2026-03-03", annulus="prosthesis_assessed")
    found = due(SEEN, CCMA, operation, baseline, month)
    assert (found.counted_from, found.latest) == (month.id, date(2027, 2, 1))
    year = exam("2027-01-20", annulus="prosthesis_assessed")
    assert due(SEEN, CCMA, operation, baseline, month, year).latest == date(2028, 1, 20)


@pytest.mark.parametrize("kind", ["teer", "tmvr", "repair", "drainage", "surgery_unspecified"])
def test_after_any_other_operation_the_lesion_persists(kind: str) -> None:
    """The first exam starts its new segment, then the plan by state goes on."""
    operation = treatment("2026-02-01", kind)
    assert plan_and_latest(SEEN, CCMA, operation) == ("operated", date(2026, 3, 1))
    assert plan_and_latest(SEEN, CCMA, operation, exam("2026-03-03", 12)) == ("ccma", date(2027, 3, 3))


def test_a_lesion_that_comes_back_after_excision_is_followed_again() -> None:
    """Recurrence is described."""
    operation, month = treatment("2024-02-01", "excision"), exam("2024-03-03", annulus="excised")
    back = exam("2026-01-10", 15)
    assert due(operation, month, back).plan == "ccma"


def test_a_regressed_lesion_keeps_the_ccma_plan_until_two_exams_six_months_apart_agree() -> None:
    """Then it is MAC only."""
    before = form("2024-01-10", "ccma")
    assert due(SEEN, before, form("2025-01-10", "mac")).plan == "regressed"
    assert due(SEEN, before, form("2025-01-10", "mac"), form("2025-07-09", "mac")).plan == "regressed"
    assert due(SEEN, before, form("2025-01-10", "mac"), form("2025-07-10", "mac")) is None


def test_without_any_exam_that_counts_it_is_due_from_enrolment() -> None:
    """One booking cycle."""
    found = due(enrolled_on=date(2026, 5, 1))
    assert (found.earliest, found.latest, found.counted_from) == (date(2026, 5, 1), date(2026, 5, 31), "enrolment")


def test_a_clinicians_plan_beats_all() -> None:
    """Even MAC only, even ruptured."""
    interval = PlanSeen("p", "interval", date(2026, 2, 1), earliest_months=3, latest_months=4)
    for facts in ((SEEN, MAC), (SEEN, form("2026-01-10", "ruptured_ccma"))):
        found = due(*facts, plan=interval)
        assert (found.earliest, found.latest, found.plan) == (date(2026, 4, 10), date(2026, 5, 10), "interval")
    one = due(SEEN, CCMA, plan=PlanSeen("p", "interval", date(2026, 2, 1), latest_months=2))
    assert (one.earliest, one.latest) == (date(2026, 2, 8), date(2026, 3, 10))


def test_a_date_set_by_a_clinician_holds_until_an_exam_meets_it() -> None:
    """An exam within thirty days before, or later."""
    plan = PlanSeen("p", "date", date(2026, 1, 20), on=date(2026, 4, 1))
    assert plan_and_latest(SEEN, CCMA, plan=plan) == ("date", date(2026, 4, 1))
    assert plan_and_latest(SEEN, CCMA, exam("2026-02-01", 20), plan=plan) == ("date", date(2026, 4, 1))
    assert plan_and_latest(SEEN, CCMA, exam("2026-03-05", 20), plan=plan) == ("ccma", date(2027, 3, 5))


def test_a_patient_followed_elsewhere_is_not_closed() -> None:
    """Obtain the report."""
    found = due(SEEN, CCMA, plan=PlanSeen("p", "elsewhere", date(2026, 2, 1)))
    assert (found.plan, found.latest) == ("elsewhere", date(2027, 1, 10))
    assert "obtain the report" in text(found.said)


def test_closed_and_dead_patients_have_no_window() -> None:
    """Reversible by retracting the closure."""
    assert due(SEEN, CCMA, closure=ClosureSeen("c", "refused", day("2026-02-01"))) is None
    assert due(SEEN, CCMA, event("2026-02-01", "death")) is None


def test_the_lesion_whose_plan_ends_first_decides() -> None:
    """One plain CCMA, one with a mobile part."""
    mobile = exam("2026-01-11", 12, lesion="L2", has=("mobile_element",))
    assert due(SEEN, CCMA, mobile, lesions=("L1", "L2")).plan == "short"


def test_an_infection_shortens_the_plan_for_six_months_only() -> None:
    """183 days after its latest possible day."""
    patient = (SEEN, CCMA, event("2026-02-01", "sepsis"))
    assert due(*patient, today=date(2026, 8, 3)).plan == "short"
    assert due(*patient, today=date(2026, 8, 4)).plan == "ccma"
    month = (SEEN, CCMA, event("2026-02", "sepsis"))
    assert due(*month, today=date(2026, 8, 30)).plan == "short"
    assert due(*month, today=date(2026, 8, 31)).plan == "ccma"


JANUARY, ROUTINE = exam("2026-01-29", 20), date(2027, 1, 29)


@pytest.mark.parametrize(
    ("sepsis", "latest"),
    [
        ("2026-03-01", date(2026, 7, 29)),  # six months after the exam
        ("2026-06-29", date(2026, 7, 29)),
        ("2026-06-30", date(2026, 7, 30)),  # thirty days after the sepsis
        ("2026-11-21", date(2026, 12, 21)),
        ("2027-01-10", ROUTINE),  # never later than without it
        ("2027-03-10", ROUTINE),
    ],
)
def test_nobody_is_overdue_since_before_the_reason_to_look_sooner(sepsis: str, latest: date) -> None:
    """TTE in January, sepsis in November: due in December, not overdue since July."""
    found = due(JANUARY, CCMA, event(sepsis, "sepsis"), today=date.fromisoformat(sepsis))
    assert (found.plan, found.latest) == ("short", latest)
    assert found.counted_on <= found.earliest <= found.target <= found.latest


def test_the_window_says_why_it_is_later_than_the_shorter_plan() -> None:
    """And from where its number comes."""
    late = due(JANUARY, CCMA, event("2026-11-21", "sepsis"), today=date(2026, 11, 23))
    assert text(late.said) == (
        "30 days after the reason to look sooner began on 21-Nov-2026, later than 6 months after the TTE of "
        "29-Jan-2026 (Sepsis, 21-Nov-2026)"
    )
    routine = due(JANUARY, CCMA, event("2027-01-10", "sepsis"), today=date(2027, 1, 10))
    assert text(routine.said) == (
        "12 months after the TTE of 29-Jan-2026, as in the routine; the reason to look sooner began on 10-Jan-2027 "
        "(Sepsis, 10-Jan-2027)"
    )
    assert "6–12 months" in text(routine.origin)


def test_a_reason_found_long_after_the_last_exam_that_counts_leaves_thirty_days_too() -> None:
    """Dialysis, rupture by a CT that does not count, infection of a lesion without recall."""
    assert due(JANUARY, CCMA, dialysis("2026-11-21"), today=date(2026, 12, 1)).latest == date(2026, 12, 21)
    broken = exam("2026-11-21", modality="CT", has=("contrast_filled_space",))
    assert plan_and_latest(JANUARY, CCMA, broken) == ("ruptured", date(2026, 12, 21))
    mac = due(exam("2024-01-29", 20), MAC, event("2026-05-21", "sepsis"))
    assert mac.latest == date(2026, 6, 20)


def test_a_poor_exam_does_not_put_off_the_look_that_growth_asked_for() -> None:
    """Growth was likelier than not before it."""
    watched = (exam("2024-05-20", 20), exam("2025-05-20", 21), exam("2026-05-20", 24))
    poor = exam("2026-08-10", 25, quality="poor")
    assert plan_and_latest(*watched, CCMA, poor)[1] == date(2026, 8, 20)


def test_growth_in_an_exam_that_does_not_count_leaves_thirty_days_from_that_exam() -> None:
    """A CT that nobody accepted; the last TTE is of January."""
    quiet = (exam("2024-01-20", 20), exam("2025-01-20", 20), exam("2026-01-20", 20.5))
    ct = exam("2026-08-10", 24, modality="CT")
    assert plan_and_latest(*quiet, CCMA, ct) == ("watch", date(2026, 9, 9))


def test_growth_is_a_reason_since_the_first_exam_of_its_run() -> None:
    """Not since the last exam: a reason that stands is no new one."""
    grown = history(*growing(exams=6))
    assert [flag.on for flag in flags(case_of(grown, DEFAULT, TODAY), lesion="L1")] == [date(2023, 1, 10)]


def test_a_clinicians_interval_is_counted_from_the_exam_whenever_it_was_set() -> None:
    """It beats all."""
    plan = PlanSeen("p", "interval", date(2026, 11, 1), latest_months=6)
    assert due(JANUARY, CCMA, plan=plan).latest == date(2026, 7, 29)

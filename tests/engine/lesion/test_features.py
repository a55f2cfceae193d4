"""Runs of a feature: it stays until an exam able to show it reads absent."""

from __future__ import annotations

from surveillance.engine.lesion.features import Run, active, runs
from surveillance.words.message import text
from tests.engine.rules.histories import L, day, exam, history, treatment

CORE = ("echolucent_core",)


def core_runs(*facts) -> tuple[Run, ...]:
    """The runs of the echo-lucent core."""
    return runs(history(*facts), L, "echolucent_core")


def test_no_exam_no_run() -> None:
    """Nor an exam that says nothing of it."""
    assert core_runs() == ()
    assert core_runs(exam("2025-01-10", 20)) == ()
    assert core_runs(exam("2025-01-10", 20, no=CORE)) == ()


def test_a_first_exam_is_first_recorded_and_the_next_after_absent_is_new() -> None:
    """New only if an exam able to show it read absent before."""
    first = core_runs(exam("2025-01-10", has=CORE))[0]
    assert (first.is_new, text(first.announced), first.absent_on) == (False, "first recorded", None)
    second = core_runs(exam("2024-01-10", no=CORE), exam("2025-01-10", has=CORE))[0]
    assert (second.is_new, text(second.announced), second.absent_on) == (True, "new", day("2024-01-10"))


def test_an_absent_reading_by_ct_makes_nothing_new() -> None:
    """CT does not show echo-lucency."""
    assert not core_runs(exam("2024-01-10", modality="CT", no=CORE), exam("2025-01-10", has=CORE))[0].is_new


def test_a_run_goes_through_exams_that_did_not_assess_it() -> None:
    """One run from the first to the last sighting."""
    seen = [exam("2023-01-10", has=CORE), exam("2024-01-10", 20), exam("2025-01-10", has=CORE)]
    (run,) = core_runs(*seen)
    assert (run.exam, run.since, run.last, run.ended_on) == (
        "TTE-2023-01-10",
        day("2023-01-10"),
        day("2025-01-10"),
        None,
    )
    assert run.exams == ("TTE-2023-01-10", "TTE-2025-01-10")


def test_absence_ends_a_run_and_a_later_sighting_starts_a_new_one() -> None:
    """Two runs with their own first exams."""
    first, second = core_runs(exam("2023-01-10", has=CORE), exam("2024-01-10", no=CORE), exam("2025-01-10", has=CORE))
    assert (first.ended_on, first.ended_by) == (day("2024-01-10"), "TTE-2024-01-10")
    assert (second.exam, second.is_new, second.ended_on) == ("TTE-2025-01-10", True, None)


def test_presence_beats_absence_on_one_day_whatever_the_order() -> None:
    """TTE and TOE of one day disagree."""
    one = exam("2025-01-10", has=CORE), exam("2025-01-10", no=CORE, modality="TOE")
    other = exam("2025-01-10", no=CORE), exam("2025-01-10", has=CORE, modality="TOE")
    for pair in (one, other):
        (run,) = core_runs(exam("2024-01-10", has=CORE), *pair)
        assert run.ended_on is None


def test_an_absence_of_unknown_order_ends_nothing() -> None:
    """Seen in March, absent some time in the same year."""
    (run,) = core_runs(exam("2025-03-10", has=CORE), exam("2025", no=CORE))
    assert run.ended_on is None


def test_an_operation_ends_a_run_but_teer_does_not() -> None:
    """After TEER the lesion persists (B1)."""
    seen = exam("2025-01-10", has=CORE)
    assert active(history(seen, treatment("2025-02-01", "excision")), L, "echolucent_core") is None
    assert active(history(seen, treatment("2025-02-01", "teer")), L, "echolucent_core") is not None
    assert active(history(seen, treatment("2025-01-10", "excision")), L, "echolucent_core") is not None


def test_details_are_kept_in_order() -> None:
    """Areas, then large and anechoic."""
    seen = (
        exam("2024-01-10", has=CORE, details={CORE[0]: "areas"}),
        exam("2025-01-10", has=CORE, details={CORE[0]: "large_anechoic"}),
    )
    assert core_runs(*seen)[0].details == ("areas", "large_anechoic")


def test_a_size_of_the_target_is_presence_even_beside_an_absent_box() -> None:
    """A measured core is a core."""
    assert core_runs(exam("2025-01-10", core=8, no=CORE))[0].exam == "TTE-2025-01-10"


def test_the_feature_of_another_lesion_is_not_this_ones() -> None:
    """Lesions are apart."""
    assert core_runs(exam("2025-01-10", has=CORE, lesion="L2")) == ()

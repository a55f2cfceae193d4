"""G6: abrupt shrinkage, core vanished, not visible."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from surveillance.words.message import text
from tests.engine.rules.histories import event, exam, form, history, severities, signals, treatment

TOE = exam("2025-08-20", 21.4, modality="TOE")
GONE = exam("2026-05-20", "gone", modality="TOE")


def test_a_mass_no_longer_visible_asks_about_silent_rupture() -> None:
    """Correale 2009: TOE 21.4 mm, not seen by TOE nine months later."""
    found = signals("G6", history(TOE, GONE))
    assert [(s.severity, s.historical, s.anchor) for s in found] == [("S3", False, "L1:mass:2026-05-20")]
    assert found[0].facts == (TOE.id, GONE.id)


def test_an_abrupt_fall_of_a_visible_mass_does_so_too() -> None:
    """z at most −2.5 against a quiet series."""
    quiet = tuple(exam(f"{year}-05-20", 30) for year in (2022, 2023, 2024, 2025))
    assert severities("G6", history(*quiet, exam("2026-05-20", 15))) == ["S3"]
    assert severities("G6", history(*quiet, exam("2026-05-20", 27))) == []


@pytest.mark.parametrize(
    ("before", "blank", "tells"),
    [
        ("TTE", exam("2026-05-20", "gone"), True),
        ("TTE", exam("2026-05-20", "gone", modality="CT"), True),
        ("TTE", exam("2026-05-20", "gone", quality="poor"), False),
        ("TTE", exam("2026-05-20", "gone", modality="PET"), False),
        ("TOE", exam("2026-05-20", "gone", modality="TTE"), False),
        ("CT", exam("2026-05-20", "gone", modality="CMR"), False),
        ("CMR", exam("2026-05-20", "gone", modality="CT"), True),
        ("TTE", exam("2026-05-20", annulus="not_visible"), True),
    ],
)
def test_only_an_adequate_exam_by_the_same_or_a_better_modality_tells(before: str, blank, tells: bool) -> None:
    """Otherwise it is X1, and G6 keeps silent however large its z."""
    patient = history(exam("2025-08-20", 20, modality=before), blank)
    assert severities("G6", patient) == (["S3"] if tells else [])


def test_a_blank_exam_that_cannot_tell_is_counted_in_the_next_signal() -> None:
    """Nothing is hidden."""
    poor = exam("2026-01-20", "gone", modality="TTE")
    found = signals("G6", history(TOE, poor, GONE))[0]
    assert {text(n.label): n.value for n in found.numbers}["blank exams that cannot tell"] == 1


def test_a_vanished_core_counts_as_well() -> None:
    """Koito 1999: reduced mass without the echo-lucent area three months later."""
    patient = history(exam("2026-02-20", has=("echolucent_core",)), exam("2026-05-20", no=("echolucent_core",)))
    assert [s.anchor for s in signals("G6", patient)] == ["L1:core:2026-05-20"]


@pytest.mark.parametrize("answer", ["ruled_out", "found", "cannot_tell"])
def test_it_stays_open_until_somebody_answers(answer: str) -> None:
    """Not by a later exam, not by the mere form; a later answer closes it, an earlier one does not."""
    assert severities("G6", history(TOE, GONE, form("2026-05-25", "ccma", cardiologist=True))) == ["S3"]
    assert severities("G6", history(TOE, GONE, exam("2026-05-28", 21, modality="TOE"))) == ["S3"]
    assert severities("G6", history(TOE, GONE, form("2026-05-25", "indeterminate", answer=answer))) == []
    assert severities("G6", history(TOE, GONE, form("2026-05-19", "indeterminate", answer=answer))) == ["S3"]
    assert severities("G6", history(TOE, GONE, form("2026", "indeterminate", answer=answer))) == ["S3"]


def test_the_return_after_a_misreading_raises_nothing() -> None:
    """20, 20, 32, 20 mm: one misreading, not a silent rupture."""
    sizes = (("2024-05-20", 20), ("2025-05-20", 20), ("2025-11-20", 32), ("2026-05-20", 20))
    assert severities("G6", history(*(exam(when, mm) for when, mm in sizes))) == []


def test_a_lesion_that_was_cut_out_has_not_vanished() -> None:
    """The operation explains it."""
    assert severities("G6", history(TOE, treatment("2026-01-10", "excision"), GONE)) == []


def test_after_thirty_days_it_is_historical() -> None:
    """Old shrinkage makes no card."""
    assert severities("G6", history(TOE, GONE), today=date(2026, 6, 20)) == ["S3h"]


def test_never_having_been_visible_is_no_vanishing() -> None:
    """The lesion was absent on the previous year's echo."""
    assert severities("G6", history(exam("2025-05-20", "gone"), exam("2026-05-20", "gone"))) == []


def test_a_smaller_size_after_a_known_rupture_asks_nothing() -> None:
    """However the rupture became known: that it was ruled out or found silently is no question any more."""
    quiet = tuple(exam(f"{year}-05-20", 30) for year in (2022, 2023, 2024))
    smaller = exam("2026-05-20", 12)
    assert severities("G6", history(*quiet, exam("2025-05-20", 30), smaller)) == ["S3"]
    for known in (
        (exam("2025-05-20", 30), form("2025-05-20", "ruptured_ccma")),
        (exam("2025-05-20", 30, has=("flow_into_core",)),),
        (exam("2025-05-20", 30), event("2025-05-20", "fistula")),
        (exam("2025-05-20", 30), form("2026-05-20", "ruptured_ccma")),  # by the very exam
    ):
        assert severities("G6", history(*quiet, *known, smaller)) == []


def test_readings_of_one_day_that_disagree_are_named_with_what_was_expected() -> None:
    """23 mm by TTE, not visible by TOE: both by exams able to tell."""
    quiet = tuple(exam(f"{year}-05-20", 23) for year in (2022, 2023, 2024, 2025))
    found = signals("G6", history(*quiet, exam("2026-05-20", 23), GONE))[0]
    assert text(found.headline) == (
        "Mass 23 mm by TTE, not visible by TOE (the readings of one day disagree) on 20-May-2026, 23 mm expected "
        "(z −6.5): rule out silent rupture or embolism."
    )
    assert "disagree" in text(found.against[0])
    assert found.facts == ("TOE-2026-05-20", "TTE-2026-05-20")


def test_a_blank_reading_by_an_inferior_exam_of_the_same_day_raises_nothing() -> None:
    """TOE shows 21 mm, TTE nothing."""
    quiet = (TOE, exam("2025-11-20", 21, modality="TOE"), exam("2026-05-20", 21, modality="TOE"))
    assert severities("G6", history(*quiet, exam("2026-05-20", "gone"))) == []


@pytest.mark.parametrize("entered_last", ["TTE", "TOE"])
def test_of_two_exams_of_one_day_that_saw_it_the_one_that_the_blank_exam_equals_counts(entered_last: str) -> None:
    """Found by the property test of the order of a day: it hung on which of the two was entered last."""
    both = (replace(exam("2025-05-20", 20, modality=m), id="z" if m == entered_last else "a") for m in ("TTE", "TOE"))
    assert len(signals("G6", history(*both, exam("2026-05-20", "gone")))) == 1

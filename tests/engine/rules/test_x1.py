"""X1: conflicting exams."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from surveillance.words.message import text
from tests.engine.rules.histories import exam, form, history, severities, signals

TTE, CT = exam("2026-05-01", 20), exam("2026-05-20", 21, modality="CT")


def read(*forms: tuple[str, str]) -> tuple:
    """The forms read in exams, by the exam's id."""
    return tuple(form(exam_id.split("-", 1)[1], code, exam=exam_id) for exam_id, code in forms)


MAC_THEN_CCMA = read((TTE.id, "mac"), (CT.id, "ccma"))


def test_two_modalities_that_read_two_forms_within_thirty_days_conflict() -> None:
    found = signals("X1", history(TTE, CT, *MAC_THEN_CCMA))
    assert [(s.severity, s.facts, s.historical) for s in found] == [("S2", (TTE.id, CT.id), False)]
    assert "mac by TTE of 01-May-2026" in text(found[0].headline)


def test_thirty_days_conflict_and_thirty_one_do_not() -> None:
    at_30, at_31 = exam("2026-05-31", 21, modality="CT"), exam("2026-06-01", 21, modality="CT")
    assert severities("X1", history(TTE, at_30, *read((TTE.id, "mac"), (at_30.id, "ccma")))) == ["S2"]
    assert severities("X1", history(TTE, at_31, *read((TTE.id, "mac"), (at_31.id, "ccma")))) == []


def test_one_modality_on_two_days_is_a_change_and_no_conflict() -> None:
    again = exam("2026-05-20", 21)
    assert severities("X1", history(TTE, again, *read((TTE.id, "mac"), (again.id, "ccma")))) == []


def test_a_later_reading_that_agrees_or_an_assessment_settles_it() -> None:
    third = exam("2026-05-28", 21, modality="CT")
    assert severities("X1", history(TTE, CT, third, *MAC_THEN_CCMA, *read((third.id, "ccma")))) == []
    assert severities("X1", history(TTE, CT, *MAC_THEN_CCMA, form("2026-05-25", "ccma", cardiologist=True))) == []


def test_an_exam_much_later_settles_it_whatever_it_says() -> None:
    later = exam("2026-06-20", 21, modality="TOE")
    third = read((later.id, "ruptured_ccma"))
    assert severities("X1", history(TTE, CT, later, *MAC_THEN_CCMA, *third), today=date(2026, 6, 21)) == []


def test_sizes_conflict_beyond_their_errors_and_the_offset_between_modalities() -> None:
    """TTE 2.0, CT 1.2, offset 1.5 mm, rounding 1 mm: 1.96 × 2.80 = 5.5 mm; 6 % of 23 mm is below both errors."""
    assert severities("X1", history(TTE, exam("2026-05-20", 25.4, modality="CT"))) == []
    assert severities("X1", history(TTE, exam("2026-05-20", 25.9, modality="CT"))) == ["S2"]


def test_other_targets_are_never_compared() -> None:
    assert severities("X1", history(TTE, exam("2026-05-20", core=8, modality="CT"))) == []


def test_a_blank_exam_that_could_not_tell_is_to_be_repeated() -> None:
    """A poor echo."""
    poor = exam("2026-05-20", "gone", quality="poor")
    first = exam("2025-05-20", 20)
    assert severities("X1", history(first, poor)) == ["S2"]
    assert severities("X1", history(first, poor, exam("2026-05-28", 20))) == []


def test_seen_and_not_seen_on_one_day_conflict_unless_the_blank_exam_is_the_poorer() -> None:
    """A TOE shows what a TTE shows; a TTE that shows nothing says nothing against a TOE. The next exam settles it."""
    tte, toe = exam("2026-05-20", 20), exam("2026-05-20", "gone", modality="TOE")
    found = signals("X1", history(tte, toe))
    assert [(s.severity, s.facts) for s in found] == [("S2", (tte.id, toe.id))]
    assert severities("X1", history(tte, toe, exam("2026-05-28", 20))) == []
    assert severities("X1", history(tte, replace(toe, quality="poor"))) == []
    assert severities("X1", history(exam("2026-05-20", 20, modality="TOE"), exam("2026-05-20", "gone"))) == []


def test_what_is_seen_again_conflicts_until_the_next_exam() -> None:
    gone = exam("2025-05-20", "gone")
    back = exam("2026-05-20", 30)
    assert severities("X1", history(exam("2024-05-20", 20), gone, back)) == ["S2"]
    assert severities("X1", history(exam("2024-05-20", 20), gone, back, exam("2026-05-28", 30))) == []


def test_a_ccma_with_a_mobile_part_is_m1s_and_no_conflict_of_its_form() -> None:
    """Table 2's echo row of rupture shows none by itself: X1 and R1 are of one mind."""
    seen = exam("2026-05-20", 20, modality="TOE", has=("echolucent_core", "mobile_element"))
    patient = history(seen, *read((seen.id, "ccma")))
    assert [severities(rule, patient) for rule in ("X1", "R1", "M1")] == [[], [], ["S3"]]
    leaks = exam("2026-05-20", 20, modality="TOE", has=("echolucent_core", "mobile_element", "leaking_content"))
    patient = history(leaks, *read((leaks.id, "ccma")))
    assert [severities(rule, patient) for rule in ("X1", "R1", "M1")] == [["S2"], ["S4"], ["S3"]]


def test_features_that_read_as_another_form_than_their_reader_conflict() -> None:
    torn = exam("2026-05-20", 20, modality="TOE", has=("fistula",))
    assert severities("X1", history(torn, *read((torn.id, "ccma")))) == ["S2"]
    assert severities("X1", history(torn, *read((torn.id, "ruptured_ccma")))) == []


def test_an_old_conflict_makes_no_card() -> None:
    assert severities("X1", history(TTE, CT, *MAC_THEN_CCMA), today=date(2026, 6, 20)) == ["S2h"]


def test_one_exam_vague_dates_and_nothing_at_all_are_silent() -> None:
    assert severities("X1", history(TTE, *read((TTE.id, "mac")))) == []
    vague = exam("2026", 31, modality="CT")
    assert severities("X1", history(TTE, vague)) == []
    assert severities("X1", history()) == []

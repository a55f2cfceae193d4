"""What one exam alone says to each rule, and what two exams of one day say: the second half of the boundary table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from surveillance.engine.known.history import ExamSeen, FeatureSeen, History
from tests.engine.rules.histories import condition, event, exam, history, severities
from tests.engine.rules.test_three_cases import CCMA, MAC, SEEN, TABLE, operation, tried

DAY = "2026-05-20"


def one(mm: float | str | None = None, **seen: object) -> ExamSeen:
    """A TTE of 20 May 2026."""
    return exam(DAY, mm, **seen)


def toe(mm: float | str | None = None, **seen: object) -> ExamSeen:
    """A TOE of the same day."""
    return exam(DAY, mm, modality="TOE", **seen)


def feature(name: str) -> tuple[History, History]:
    """Present by TTE; absent by TTE and present by TOE of the same day."""
    return history(one(has=(name,))), history(one(no=(name,)), toe(has=(name,)))


GREW = history(one(45)), history(one(20), toe(45))
SHRANK = history(one(5)), history(one(45), toe(5))
LARGE, AREAS = {"echolucent_core": "large_anechoic"}, {"echolucent_core": "areas"}
CORE, STROKE, BARRED = ("echolucent_core",), event("2026-05-19", "stroke"), condition("bleeding_risk")
INFECTED = event("2026-05-19", "sepsis")
UNCLEAR = replace(one(20), features=(FeatureSeen("L1", "leaking_content", "indeterminate"),))
MODERATE = toe(typed={"mr_grade": "moderate"})

# rule: a patient with one exam and what is said of it, the same with two exams on one day and what is said then
EXAMS = {
    "F1": (history(SEEN, CCMA), "T", history(SEEN, exam("2025-06-10", 20, modality="TOE"), CCMA), "T"),
    "F2": (
        *(history(exam("2025-05-31", 20), CCMA), "T"),
        *(history(exam("2025-05-31", 20), exam("2025-05-31", 20, modality="TOE", quality="poor"), CCMA), "T"),
    ),
    "F3": (
        *(history(exam("2024-11-30", 20), CCMA), "S3"),
        *(history(exam("2024-11-30", 20), exam("2024-11-30", 20, modality="TOE"), CCMA), "S3"),
    ),
    "F4": (
        *(history(one(20, has=("mobile_element",)), CCMA), "T"),
        *(history(one(20, has=("mobile_element",)), toe(20, has=("mobile_element",)), CCMA), "T"),
    ),
    "F5": (tried(3), "T", replace(tried(3), exams=(SEEN, one(20), toe(20))), ""),
    "F6": (history(one(20, quality="poor"), CCMA), "T", history(one(20, quality="poor"), toe(20), CCMA), ""),
    "G1": (GREW[0], "", GREW[1], ""),
    "G2": (GREW[0], "", GREW[1], ""),
    "G4": (GREW[0], "", GREW[1], ""),
    "G5": (SHRANK[0], "", SHRANK[1], ""),
    "G6": (history(one("gone")), "", history(one(20), toe("gone")), ""),
    "G7": (history(one(11)), "S1", history(one(9), toe(11)), "S1"),
    "M1": (feature("mobile_element")[0], "S3", feature("mobile_element")[1], "S3"),
    "M3": (
        *(history(one(has=CORE, details=LARGE)), ""),
        *(history(one(has=CORE, details=AREAS), toe(has=CORE, details=LARGE)), ""),
    ),
    "M4": (history(MAC, one(has=CORE)), "S2", history(MAC, one(no=CORE), toe(has=CORE)), "S2"),
    "P1": (history(exam(DAY, 20, modality="CT")), "T", history(exam(DAY, 20, modality="CT"), one(20)), ""),
    "P2": (history(one(20, quality="poor")), "T", history(one(20, quality="poor"), toe(20)), ""),
    "P3": (history(UNCLEAR), "T", history(UNCLEAR, exam(DAY, 20, modality="CMR")), ""),
    "P4": (
        *(replace(operation(), exams=(one(20),)), "T"),
        *(replace(operation(), exams=(one(20), exam(DAY, 20, modality="CT"))), ""),
    ),
    "P5": (history(INFECTED, one(20)), "", history(INFECTED, one(20), toe(20)), "T"),
    "P6": (history(STROKE, BARRED, one(20)), "T", history(STROKE, BARRED, one(20), exam(DAY, 20, modality="CMR")), ""),
    "R1": (feature("capsule_defect")[0], "S4", feature("capsule_defect")[1], "S4"),
    "R2": (feature("fistula")[0], "S4", feature("fistula")[1], "S4"),
    "V1": (history(MODERATE), "", history(one(typed={"mr_grade": "mild"}), MODERATE), ""),
    "V2": (
        *(history(one(typed={"ms_gradient_mmhg": 12})), ""),
        *(history(one(typed={"ms_gradient_mmhg": 4}), toe(typed={"ms_gradient_mmhg": 12})), ""),
    ),
    "V3": (
        *(history(one(typed={"mr_grade": "severe", "lvef_percent": 60})), "S3"),
        *(history(toe(typed={"mr_grade": "severe"}), one(typed={"lvef_percent": 60})), "S3"),
    ),
    "I2": (feature("vegetation")[0], "S4", feature("vegetation")[1], "S4"),
    "X1": (history(one(20)), "", history(one(20), toe("gone")), "S2"),
    "X2": (history(one(5)), "", history(one(5), toe(50)), "T"),
    "X3": (history(one(20)), "", history(one(20), toe(21)), ""),
}
READ_NO_EXAM = ("I1", "I3", "E1", "E2", "E3", "E4", "C1", "C2", "C3", "X4", "X5")


def test_every_rule_has_its_row_of_one_and_two_exams() -> None:
    """Or is named among those that read none."""
    assert {*EXAMS, *READ_NO_EXAM} == set(TABLE)
    assert not {*EXAMS} & {*READ_NO_EXAM}


@pytest.mark.parametrize("rule", EXAMS)
def test_one_exam_only_and_two_on_one_day(rule: str) -> None:
    """No change is read off one exam, nor off two of one day, nor is one day read twice."""
    alone, says, together, then = EXAMS[rule]
    assert severities(rule, alone) == [says] * bool(says)
    assert severities(rule, together) == [then] * bool(then)


@pytest.mark.parametrize("rule", READ_NO_EXAM)
def test_exams_change_nothing_for_a_rule_that_reads_none(rule: str) -> None:
    """One more, and two on one day."""
    case = TABLE[rule].speaks
    for exams in ((one(20),), (one(20), toe(20))):
        patient = replace(case.patient, exams=(*case.patient.exams, *exams))
        assert severities(rule, patient, today=case.today) == [TABLE[rule].says]

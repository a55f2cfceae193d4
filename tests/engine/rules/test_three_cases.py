"""Three cases of every rule, in one table: it speaks, it is silent just below, it is silent for want of data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest

from surveillance.engine.known.history import (
    CardSeen,
    ClosureSeen,
    ConditionSeen,
    ContactSeen,
    DecisionSeen,
    History,
    PlanSeen,
)
from surveillance.engine.rules import RULE
from tests.engine.rules.histories import (
    TODAY,
    case,
    condition,
    day,
    dialysis,
    echo,
    event,
    exam,
    form,
    growing,
    history,
    lab,
    severities,
    visit,
)

SEEN, CCMA, MAC = exam("2025-06-10", 20), form("2025-06-10", "ccma"), form("2025-06-10", "mac")
STEADY = growing(step_mm=0, exams=4)[:3]  # 20 mm in January 2023, 2024 and 2025
WIDE = growing(step_mm=0, exams=4, start_mm=40)[:3]
TTE, SEPSIS = exam("2026-05-01", 20), event("2026-05-20", "sepsis")
MILD = echo("2025-05-20", mr_grade="mild")


@dataclass(frozen=True, slots=True)
class Case:
    """A history, the day on which it is read, and what makes it this case."""

    why: str
    patient: History
    today: date = TODAY


@dataclass(frozen=True, slots=True)
class Three:
    """The three cases of a rule."""

    says: str
    speaks: Case
    just_below: Case
    no_data: Case


def tried(times: int) -> History:
    """CCMA, and nobody answers the telephone in May 2026."""
    contacts = tuple(ContactSeen(f"c{n}", date(2026, 5, 1 + n), "no_answer") for n in range(times))
    return history(SEEN, CCMA, contacts=contacts)


def suspected(kind: str, status: str = "present") -> History:
    """A TTE and a differential diagnosis."""
    return history(TTE, ConditionSeen(f"c-{kind}", kind, status, day("2026-05-10")))


def phosphate(mmol_per_l: float, *, high: float | None = 1.5) -> History:
    """One phosphate with the laboratory's limits, or without."""
    return history(lab("2026-05-20", "phosphate", mmol_per_l, low=0.8 if high else None, high=high))


def cores(step_mm: float, *, exams: int = 5) -> History:
    """Yearly echoes of the core."""
    return history(*(exam(f"{2026 - exams + 1 + n}-01-10", core=8 + step_mm * n) for n in range(exams)))


def operation(*, urgency: str = "elective", intended: str = "replacement") -> History:
    """Decided on 1 May 2026 and not done."""
    return history(decisions=(DecisionSeen("d", day("2026-05-01"), intended, urgency),))


def gradients(old: float, new: float) -> History:
    """Two mean gradients in mmHg, a year apart."""
    return history(echo("2025-05-20", ms_gradient_mmhg=old), echo("2026-05-20", ms_gradient_mmhg=new))


def carded(*, late: bool) -> History:
    """An S3 card of 20 May 2026."""
    moment = datetime(2026, 5, 27, 9, tzinfo=UTC)
    return history(card=CardSeen("card", "S3", date(2026, 5, 20), asked_by=moment, is_late=late))


def sized(modality: str, when: str, mm: float) -> History:
    """20 mm by TTE on 1 May 2026, then another size."""
    return history(TTE, exam(when, mm, modality=modality))


NOTHING = Case("nothing is recorded", history())

TABLE = {
    "F1": Three(
        "T",
        Case("thirty days before twelve months", history(SEEN, CCMA), date(2026, 5, 11)),
        Case("thirty-one days before", history(SEEN, CCMA), date(2026, 5, 10)),
        Case("CCMA that was never examined has no date to count from: F2 speaks", history(CCMA)),
    ),
    "F2": Three(
        "T",
        Case("the day after twelve months", history(SEEN, CCMA), date(2026, 6, 11)),
        Case("twelve months", history(SEEN, CCMA), date(2026, 6, 10)),
        Case("MAC has no recall, however old its exam", history(SEEN, MAC), date(2030, 1, 1)),
    ),
    "F3": Three(
        "S3",
        Case("eighteen months and a day", history(SEEN, CCMA), date(2026, 12, 11)),
        Case("eighteen months", history(SEEN, CCMA), date(2026, 12, 10)),
        Case("enrolled two months ago, and no exam is recorded", history(CCMA, enrolled_on=date(2026, 4, 1))),
    ),
    "F4": Three(
        "T",
        Case("on dialysis, and nobody set a plan", history(SEEN, CCMA, dialysis("2024"))),
        Case(
            "a clinician set a plan since",
            history(
                SEEN,
                CCMA,
                dialysis("2024-03-10"),
                plan=PlanSeen("p", "interval", date(2024, 3, 10), earliest_months=3, latest_months=6),
            ),
        ),
        Case("whether there is dialysis is not known", history(SEEN, CCMA, ConditionSeen("c", "dialysis", "unknown"))),
    ),
    "F5": Three(
        "T",
        Case("three calls and no answer", tried(3)),
        Case("two calls", tried(2)),
        Case("no call is recorded", tried(0)),
    ),
    "F6": Three(
        "T",
        Case("a poor echo", history(exam("2026-05-20", 20, quality="poor"), CCMA)),
        Case("an adequate one", history(exam("2026-05-20", 20, quality="adequate"), CCMA)),
        Case("no exam", history(CCMA)),
    ),
    "G1": Three(
        "S2",
        Case("2 mm a year in five exams", history(*growing(step_mm=2))),
        Case("1.5 mm a year in five exams", history(*growing(step_mm=1.5))),
        Case("two exams within a year", history(exam("2025-07-20", 20), exam("2026-05-20", 27))),
    ),
    "G2": Three(
        "S3",
        Case("10 mm more than three equal exams", history(*STEADY, exam("2026-05-20", 30))),
        Case("9 mm more", history(*STEADY, exam("2026-05-20", 29))),
        Case("the last exam has no size", history(*STEADY, exam("2026-05-20"))),
    ),
    "G4": Three(
        "S1",
        Case("1.5 mm a year in five exams", history(*growing(step_mm=1.5))),
        Case("1 mm a year in five exams", history(*growing(step_mm=1))),
        Case("one exam has no rate", history(exam("2026-05-20", 20))),
    ),
    "G5": Three(
        "S1",
        Case("4 mm a year less", history(*growing(step_mm=-4, start_mm=40))),
        Case("1 mm a year less", history(*growing(step_mm=-1, start_mm=40))),
        Case("one exam has no rate", history(exam("2026-05-20", 20))),
    ),
    "G6": Three(
        "S3",
        Case("12 mm less than three equal exams", history(*WIDE, exam("2026-05-20", 28))),
        Case("10 mm less", history(*WIDE, exam("2026-05-20", 30))),
        Case("the last exam has no size and does not say that it saw none", history(*WIDE, exam("2026-05-20"))),
    ),
    "G7": Three(
        "S1",
        Case("10.1 mm", history(exam("2026-05-20", 10.1))),
        Case("10 mm", history(exam("2026-05-20", 10.0))),
        Case("no size", history(exam("2026-05-20"))),
    ),
    "M1": Three(
        "S3",
        Case("a mobile part is seen", history(exam("2026-05-20", 20, has=("mobile_element",)))),
        Case("it reads absent", history(exam("2026-05-20", 20, no=("mobile_element",)))),
        Case("it was not assessed", history(exam("2026-05-20", 20, unread=("mobile_element",)))),
    ),
    "M3": Three(
        "S3",
        Case("the core grows by 4 mm a year", cores(4)),
        Case("the core stays", cores(0)),
        Case("the core was measured once", cores(4, exams=1)),
    ),
    "M4": Three(
        "S2",
        Case("MAC, then CCMA", history(MAC, form("2026-05-20", "ccma"))),
        Case("MAC, then MAC", history(MAC, form("2026-05-20", "mac"))),
        Case("CCMA, and no form before it", history(form("2026-05-20", "ccma"))),
    ),
    "P1": Three(
        "T",
        Case("a CT and no TTE", history(exam("2026-05-01", 20, modality="CT"))),
        Case("a TTE", history(TTE)),
        Case("closed: nobody will come", history(closure=ClosureSeen("x", "discharged", day("2026-05-25")))),
    ),
    "P2": Three(
        "T",
        Case("sepsis after a TTE", history(TTE, SEPSIS)),
        Case("sepsis, and a TOE since", history(TTE, SEPSIS, exam("2026-05-22", modality="TOE"))),
        Case("the quality of the TTE is not recorded", history(exam("2026-05-01", 20, quality=""))),
    ),
    "P3": Three(
        "T",
        Case("thrombus or content?", suspected("differential_thrombus")),
        Case("no thrombus", suspected("differential_thrombus", "absent")),
        Case("whether thrombus is considered is not known", suspected("differential_thrombus", "unknown")),
    ),
    "P4": Three(
        "T",
        Case("an operation is decided", replace(operation(), exams=(TTE,))),
        Case("watching is decided", replace(operation(intended="surveillance"), exams=(TTE,))),
        Case("the decision does not say on what", replace(operation(intended=""), exams=(TTE,))),
    ),
    "P5": Three(
        "T",
        Case("sepsis, TTE and TOE done", history(TTE, SEPSIS, exam("2026-05-22", modality="TOE"))),
        Case(
            "and PET done",
            history(TTE, SEPSIS, exam("2026-05-22", modality="TOE"), exam("2026-05-23", modality="PET")),
        ),
        Case("no infection is recorded", history(TTE, exam("2026-05-22", modality="TOE"))),
    ),
    "P6": Three(
        "T",
        Case("stroke, and TOE is barred", history(TTE, event("2026-05-20", "stroke"), condition("bleeding_risk"))),
        Case(
            "the bar is over: P2 speaks",
            history(TTE, event("2026-05-20", "stroke"), condition("bleeding_risk", "2026-01-01", until="2026-02-01")),
        ),
        Case("a bar, and nothing is asked", history(TTE, condition("bleeding_risk"))),
    ),
    "R1": Three(
        "S4",
        Case("the capsule has a defect", history(exam("2026-05-20", 20, has=("capsule_defect",)))),
        Case("the capsule is whole", history(exam("2026-05-20", 20, no=("capsule_defect",)))),
        Case("the capsule was not assessed", history(exam("2026-05-20", 20, unread=("capsule_defect",)))),
    ),
    "R2": Three(
        "S4",
        Case("a fistula", history(exam("2026-05-20", 20, has=("fistula",)))),
        Case("no fistula", history(exam("2026-05-20", 20, no=("fistula",)))),
        Case("a fistula was not looked for", history(exam("2026-05-20", 20, unread=("fistula",)))),
    ),
    "V1": Three(
        "S2",
        Case("mild, then moderate", history(MILD, echo("2026-05-20", mr_grade="moderate"))),
        Case("mild, then mild", history(MILD, echo("2026-05-20", mr_grade="mild"))),
        Case("mild, then not graded", history(MILD, echo("2026-05-20", lvef_percent=60))),
    ),
    "V2": Three(
        "S2",
        Case("4.9, then 5 mmHg", gradients(4.9, 5)),
        Case("4, then 4.9 mmHg", gradients(4, 4.9)),
        Case("no gradient before it", history(echo("2026-05-20", ms_gradient_mmhg=12))),
    ),
    "V3": Three(
        "S3",
        Case("severe, LVEF 60 %", history(echo("2026-05-20", mr_grade="severe", lvef_percent=60))),
        Case("severe, LVEF 61 %", history(echo("2026-05-20", mr_grade="severe", lvef_percent=61))),
        Case("severe, nothing measured", history(echo("2026-05-20", mr_grade="severe"))),
    ),
    "I1": Three(
        "S4",
        Case("sepsis", history(SEPSIS)),
        Case("pneumonia is I3's", history(event("2026-05-20", "pneumonia"))),
        NOTHING,
    ),
    "I2": Three(
        "S4",
        Case("a vegetation", history(exam("2026-05-20", has=("vegetation",)))),
        Case("no vegetation", history(exam("2026-05-20", no=("vegetation",)))),
        Case("a vegetation was not looked for", history(exam("2026-05-20", unread=("vegetation",)))),
    ),
    "I3": Three(
        "S2",
        Case("pneumonia in May", history(event("2026-05-20", "pneumonia"))),
        Case("pneumonia 184 days ago", history(event("2025-11-29", "pneumonia"))),
        Case("whether there is a central line is not known", history(ConditionSeen("c", "central_line", "unknown"))),
    ),
    "E1": Three(
        "S4",
        Case("a stroke", history(event("2026-05-20", "stroke"))),
        Case("a stroke of another cause", history(event("2026-05-20", "stroke", attribution="other_cause"))),
        NOTHING,
    ),
    "E2": Three(
        "S2",
        Case("an ECG with atrial fibrillation", history(visit("2026-05-20", rhythm="af"))),
        Case("an irregular pulse", history(visit("2026-05-20", rhythm="irregular"))),
        Case("a visit without a rhythm", history(visit("2026-05-20"))),
    ),
    "E3": Three(
        "S2",
        Case("a bundle branch block", history(visit("2026-05-20", conduction="lbbb"))),
        Case("normal conduction", history(visit("2026-05-20", conduction="normal"))),
        Case("a visit without an ECG", history(visit("2026-05-20"))),
    ),
    "E4": Three(
        "S4",
        Case("heart failure with CCMA", history(event("2026-05-20", "heart_failure"), CCMA)),
        Case("syncope with CCMA", history(event("2026-05-20", "syncope"), CCMA)),
        NOTHING,
    ),
    "C1": Three(
        "S1",
        Case("dialysis from today on", history(dialysis("2026-06-01"))),
        Case("dialysis from tomorrow on", history(dialysis("2026-06-02"))),
        Case("whether there is dialysis is not known", history(ConditionSeen("c", "dialysis", "unknown"))),
    ),
    "C2": Three(
        "S1",
        Case("phosphate 1.51, limit 1.5 mmol/L", phosphate(1.51)),
        Case("phosphate at the limit", phosphate(1.5)),
        Case("the laboratory's limits are not recorded", phosphate(3.0, high=None)),
    ),
    "C3": Three(
        "S1",
        Case("severe aortic stenosis", history(condition("aortic_stenosis", severity="severe"))),
        Case("moderate aortic stenosis", history(condition("aortic_stenosis", severity="moderate"))),
        Case("aortic stenosis without a severity", history(condition("aortic_stenosis"))),
    ),
    "X1": Three(
        "S2",
        Case("25.9 mm by CT: beyond the errors of both", sized("CT", "2026-05-20", 25.9)),
        Case("25.4 mm by CT: within them", sized("CT", "2026-05-20", 25.4)),
        Case("the CT has no day", sized("CT", "2026", 25.9)),
    ),
    "X2": Three(
        "T",
        Case("5 mm, then 40", replace(case(history(exam("2025-05-20", 5), exam("2026-05-20", 40))), growth={})),
        Case("5 mm, then 39.9", replace(case(history(exam("2025-05-20", 5), exam("2026-05-20", 39.9))), growth={})),
        Case("27 mm, then not visible: G6 speaks", history(exam("2025-05-20", 27), exam("2026-05-20", "gone"))),
    ),
    "X3": Three(
        "S1",
        Case("CT after TTE", sized("CT", "2026-05-20", 21)),
        Case("TTE after TTE", sized("TTE", "2026-05-20", 21)),
        Case("the CT measured nothing", history(TTE, exam("2026-05-20", modality="CT"))),
    ),
    "X4": Three(
        "S2",
        Case("elective, ninety-one days ago", operation(), date(2026, 7, 31)),
        Case("elective, ninety days ago", operation(), date(2026, 7, 30)),
        Case("the decision does not say on what", operation(intended=""), date(2027, 1, 1)),
    ),
    "X5": Three(
        "T",
        Case("nobody answered in time", carded(late=True)),
        Case("there is time left", carded(late=False)),
        Case("there is no card", history()),
    ),
}

RAISED_BY_THE_REVIEW = {
    "X0"
}  # never by itself: tests/engine/rules/test_x0.py, and the rule that raises in test_review.py
CASES = [(rule, name) for rule in TABLE for name in ("speaks", "just_below", "no_data")]


def test_every_rule_has_its_three_cases() -> None:
    """A new rule comes with them."""
    assert set(TABLE) == set(RULE) - RAISED_BY_THE_REVIEW
    for three in TABLE.values():
        assert len({three.speaks.why, three.just_below.why, three.no_data.why}) == 3


@pytest.mark.parametrize(
    ("rule", "name"), CASES, ids=[f"{rule}-{name}: {getattr(TABLE[rule], name).why}" for rule, name in CASES]
)
def test_it_speaks_in_the_first_case_only(rule: str, name: str) -> None:
    three = TABLE[rule]
    case = getattr(three, name)
    assert severities(rule, case.patient, today=case.today) == ([three.says] if name == "speaks" else [])

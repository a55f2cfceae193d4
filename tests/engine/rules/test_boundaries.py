"""Every threshold exactly met, and just not: one table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from surveillance.engine.case import Case
from surveillance.engine.growth.result import Abrupt
from surveillance.engine.known.history import AppointmentSeen, ContactSeen, DecisionSeen, History, PlanSeen
from tests.engine.rules.histories import (
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

SEEN, CCMA = exam("2025-06-10", 20), form("2025-06-10", "ccma")
FOLLOWED = history(SEEN, CCMA)
FLAGGED = history(SEEN, CCMA, dialysis("2020"))
STROKE = history(event("2026-03-31", "stroke"))
MONTH = history(event("2026-03", "stroke"))
LEAP = history(exam("2025-08-31", 20), form("2025-08-31", "ccma"), dialysis("2020"))
TO_HOSPITAL = history(SEEN, CCMA, plan=PlanSeen("p", "in_hospital", date(2026, 3, 1), on=date(2026, 4, 1)))
CAME = history(SEEN, CCMA, appointments=(AppointmentSeen("a", date(2026, 6, 1), "attended"),))
WORSE = history(echo("2025-03-31", mr_grade="mild"), echo("2026-03-31", mr_grade="moderate"))
STENOSED = history(echo("2025-03-31", ms_gradient_mmhg=4), echo("2026-03-31", ms_gradient_mmhg=6))
SUFFERING = history(echo("2026-03-31", mr_grade="severe", lvef_percent=60))
VEGETATION, PNEUMONIA = exam("2026-03-31", has=("vegetation",)), event("2026-03-31", "pneumonia")
LINE = history(condition("central_line", "2026-04-30"))

LETTER = history(
    SEEN,
    CCMA,
    contacts=tuple(
        ContactSeen(f"c{n}", date(2026, 5, 1), told) for n, told in enumerate([*["no_answer"] * 3, "letter_sent"])
    ),
)


def decided(urgency: str) -> History:
    """A replacement decided on 1 May 2026."""
    return history(decisions=(DecisionSeen("d", day("2026-05-01"), "replacement", urgency),))


def read_twice(second: str, modality: str = "CT") -> History:
    """MAC by TTE on 1 May 2026, CCMA later."""
    one, two = exam("2026-05-01", 20), exam(second, 20, modality=modality)
    forms = form("2026-05-01", "mac", exam=one.id), form(second, "ccma", exam=two.id)
    return history(one, two, *forms)


BY_DAY = [
    # rule, history, last day without it, first day with it, severity then
    ("F1 thirty days before twelve months", "F1", FOLLOWED, "2026-05-10", "2026-05-11", "T"),
    ("F2 the day after twelve months", "F2", FOLLOWED, "2026-06-10", "2026-06-11", "T"),
    ("F2 the day after six months on dialysis", "F2", FLAGGED, "2025-12-10", "2025-12-11", "T"),
    ("F2 to the cardiologist after thirty days", "F2", FLAGGED, "2026-01-08", "2026-01-09", "S2"),
    ("F2 the last of February is six months after 31 August", "F2", LEAP, "2026-02-28", "2026-03-01", "T"),
    ("F2 the day after the recheck date", "F2", TO_HOSPITAL, "2026-04-01", "2026-04-02", "T"),
    ("F2 thirty days after a visit without a report", "F2", CAME, "2026-07-01", "2026-07-02", "T"),
    ("F3 eighteen months", "F3", FOLLOWED, "2026-12-10", "2026-12-11", "S3"),
    ("F3 half the interval (183 days) with a flag", "F3", FLAGGED, "2026-03-11", "2026-03-12", "S3"),
    ("F5 thirty days after a letter", "F5", LETTER, "2026-05-31", "2026-06-01", "T"),
    ("X4 the day after one day", "X4", decided("emergency"), "2026-05-02", "2026-05-03", "S2"),
    ("X4 the day after seven days", "X4", decided("urgent"), "2026-05-08", "2026-05-09", "S2"),
    ("X4 the day after ninety days", "X4", decided("elective"), "2026-07-30", "2026-07-31", "S2"),
    ("X1 live for thirty days", "X1", read_twice("2026-05-20"), "2026-06-19", "2026-06-20", "S2h"),
    ("E1 live for thirty days", "E1", STROKE, "2026-04-30", "2026-05-01", "S4h"),
    ("V1 live for thirty days", "V1", WORSE, "2026-04-30", "2026-05-01", "S2h"),
    ("V2 live for thirty days", "V2", STENOSED, "2026-04-30", "2026-05-01", "S2h"),
    ("V3 live for thirty days", "V3", SUFFERING, "2026-04-30", "2026-05-01", "S3h"),
    ("I2 live for thirty days", "I2", history(VEGETATION), "2026-04-30", "2026-05-01", "S4h"),
    ("I3 live for thirty days", "I3", history(PNEUMONIA), "2026-04-30", "2026-05-01", "S2h"),
    ("E2 live for thirty days", "E2", history(visit("2026-03-31", rhythm="af")), "2026-04-30", "2026-05-01", "S2h"),
    ("E3 live for thirty days", "E3", history(event("2026-03-31", "av_block_2")), "2026-04-30", "2026-05-01", "S3h"),
    ("E4 live for thirty days", "E4", history(event("2026-03-31", "heart_failure")), "2026-04-30", "2026-05-01", "S3h"),
    ("C1 from the day it begins", "C1", history(dialysis("2026-04-30")), "2026-04-29", "2026-04-30", "S1"),
    ("C3 from the day it begins", "C3", history(condition("hcm", "2026-04-30")), "2026-04-29", "2026-04-30", "S1"),
    ("I3 a line from the day it lies", "I3", LINE, "2026-04-29", "2026-04-30", "S2"),
    ("E1 live for thirty days after the last day of the month", "E1", MONTH, "2026-04-30", "2026-05-01", "S4h"),
]


@pytest.mark.parametrize(
    ("rule", "patient", "before", "on", "severity"), [row[1:] for row in BY_DAY], ids=[row[0] for row in BY_DAY]
)
def test_a_day_makes_the_difference(rule: str, patient: History, before: str, on: str, severity: str) -> None:
    """Silent (or otherwise) the day before, there on the day."""
    assert severity not in severities(rule, patient, today=date.fromisoformat(before))
    assert severities(rule, patient, today=date.fromisoformat(on)) == [severity]


def with_growth(**changes: object) -> Case:
    """Five yearly exams whose figures are replaced."""
    patient = case(history(*growing()))
    (key, growth) = next(iter(patient.growth.items()))
    return replace(patient, growth={key: replace(growth, **changes)})


def jumped(z: float, verdict: str = "held") -> Case:
    """The last exam day with a given z."""
    last = date(2026, 1, 10)
    return with_growth(course="abrupt", abrupt=(Abrupt(last, z, 32.0, 36.0, z > 0, verdict),))


def two_sizes(old: float, new: float) -> Case:
    """Two sizes without a growth engine, so that only their ratio speaks."""
    return replace(case(history(exam("2025-05-20", old), exam("2026-05-20", new))), growth={})


def severe(**typed: float) -> History:
    """Severe regurgitation with one more number."""
    return history(echo("2026-05-20", mr_grade="severe", **typed))


def measured(**typed: float) -> History:
    """Mild regurgitation, then one measured number and no grade."""
    return history(echo("2025-05-20", mr_grade="mild"), echo("2026-05-20", **typed))


def gradients(old: float, new: float, rate: float = 70) -> History:
    """Two mean gradients, the first at 70 /min."""
    before = echo("2025-05-20", ms_gradient_mmhg=old, heart_rate=70)
    return history(before, echo("2026-05-20", ms_gradient_mmhg=new, heart_rate=rate))


def phosphate(value: float) -> History:
    """One phosphate with its limits."""
    return history(lab("2026-05-20", "phosphate", value, low=0.8, high=1.5))


BY_NUMBER = [
    ("V1 at an EROA of 0.40", "V1", measured(eroa_cm2=0.40), ["S3"]),
    ("V1 below an EROA of 0.40", "V1", measured(eroa_cm2=0.39), []),
    ("V1 at a volume of 60 mL", "V1", measured(rvol_ml=60), ["S3"]),
    ("V1 below a volume of 60 mL", "V1", measured(rvol_ml=59), []),
    ("V2 at 5 mmHg", "V2", gradients(4.9, 5.0), ["S2"]),
    ("V2 below 5 mmHg", "V2", gradients(4.0, 4.9), []),
    ("V2 at 10 mmHg", "V2", gradients(9.9, 10.0), ["S2"]),
    ("V2 a rise of 3 mmHg", "V2", gradients(6.0, 9.0), ["S2"]),
    ("V2 a rise below 3 mmHg", "V2", gradients(6.0, 8.9), []),
    ("V2 a rise at a rate 10 /min faster", "V2", gradients(6.0, 9.0, 80), ["S2"]),
    ("V2 a rise at a rate 11 /min faster", "V2", gradients(6.0, 9.0, 81), []),
    ("V3 at an LVEF of 60 %", "V3", severe(lvef_percent=60), ["S3"]),
    ("V3 above an LVEF of 60 %", "V3", severe(lvef_percent=61), []),
    ("V3 at an LVESD of 40 mm", "V3", severe(lvesd_mm=40), ["S3"]),
    ("V3 below an LVESD of 40 mm", "V3", severe(lvesd_mm=39), []),
    ("V3 at a PASP of 50 mmHg", "V3", severe(pasp_mmhg=50), []),
    ("V3 above a PASP of 50 mmHg", "V3", severe(pasp_mmhg=51), ["S3"]),
    ("C2 at the upper limit", "C2", phosphate(1.5), []),
    ("C2 above the upper limit", "C2", phosphate(1.51), ["S1"]),
    ("C2 at the lower limit", "C2", phosphate(0.8), []),
    ("C2 below the lower limit", "C2", phosphate(0.79), ["S1"]),
    ("G4 at one half", "G4", with_growth(course="undecided", p_progression=0.50), ["S1"]),
    ("G4 below one half", "G4", with_growth(course="undecided", p_progression=0.4999), []),
    ("G4 says nothing while an abrupt change is held", "G4", with_growth(course="abrupt", p_progression=0.9), []),
    ("G4 says nothing without a rate", "G4", with_growth(course="undecided", p_progression=None), []),
    ("G1 follows the course", "G1", with_growth(course="undecided", p_progression=0.99), []),
    ("G7 at 10 mm", "G7", history(exam("2026-05-20", 10.0)), []),
    ("G7 above 10 mm", "G7", history(exam("2026-05-20", 10.1)), ["S1"]),
    ("X1 two modalities thirty days apart", "X1", read_twice("2026-05-31"), ["S2"]),
    ("X1 two modalities thirty-one days apart", "X1", read_twice("2026-06-01"), []),
    ("X1 one modality on two days", "X1", read_twice("2026-05-02", "TTE"), []),
    ("X1 two modalities on one day", "X1", read_twice("2026-05-01"), ["S2h"]),
    ("X1 one exam only", "X1", FOLLOWED, []),
    ("X3 two modalities on two days", "X3", read_twice("2026-05-02"), ["S1"]),
    ("X3 two modalities on one day", "X3", read_twice("2026-05-01"), []),
    ("X3 one exam only", "X3", FOLLOWED, []),
    ("X2 at z 6", "X2", jumped(6.0), []),
    ("X2 beyond z 6", "X2", jumped(6.01), ["T"]),
    ("X2 beyond z -6", "X2", jumped(-6.01), ["T"]),
    ("X2 confirmed as a step", "X2", jumped(6.01, "step"), []),
    ("X2 at a ratio of 8", "X2", two_sizes(5, 40), ["T"]),
    ("X2 below a ratio of 8", "X2", two_sizes(5, 39.9), []),
    ("X2 at a ratio of 12.5", "X2", two_sizes(4, 50), ["T"]),
    ("X2 above a ratio of 12.5", "X2", two_sizes(4, 50.1), []),
    ("G2 as the engine says", "G2", jumped(2.5), ["S3h"]),
    ("G2 called drift", "G2", jumped(2.5, "drift"), []),
    ("G6 as the engine says", "G6", jumped(-2.5), ["S3h"]),
    ("G6 called a misreading", "G6", jumped(-2.5, "misreading"), []),
    ("G6 called drift stays open", "G6", jumped(-2.5, "drift"), ["S3h"]),
]


@pytest.mark.parametrize(
    ("rule", "patient", "expected"), [row[1:] for row in BY_NUMBER], ids=[row[0] for row in BY_NUMBER]
)
def test_a_number_makes_the_difference(rule: str, patient: History, expected: list[str]) -> None:
    """At the cut-off, and just beside it."""
    assert severities(rule, patient) == expected


def test_two_exams_a_year_apart_need_a_probability_of_95_percent() -> None:
    """The early rule of G1, by TOE: 8 mm in two years is .97, 7 mm is .94; within one year even .92 is nothing."""

    def two(on: str, mm: float) -> History:
        return history(exam(on, 20, modality="TOE"), exam("2026-05-20", mm, modality="TOE"))

    assert severities("G1", two("2024-05-20", 28)) == ["S2"]
    assert severities("G1", two("2024-05-20", 27)) == []
    assert severities("G1", two("2025-05-21", 27)) == []


def test_three_exams_by_three_modalities_are_no_progression() -> None:
    """At least two of them in one modality."""
    sizes = (("2024-05-20", 20, "TTE"), ("2025-05-20", 24, "CT"), ("2026-05-20", 29, "CMR"))
    mixed = history(*(exam(when, mm, modality=modality) for when, mm, modality in sizes))
    same = history(*(exam(when, mm) for when, mm, _ in sizes))
    assert (severities("G1", mixed), severities("G1", same)) == ([], ["S2"])


def test_an_exposure_is_recent_for_183_days() -> None:
    """I3: there on the last day (historical by then), gone on the next."""
    patient = history(event("2026-01-01", "pneumonia"))
    assert severities("I3", patient, today=date(2026, 7, 3)) == ["S2h"]
    assert severities("I3", patient, today=date(2026, 7, 4)) == []

"""Every threshold exactly met, and just not: one table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from surveillance.trajectory.growth import Abrupt
from surveillance.trajectory.history import AppointmentSeen, ContactSeen, DecisionSeen, History, PlanSeen
from tests.rules.histories import day, dialysis, event, exam, form, growing, history, severities

SEEN, CCMA = exam("2025-06-10", 20), form("2025-06-10", "ccma")
FOLLOWED = history(SEEN, CCMA)
FLAGGED = history(SEEN, CCMA, dialysis("2020"))
STROKE = history(event("2026-03-31", "stroke"))
MONTH = history(event("2026-03", "stroke"))
LEAP = history(exam("2025-08-31", 20), form("2025-08-31", "ccma"), dialysis("2020"))
TO_HOSPITAL = history(SEEN, CCMA, plan=PlanSeen("p", "in_hospital", date(2026, 3, 1), on=date(2026, 4, 1)))
CAME = history(SEEN, CCMA, appointments=(AppointmentSeen("a", date(2026, 6, 1), "attended"),))

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
    ("E1 live for thirty days after the last day of the month", "E1", MONTH, "2026-04-30", "2026-05-01", "S4h"),
]


@pytest.mark.parametrize(
    ("rule", "patient", "before", "on", "severity"), [row[1:] for row in BY_DAY], ids=[row[0] for row in BY_DAY]
)
def test_a_day_makes_the_difference(rule: str, patient: History, before: str, on: str, severity: str) -> None:
    """Silent (or otherwise) the day before, there on the day."""
    assert severity not in severities(rule, patient, today=date.fromisoformat(before))
    assert severities(rule, patient, today=date.fromisoformat(on)) == [severity]


def with_growth(**changes: object) -> History:
    """Five yearly exams whose figures are replaced."""
    patient = history(*growing())
    (key, growth) = next(iter(patient.growth.items()))
    return replace(patient, growth={key: replace(growth, **changes)})


def jumped(z: float, verdict: str = "held") -> History:
    """The last exam day with a given z."""
    last = date(2026, 1, 10)
    return with_growth(course="abrupt", abrupt=(Abrupt(last, z, 32.0, 36.0, z > 0, verdict),))


def two_sizes(old: float, new: float) -> History:
    """Two sizes without a growth engine, so that only their ratio speaks."""
    return replace(history(exam("2025-05-20", old), exam("2026-05-20", new)), growth={})


BY_NUMBER = [
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

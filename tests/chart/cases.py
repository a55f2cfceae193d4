"""Histories drawn by the chart tests: one for each shape a chart can take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from surveillance.chart import Figure, TrajectoryChart, Window, figure, trajectory
from surveillance.engine.course.patient_growth import follow
from surveillance.engine.day import Day
from surveillance.engine.growth.result import Growth
from surveillance.engine.known.history import (
    ConditionSeen,
    EventSeen,
    ExamSeen,
    FormSeen,
    History,
    Reading,
    TreatmentSeen,
)
from surveillance.engine.policy import DEFAULT
from surveillance.words.message import text

TODAY = date(2026, 11, 23)
DUE = (date(2027, 2, 5), date(2027, 5, 5), date(2027, 8, 5))
WIDTHS = (1100, 700, 340)


@dataclass(frozen=True)
class Case:
    """A history with the window and the target that its page would show."""

    history: History
    window: Window | None = None
    target: str = "mass"
    grown: Mapping[tuple[str, str], Growth] | None = None  # of the first history: `replace` keeps it

    def __post_init__(self) -> None:
        if self.grown is None:
            object.__setattr__(self, "grown", follow(self.history, DEFAULT, smoothed=True))

    @property
    def growth(self) -> Growth:
        return self.grown["L1", self.target]

    def chart(self, width: int = 1100, *, today: date = TODAY) -> TrajectoryChart:
        return trajectory(self.history, self.growth, window=self.window, today=today, width=width, read=text)

    def figure(self, key: str = "c") -> Figure:
        return figure(self.history, self.growth, window=self.window, today=TODAY, key=key, read=text)


def on(year: int, month: int, day: int) -> Day:
    return Day.exactly(date(year, month, day))


def nominal(months: int) -> Day:
    day = date(2000, 1, 1) + timedelta(days=round(months * 30.4375))
    return Day(day, day, "nominal")


def exam(number: int, when: Day, modality: str, mm: float | None, *, target: str = "mass") -> ExamSeen:
    """An exam with one size; None is "not visible"."""
    reading = Reading("L1", target, "long", mm, 0.1, not_visible=mm is None)
    return ExamSeen(str(number), when, modality, quality="good", reader="Neri", readings=(reading,))


def yearly(*sizes: float) -> list[ExamSeen]:
    return [exam(n, on(2018 + n, 3, 1), "TTE", mm) for n, mm in enumerate(sizes)]


def history(exams: Iterable[ExamSeen], **facts: object) -> History:
    """The exams of one lesion and what else is known."""
    seen = History("P1", date(2018, 1, 1), lesions=("L1",), exams=tuple(exams))
    return replace(seen, **facts)


GROWING = Case(
    history(
        [
            exam(1, on(2021, 5, 12), "TTE", 14.1),
            exam(2, on(2021, 12, 3), "TTE", 15.4),
            exam(3, on(2022, 4, 20), "CT", 15.8),
            exam(4, on(2022, 12, 9), "TTE", 17.2),
            exam(5, on(2023, 8, 3), "TOE", 18.9),
            exam(6, on(2024, 3, 15), "TTE", 20.9),
            exam(7, on(2024, 8, 20), "CMR", 21.2),
            exam(8, on(2025, 4, 5), "TTE", 24.6),
            exam(9, on(2025, 9, 25), "PET", 24.3),
            exam(10, on(2026, 3, 10), "TTE", 27.2),
        ],
        events=(EventSeen("e1", "sepsis", on(2025, 2, 10)), EventSeen("e2", "tia", on(2025, 11, 18))),
        conditions=(ConditionSeen("c1", "dialysis", "present", on(2022, 9, 1)),),
        forms=(FormSeen("f1", "L1", on(2021, 5, 12), "mac"), FormSeen("f2", "L1", on(2022, 4, 20), "ccma")),
    ),
    (date(2026, 9, 10), date(2026, 12, 10), date(2027, 3, 10)),
)
CROWD = Case(
    history(
        [
            exam(1, on(2024, 1, 5), "TTE", 9.0),
            exam(2, on(2024, 1, 5), "CT", 11.0),
            exam(3, Day(date(2024, 6, 1), date(2024, 6, 30), "month"), "TTE", 11.0),
            exam(4, Day(date(2024, 1, 1), date(2024, 12, 31), "year"), "TTE", 12.0),
            exam(5, on(2025, 3, 2), "TTE", None),
            exam(6, on(2025, 9, 2), "TOE", 10.0),
        ],
        events=(
            EventSeen("a", "stroke", on(2019, 3, 1)),
            EventSeen("b", "atrial_fibrillation", Day(date(2024, 8, 1), date(2024, 8, 31), "month")),
            *(
                EventSeen(f"x{n}", kind, on(2025, 2, 1 + 3 * n))
                for n, kind in enumerate(("pneumonia", "sepsis", "endocarditis", "heart_failure", "stroke", "fever"))
            ),
        ),
        conditions=(ConditionSeen("c1", "dialysis", "present", None),),
        treatments=(TreatmentSeen("t", "antibiotics", on(2025, 3, 4)),),
        forms=(
            FormSeen("f1", "L1", on(2024, 1, 5), "mac"),
            FormSeen("f2", "L1", on(2025, 2, 20), "ruptured_ccma"),
            FormSeen("f3", "L1", on(2025, 9, 2), "resolved"),
        ),
    ),
    (date(2026, 3, 2), date(2026, 6, 2), date(2026, 9, 2)),
)
NOMINAL = Case(
    history(
        [exam(1, nominal(0), "TTE", 40.0), exam(2, nominal(6), "TTE", 38.0), exam(3, nominal(12), "TOE", 37.0)],
        events=(EventSeen("f", "fever", nominal(3)),),
    ),
    DUE,
)
ONE = Case(history([exam(1, on(2026, 8, 5), "TTE", 23.0)]), DUE)
TWO = Case(history([exam(1, on(2025, 9, 5), "TTE", 21.0), exam(2, on(2026, 8, 5), "TTE", 23.0)]), DUE)
STABLE = Case(history(yearly(20, 21, 20, 22, 19, 20, 21, 20)), (date(2025, 9, 1), date(2025, 12, 1), date(2026, 3, 1)))
JUMP = Case(history(yearly(20, 21, 22, 34)), (date(2021, 6, 1),) * 3)
OPERATED = Case(
    history(
        yearly(20, 23, 26, 29, 8, 9),
        treatments=(TreatmentSeen("t", "drainage", on(2021, 6, 1), "L1"),),
    ),
    (date(2023, 9, 1), date(2023, 12, 1), date(2024, 3, 1)),
)
STRAND = Case(
    history(
        [exam(1, on(2025, 9, 5), "TOE", 6.0, target="strand"), exam(2, on(2026, 8, 5), "TOE", 8.0, target="strand")]
    ),
    DUE,
    "strand",
)
GONE = Case(history([exam(1, on(2026, 1, 5), "TOE", 21.4), exam(2, on(2026, 10, 5), "TOE", None)]), DUE)
POOR = replace(exam(9, on(2023, 3, 1), "TTE", None), quality="poor")
BLANK = Case(history([*yearly(20, 25, 30, 35, 40), POOR]), DUE)
SPLIT = Case(
    history([*yearly(23, 23, 23), exam(8, on(2021, 3, 1), "TTE", 23.0), exam(9, on(2021, 3, 1), "TOE", None)]), DUE
)
CASES = {
    "growing": GROWING,
    "crowd": CROWD,
    "nominal": NOMINAL,
    "one": ONE,
    "two": TWO,
    "stable": STABLE,
    "jump": JUMP,
    "operated": OPERATED,
    "strand": STRAND,
    "gone": GONE,
    "blank": BLANK,
    "split": SPLIT,
}

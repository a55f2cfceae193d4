"""How long the growth kernel takes: many lesions at once, and one patient: python -m bench.growth_kernel."""

from __future__ import annotations

import time

import numpy as np

from bench.lesions import reading
from surveillance.engine.growth.fit import trajectories
from surveillance.engine.growth.readings import COLUMNS, Readings
from surveillance.engine.growth.series import Series, Sized
from surveillance.engine.growth.track import run
from surveillance.engine.policy import DEFAULT

LESIONS, EXAMS = 100_000, 8
REPEATS = 3


def series(lesions: int, exams: int) -> Series:
    """Stable lesions of 25 mm, one TTE an exam."""
    rng = np.random.default_rng(1)
    years = np.cumsum(rng.uniform(0.5, 1.0, (exams, lesions)), axis=0)
    size = np.round(rng.normal(25.0, 2.0, (exams, lesions)))
    days = [reading(*day, DEFAULT, first=not exam) for exam, day in enumerate(zip(years, size, strict=True))]
    columns = {name: np.stack([getattr(day, name) for day in days]) for name in COLUMNS}
    return Series(Readings(years, **columns), np.full(lesions, exams), 0)


def kernel_seconds(lesions: int = LESIONS, exams: int = EXAMS) -> float:
    """The best of three runs of the kernel alone."""
    given, times = series(lesions, exams), []
    for _ in range(REPEATS):
        began = time.perf_counter()
        run(given, DEFAULT)
        times.append(time.perf_counter() - began)
    return min(times)


def patient_seconds(exams: int = 20, *, smoothed: bool = False) -> float:
    """One patient's target from sizes to figures; `smoothed` as the chart asks for it."""
    sizes = [Sized(exam * 0.75, 25.0 + exam % 3) for exam in range(exams)]
    times = []
    for _ in range(REPEATS * 10):
        began = time.perf_counter()
        trajectories([sizes], DEFAULT, smoothed=smoothed)
        times.append(time.perf_counter() - began)
    return float(np.median(times))


if __name__ == "__main__":
    print(f"kernel, {LESIONS} lesions × {EXAMS} exams: {kernel_seconds():.2f} s")
    page, chart = 1e3 * patient_seconds(), 1e3 * patient_seconds(smoothed=True)
    print(f"one patient, 20 exams: {page:.1f} ms; for the chart {chart:.1f} ms")

"""How the growth engine performs, measured beside its limits: python -m bench.operating_characteristics."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from bench.axes import axes
from bench.figures import (
    ADAPTIVE,
    FAST,
    FIXED,
    LESIONS,
    QUIET,
    SEED,
    YEARS,
    Figure,
    Study,
    first_alert_rate,
    found,
    line,
    row,
)
from bench.growth_kernel import kernel_seconds
from bench.lesions import Course, Plan, Truth, drawn, entry, growing, watch_them, without_relative_error
from surveillance.engine.growth.decide import PROGRESSION, STABILITY, UNDECIDED
from surveillance.engine.growth.fit import trajectories
from surveillance.engine.growth.readings import Floats
from surveillance.engine.growth.series import Sized

STEP_MM, MISREADING_MM = 8.0, 10.0
LADDER = (20.0, 30.0, 40.0, 50.0)


def false_alerts(study: Study) -> Iterator[Figure]:
    """First alerts by G1 or G2 of stable lesions, per 100 patient-years until the first alert or six years."""
    for adaptive, exams, how in ((False, FIXED, "fixed"), (True, ADAPTIVE, "adaptive")):
        plan, rng = study.plan(exams, adaptive=adaptive), study.rng(1)
        course = watch_them(growing(0.0, plan, rng), plan, rng)
        yield Figure(f"false first alerts / 100 stable patient-years, {how}", 100.0 * first_alert_rate(course), 1.5)
        seen = (course.years <= YEARS).sum() / (YEARS * plan.lesions)
        yield Figure(f"   exams / stable patient-year, {how}", seen)
        if not adaptive:
            yield from classes(course, "stable")


def classes(course: Course, name: str) -> Iterator[Figure]:
    """What the words are after 3, 6 and 11 exams."""
    for exams in (3, 6, 11):
        words = course.course[exams - 1]
        shares = (f"{word} {np.mean(words == word):.2f}" for word in (UNDECIDED, STABILITY, PROGRESSION))
        yield Figure(f"   {name} after {exams} exams: {', '.join(shares)}", float("nan"))


def steps(study: Study) -> Iterator[Figure]:
    """A step of 8 mm between two exams, caught at the second of them; lesions alarmed before are left out."""
    for exam, least in ((2, 0.45), (3, 0.74), (4, 0.74), (5, 0.74), (8, None)):
        plan, rng = study.plan(exam), study.rng(2)
        course = watch_them(stepping(plan, rng, exam), plan, rng)
        fresh = ~course.alert[: exam - 1].any(axis=0)
        yield Figure(
            f"8 mm step caught at the same visit, exam {exam}", float(course.alert[-1][fresh].mean()), None, least
        )


def stepping(plan: Plan, rng: np.random.Generator, exam: int) -> Truth:
    """A size that stands still and is 8 mm larger from exam `exam` (counted from 1) on."""
    base, asked = entry(plan.lesions, rng), iter(range(1, plan.exams + 1))
    return lambda years: base + STEP_MM * (next(asked) >= exam)


def growth(study: Study) -> Iterator[Figure]:
    """Growth from the start, and growth that starts after five stable years: found within two years."""
    for adaptive, how in ((True, "adaptive"), (False, "fixed")):
        for rate in (2.0, FAST, 6.0):
            plan, rng = study.plan(9 if adaptive else 5, adaptive=adaptive), study.rng(3)
            course = watch_them(growing(rate, plan, rng), plan, rng)
            least = 0.45 if adaptive and rate == FAST else None
            yield Figure(f"+{rate:g} mm/y found within 2 years, {how}", found(course, 0.0), None, least)
        plan, rng = study.plan(ADAPTIVE + 4 if adaptive else FIXED + 3, adaptive=adaptive), study.rng(4)
        course = watch_them(growing(FAST, plan, rng, since=QUIET), plan, rng)
        least = 0.26 if adaptive else None
        yield Figure(f"+3 mm/y after 5 stable years, found within 2 years, {how}", found(course, QUIET), None, least)


def misreadings(study: Study) -> Iterator[Figure]:
    """One reading 10 mm too large at one of exams 2 to 10 of a stable lesion: G6 at the next exam."""
    shares = []
    for exam in range(1, 10):
        plan, rng = study.plan(exam + 2), study.rng(5)
        course = watch_them(growing(0.0, plan, rng), plan, rng, misread={exam: MISREADING_MM})
        shares.append(float(course.fall[exam + 1].mean()))
    yield Figure("G6 after one 10 mm misreading (any of exams 2 to 10)", float(np.mean(shares)), 0.10)
    worst = int(np.argmax(shares))
    yield Figure(f"   the worst place for it: exam {worst + 2}", shares[worst])


def coverage(study: Study) -> Iterator[Figure]:
    """Coverage of the current slope's 95 % interval: the own model's is promised, the others are printed."""
    own = replace(study, policy=without_relative_error(study.policy))
    plan, rng = own.plan(10), own.rng(6)
    truth, slopes = drawn(plan, rng)
    covered = within_interval(watch_them(truth, plan, rng), np.stack(slopes))
    yield from (
        Figure(f"coverage of the slope, own model, exam {e}", covered[e - 1], 0.96, 0.94) for e in (2, 3, 5, 10)
    )
    for rate in (0.0, 3.0, 6.0):
        plan, rng = study.plan(10), study.rng(7)
        covered = within_interval(watch_them(growing(rate, plan, rng), plan, rng), rate)
        yield from (Figure(f"   coverage at slope {rate:g}, exam {e}", covered[e - 1]) for e in (2, 3, 5, 10))
    plan, rng = study.plan(10), study.rng(8)
    truth, rates = mixture(plan, rng)
    covered = within_interval(watch_them(truth, plan, rng), rates)
    yield from (Figure(f"   coverage under the mixture of F, exam {e}", covered[e - 1]) for e in (2, 3, 5, 10))


def within_interval(course: Course, slope: Floats | float) -> Floats:
    """The share of lesions whose true slope lies in the 95 % interval, by exam."""
    return np.mean(np.abs(course.rate - slope) <= 1.96 * course.rate_sd, axis=1)


def mixture(plan: Plan, rng: np.random.Generator) -> tuple[Truth, Floats]:
    """CLINICAL F: 80 % N(0, 0.5), 12 % N(2, 1), 5 % N(−1.5, 1) mm/y, 3 % a step of ±8 mm within five years."""
    kind = rng.choice(4, plan.lesions, p=[0.80, 0.12, 0.05, 0.03])
    rates = rng.normal(np.array([0.0, 2.0, -1.5, 0.0])[kind], np.array([0.5, 1.0, 1.0, 0.0])[kind])
    base, day = entry(plan.lesions, rng), rng.uniform(0.0, 5.0, plan.lesions)
    jump = np.where(kind == 3, rng.choice([-STEP_MM, STEP_MM], plan.lesions), 0.0)
    return lambda years: base + rates * years + jump * (years > day), rates


def ladder(study: Study) -> Iterator[Figure]:
    """20, 30, 40, 50 mm a year apart ends as progression."""
    fit = trajectories([[Sized(float(year), size) for year, size in enumerate(LADDER)]], study.policy)[0]
    yield Figure("20, 30, 40, 50 mm yearly ends as progression (1 = yes)", float(fit.course == PROGRESSION), None, 1.0)


QUESTIONS: tuple[Callable[[Study], Iterator[Figure]], ...] = (
    false_alerts,
    steps,
    growth,
    ladder,
    misreadings,
    coverage,
    axes,
)


def main() -> int:
    """Print the table; the exit code says whether every limit is kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lesions", type=int, default=LESIONS, help="simulated lesions per question")
    parser.add_argument("--seed", type=int, nargs="+", default=[SEED], help="one or more, each a table of its own")
    parser.add_argument("--markdown", action="store_true", help="the table of a document, a column for each seed")
    asked, _names = parser.parse_known_args()  # `python -m bench operating_characteristics` names it
    studies = [Study(asked.lesions, seed) for seed in asked.seed]
    print(f"Growth engine, defaults, SD 2 mm, whole mm, visits every 6 to 12 months, {asked.lesions} lesions each\n")
    return 0 if (document if asked.markdown else terminal)(studies) else 1


def terminal(studies: Sequence[Study]) -> bool:
    """Every figure as soon as it is known; gives whether every limit is kept."""
    began, kept = time.perf_counter(), True
    for study in studies:
        for figure in figures(study):
            print(line(figure), flush=True)
            kept = kept and figure.passes
    took = time.perf_counter() - began
    print(f"kernel: 100,000 lesions × 8 exams in {kernel_seconds():.2f} s; table in {took:.0f} s")
    return kept


def document(studies: Sequence[Study]) -> bool:
    """The table in Markdown."""
    by_seed = [list(figures(study)) for study in studies]
    print("\n".join(markdown(by_seed, [study.seed for study in studies])))
    return all(figure.passes for found in by_seed for figure in found)


def markdown(by_seed: Sequence[Sequence[Figure]], seeds: Sequence[int]) -> list[str]:
    """The lines of the table of a document."""
    head = f"| question | {' | '.join(f'seed {seed}' for seed in seeds)} | limit |"
    return [head, "|---" * (len(seeds) + 2) + "|", *(row(figures) for figures in zip(*by_seed, strict=True))]


def figures(study: Study) -> Iterator[Figure]:
    """The answers to every question, in order."""
    for question in QUESTIONS:
        yield from question(study)


if __name__ == "__main__":
    sys.exit(main())

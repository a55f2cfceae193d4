"""The demonstration: the published cases of the review and a simulated cohort, loaded through the deeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime

from registry.models import Patient, User
from surveillance.demonstration import answers, bulk, loading
from surveillance.demonstration.centres import PASSWORD, PUBLISHED, SYNTHETIC, House, accounts, open_house, usernames
from surveillance.demonstration.simulated import CENTRES, PATIENTS, SEED, simulate
from surveillance.evidence.cases import Case
from surveillance.evidence.published import aggregate_evidence, published_cases
from surveillance.models import SweepRun
from surveillance.review import sweep

LARGE = 2000  # simulated patients above which they are written in bulk, not through the deeds
Progress = Callable[[str, int, int], None]

__all__ = [
    "CENTRES", "PATIENTS", "SEED", "RefusedError", "Result", "aggregate_evidence", "is_complete", "logins", "prepare",
    "sentence", "summary",
]  # fmt: skip


class RefusedError(ValueError):
    """Why the demonstration is not loaded, in one sentence."""


@dataclass(frozen=True, slots=True)
class Result:
    """What was loaded, or that it was there already."""

    loaded: bool
    published: int
    simulated: int
    evidence: int
    in_bulk: bool = False
    sweep: SweepRun | None = None


def prepare(
    *,
    now: datetime,
    patients: int = PATIENTS,
    centres: int = CENTRES,
    seed: int = SEED,
    progress: Progress | None = None,
) -> Result:
    """Load the demonstration and review everybody; what an interrupted run left out is added, nothing twice."""
    _check(patients=patients, centres=centres, seed=seed)
    if is_complete():
        return _result(loaded=False)
    house = open_house(centres=centres, now=now)
    there = set(Patient.objects.values_list("study_id", flat=True))
    cases = (case for case in _cases(house, patients=patients, seed=seed) if case.study_id not in there)
    loader = bulk if patients > LARGE else loading
    done, total = len(there), patients + len(published_cases(today=house.today))
    for entered in loader.load(cases, house, now=now):
        done += entered
        if progress:
            progress("entered", done, total)
    run = sweep.run(now=now, progress=(lambda n, total: progress("reviewed", n, total)) if progress else None)
    answers.settle(house.synthetic[0], now=now)
    return _result(loaded=True, in_bulk=loader is bulk, run=run)


def is_complete() -> bool:
    """Whether the demonstration is there and every patient of it has been reviewed once."""
    shown = Patient.objects.exclude(origin="real")
    return shown.exists() and not shown.filter(standing=None).exists()


def _cases(house: House, *, patients: int, seed: int) -> Iterator[Case]:
    for case in published_cases(today=house.today):
        case.centre = PUBLISHED[0]
        yield case
    yield from simulate(patients=patients, centres=house.synthetic, seed=seed, until=house.today)


def _check(*, patients: int, centres: int, seed: int) -> None:
    """Refuse what cannot be, and a house in which somebody works already."""
    if patients < 1 or seed < 0:
        raise RefusedError("--patients must be 1 or more and --seed 0 or more.")
    if not 1 <= centres <= len(SYNTHETIC):
        raise RefusedError(f"--centres must be between 1 and {len(SYNTHETIC)}: {centres} is not.")
    if Patient.objects.filter(origin="real").exists():
        raise RefusedError(
            "Real patients are enrolled here: the demonstration is never mixed with them. Use an empty database."
        )
    strangers = User.objects.filter(username__in=usernames(centres)).exclude(staff__centre__synthetic=True)
    if names := ", ".join(sorted(strangers.values_list("username", flat=True))):
        raise RefusedError(
            f"These accounts exist already and are not the demonstration's: {names}. Use an empty database."
        )


def _result(*, loaded: bool, in_bulk: bool = False, run: SweepRun | None = None) -> Result:
    count = Patient.objects.filter
    return Result(
        loaded=loaded, published=count(origin="published").count(), simulated=count(origin="synthetic").count(),
        evidence=len(aggregate_evidence()), in_bulk=in_bulk, sweep=run,
    )  # fmt: skip


def summary(result: Result) -> dict[str, object]:
    """The counts of a result, for machines."""
    counts: dict[str, object] = {f.name: getattr(result, f.name) for f in fields(result) if f.name != "sweep"}
    if result.sweep:
        names = ("eligible", "evaluated", "failures", "unowned", "state")
        counts["sweep"] = {name: getattr(result.sweep, name) for name in names}
    return counts


def sentence(result: Result) -> str:
    """What was loaded, for people."""
    there = f"{result.published} published cases and {result.simulated} simulated patients"
    if not result.loaded:
        return f"The demonstration is there already ({there}); nothing was changed."
    how = " Written in bulk: the same facts as through the workflow, validated." if result.in_bulk else ""
    aside = f"{result.evidence} reports with totals only are kept as evidence, not as patients."
    return f"Loaded {there}, all reviewed; nobody in it is real or followed here. {aside}{how}"


def logins() -> list[str]:
    """One line per account of the demonstration: name, password, role, centres."""
    return [f"  {name:<14} {PASSWORD}   {what}" for name, what in accounts()]

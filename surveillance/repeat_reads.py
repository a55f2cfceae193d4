"""A centre's repeat reads: the exams of which the same images were measured twice, and the policy they propose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from registry.models import Centre, Measurement, SignedPolicy, User
from surveillance.cohort.repeatability import CAUTION, Repeatability, within_target
from surveillance.policy import Policy, describe
from surveillance.policy_limits import limits
from surveillance.review import policy_of
from surveillance.trajectory.series import AXIS

CASES = 20  # CLINICAL C2: the registry's own 20-case repeat-read study
ERRORS = {"TTE": "error_tte", "TOE": "error_toe", "CT": "error_ct", "CMR": "error_cmr"}  # in the policy


class NothingToProposeError(ValueError):
    """One sentence: why no policy is proposed."""


@dataclass(frozen=True, slots=True)
class Study:
    """The repeat reads of one centre: how many exams, what they say by modality, and the number each would give."""

    centre: Centre
    cases: int
    found: Mapping[str, Repeatability]
    numbers: Mapping[str, float]  # of the policy, where the modality has twenty cases


def study(centre: Centre, *, now: datetime) -> Study:
    """What the repeat reads of the centre say."""
    differences = differences_of(centre)
    found = {modality: within_target(differences[modality]) for modality in ERRORS if differences.get(modality)}
    policy = policy_of(centre, now)
    numbers = {
        ERRORS[modality]: round(said.of_one_exam(policy.reread_correlation), 2)
        for modality, said in found.items()
        if said.n >= CASES and said.sd > 0.0
    }
    return Study(centre, sum(map(len, differences.values())), found, numbers)


def differences_of(centre: Centre) -> Mapping[str, list[float]]:
    """Second minus first reading in mm, one of each exam, by modality.

    One exam is one case: axes of one exam share their error. Of several the mass and the long axis come first, and of
    several re-reads the first that was recorded.
    """
    rows = (
        Measurement.objects.live()
        .filter(patient__centre=centre, size_mm__isnull=False, exam__modality__in=ERRORS)
        .order_by("exam_id", "recorded_at", "id")
        .values("exam_id", "exam__modality", "lesion_id", "target", "axis", "size_mm", "reread")
    )
    found: defaultdict[str, list[float]] = defaultdict(list)
    for _, exam in groupby(rows.iterator(), key=lambda row: row["exam_id"]):
        taken = list(exam)
        difference = _difference(taken)
        if difference is not None:
            found[taken[0]["exam__modality"]].append(difference)
    return found


def _difference(rows: Iterable[Mapping[str, Any]]) -> float | None:
    """Second minus first reading of one exam; None when nothing was read twice."""
    first: dict[tuple[UUID, str, str], float] = {}
    again: dict[tuple[UUID, str, str], float] = {}
    for row in rows:
        key = (row["lesion_id"], row["target"], row["axis"])
        (again if row["reread"] else first).setdefault(key, row["size_mm"])
    both = sorted(first.keys() & again.keys(), key=lambda key: (key[1] != "mass", AXIS[key[2]], key[1], str(key[0])))
    return again[both[0]] - first[both[0]] if both else None


@transaction.atomic
def propose(said: Study, *, by: User, now: datetime) -> SignedPolicy:
    """The next version of the centre's policy as a draft: whole, the errors replaced; it counts once it is signed."""
    Centre.objects.select_for_update(no_key=True).get(pk=said.centre.pk)
    in_force = policy_of(said.centre, now)
    numbers = {str(row["name"]): float(str(row["value"])) for row in describe(in_force)}
    _check(said, in_force)
    versions = SignedPolicy.objects.filter(centre=said.centre)
    if draft := versions.live().filter(signed_at=None).first():
        raise NothingToProposeError(
            f"Version {draft.version} of {said.centre.code} is a draft already; sign it or discard it first."
        )
    return SignedPolicy.objects.create(
        centre=said.centre,
        version=(versions.aggregate(last=Max("version"))["last"] or 0) + 1,
        document=numbers | dict(said.numbers),
        rationale=rationale(said, in_force),
        recorded_by=by,
        recorded_at=now,
    )


def rationale(said: Study, policy: Policy) -> str:
    """Where the proposed numbers come from."""
    each = "; ".join(
        f"{modality} {r.n} cases, SD of one reading {r.sd:.2f} mm (95 % interval {r.low:.2f} to {r.high:.2f}), "
        f"upper {CAUTION:.0%} limit {r.upper:.2f} mm, error of one exam {said.numbers[ERRORS[modality]]:.2f} mm"
        for modality, r in said.found.items()
        if ERRORS[modality] in said.numbers
    )
    return (
        f"Repeat reads of the same images: {each}. The error of one exam is the limit ÷ √(1 − "
        f"{policy.reread_correlation:g}): two readings of the same images share the acquisition."
    )


def _check(said: Study, policy: Policy) -> None:
    if not said.numbers:
        raise NothingToProposeError(
            f"No modality of {said.centre.code} has {CASES} repeat-read cases that differ; nothing to propose."
        )
    for name, value in said.numbers.items():
        low, high = limits(name)
        if not low <= value <= high:
            raise NothingToProposeError(
                f"{name} would be {value:g} mm, outside {low:g} to {high:g} mm: look at the repeat reads first."
            )
    if all(getattr(policy, name) == value for name, value in said.numbers.items()):
        raise NothingToProposeError(f"The policy of {said.centre.code} has these numbers already; nothing to propose.")

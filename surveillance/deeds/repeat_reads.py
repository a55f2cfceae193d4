"""A centre's repeat reads: the exams of which the same images were measured twice, and the policy they propose."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from statistics import fmean, variance
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.models import Centre, Measurement, SignedPolicy, User
from surveillance.cohort.repeatability import CAUTION, Repeatability, within_target
from surveillance.deeds.policies import numbers_of, save_draft
from surveillance.engine.growth.series import AXIS
from surveillance.engine.policy import Policy
from surveillance.review.review import policy_of

CASES = 20  # CLINICAL C2: the registry's own 20-case repeat-read study
ERRORS = {"TTE": "error_tte", "TOE": "error_toe", "CT": "error_ct", "CMR": "error_cmr"}  # in the policy


class NothingToProposeError(ValueError):
    """One sentence: why no policy is proposed."""


@dataclass(frozen=True, slots=True)
class Study:
    """The repeat reads of one centre: how many exams, the reading error and the error of one exam by modality.

    `whole` is `found` under the share of the variance that re-reads are assumed to have in common; its upper limit is
    what the policy holds as the error of an exam, and what is proposed.
    """

    centre: Centre
    cases: int
    found: Mapping[str, Repeatability]
    whole: Mapping[str, Repeatability]
    shared: float  # assumed: reread_correlation of the policy in force
    numbers: Mapping[str, float]  # of the policy, where the modality has twenty cases


def study(centre: Centre, *, now: datetime) -> Study:
    """What the repeat reads of the centre say."""
    differences = differences_of(centre)
    found = {modality: within_target(differences[modality]) for modality in ERRORS if differences.get(modality)}
    shared = policy_of(centre, now).reread_correlation
    whole = {modality: said.of_one_exam(shared) for modality, said in found.items()}
    numbers = {
        ERRORS[modality]: round(said.upper, 2) for modality, said in whole.items() if said.n >= CASES and said.sd > 0.0
    }
    return Study(centre, sum(map(len, differences.values())), found, whole, shared, numbers)


def differences_of(centre: Centre) -> Mapping[str, list[float]]:
    """Second minus first reading in mm, one of each exam, by modality.

    One exam is one case: axes of one exam share their error. Of several the mass and the long axis come first.
    """
    rows = (
        Measurement.objects.live()
        .filter(patient__centre=centre, size_mm__isnull=False, exam__modality__in=ERRORS)
        .order_by("exam_id")
        .values("exam_id", "exam__modality", "lesion_id", "target", "axis", "size_mm", "reread")
    )
    found: defaultdict[str, list[float]] = defaultdict(list)
    for _pk, exam in groupby(rows.iterator(), key=lambda row: row["exam_id"]):
        taken = list(exam)
        difference = _difference(taken)
        if difference is not None:
            found[taken[0]["exam__modality"]].append(difference)
    return found


def _difference(rows: Iterable[Mapping[str, Any]]) -> float | None:
    """Second minus first reading of one exam; None when nothing was read twice.

    Several re-reads stand for the one difference that has their variance.
    """
    first: dict[tuple[UUID, str, str], float] = {}
    again: defaultdict[tuple[UUID, str, str], list[float]] = defaultdict(list)
    for row in rows:
        key = (row["lesion_id"], row["target"], row["axis"])
        if row["reread"]:
            again[key].append(row["size_mm"])
        else:
            first[key] = row["size_mm"]  # one exam gives an axis once (registry/recording/coherent.py)
    both = again.keys() & first.keys()
    if not both:
        return None
    key = min(both, key=lambda key: (key[1] != "mass", AXIS[key[2]], key[1], str(key[0])))
    apart = fmean(again[key]) - first[key]
    return apart if len(again[key]) == 1 else math.copysign(math.sqrt(2.0 * variance([first[key], *again[key]])), apart)


def propose(said: Study, *, by: User, now: datetime) -> SignedPolicy:
    """The next version of the centre's policy as a draft, the errors replaced; it counts once it is signed."""
    in_force = policy_of(said.centre, now)
    _check(said, in_force)
    numbers = numbers_of(in_force) | dict(said.numbers)
    try:
        return save_draft(by, said.centre, numbers=numbers, rationale=rationale(said), now=now)
    except ValidationError as error:
        raise NothingToProposeError(" ".join(error.messages)) from None
    except PermissionDenied:
        refused = _("%(person)s may not draft a policy of %(centre)s.")
        raise NothingToProposeError(refused % {"person": by.username, "centre": said.centre.code}) from None


def explained(shared: float) -> str:
    """Why a re-read alone is not the error of an exam."""
    return _(
        "Two readings of the same images share the acquisition, assumed to be %(shared)g of the variance (not "
        "measured here): the whole error is that between re-reads ÷ √(1 − %(shared)g); its upper limit is proposed."
    ) % {"shared": shared}


def rationale(said: Study) -> str:
    """Where the proposed numbers come from."""
    each = "; ".join(
        _of_modality(modality, found, whole)
        for (modality, found), whole in zip(said.found.items(), said.whole.values(), strict=True)
        if ERRORS[modality] in said.numbers
    )
    told = _("Repeat reads of the same images: %(each)s. %(explained)s")
    return told % {"each": each, "explained": explained(said.shared)}


def _of_modality(modality: str, found: Repeatability, whole: Repeatability) -> str:
    said = ngettext(
        "%(modality)s %(n)d case, SD of one reading %(sd).2f mm (95 %% interval %(low).2f to %(high).2f); whole error "
        "of one exam %(whole_sd).2f mm (%(whole_low).2f to %(whole_high).2f), upper %(caution)s limit %(upper).2f mm",
        "%(modality)s %(n)d cases, SD of one reading %(sd).2f mm (95 %% interval %(low).2f to %(high).2f); whole error "
        "of one exam %(whole_sd).2f mm (%(whole_low).2f to %(whole_high).2f), upper %(caution)s limit %(upper).2f mm",
        found.n,
    )
    return said % {
        "modality": modality, "n": found.n, "sd": found.sd, "low": found.low, "high": found.high,
        "whole_sd": whole.sd, "whole_low": whole.low, "whole_high": whole.high,
        "caution": f"{CAUTION:.0%}", "upper": whole.upper,
    }  # fmt: skip


def _check(said: Study, policy: Policy) -> None:
    if not said.numbers:
        few = ngettext(
            "No modality of %(centre)s has %(n)d repeat-read case that differs; nothing to propose.",
            "No modality of %(centre)s has %(n)d repeat-read cases that differ; nothing to propose.",
            CASES,
        )
        raise NothingToProposeError(few % {"centre": said.centre.code, "n": CASES})
    if all(getattr(policy, name) == value for name, value in said.numbers.items()):
        same = _("The policy of %(centre)s has these numbers already; nothing to propose.")
        raise NothingToProposeError(same % {"centre": said.centre.code})

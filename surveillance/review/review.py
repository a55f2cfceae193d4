"""The one function that remembers: history, check, reconcile, standing, for one patient or a chunk."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from registry.models import Centre, Patient, SignedPolicy
from surveillance.engine.case import Case
from surveillance.engine.course.patient_growth import case_of, cases_of
from surveillance.engine.known.history import CardSeen
from surveillance.engine.policy import DEFAULT, Policy, from_document
from surveillance.engine.rules.base import Rule
from surveillance.models import Alert
from surveillance.review import facts, prepared
from surveillance.review.findings import Findings, check_all
from surveillance.review.reconcile import Changes, Remembered, answer_by, is_late, reconcile, remembered, write
from surveillance.review.standing import build

log = logging.getLogger(__name__)
VERSION_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What one review wrote, and what it found."""

    changes: Changes
    findings: Findings


def policy_of(centre: Centre, now: datetime) -> Policy:
    """The centre's latest version signed at `now`, else the default that ships; also for one that cannot be used."""
    return policy_from(centre, next(prepared.instances(SignedPolicy, _latest_signed, [centre.pk], now), None))


def policies_of(centres: Iterable[Centre], now: datetime) -> dict[UUID, Policy]:
    """The policy in force at each of the centres: one query."""
    wanted = list(centres)
    signed = SignedPolicy.objects.filter(centre__in=wanted, retracted_at=None, signed_at__lte=now).order_by("version")
    latest = {policy.centre_id: policy for policy in signed}
    return {centre.pk: policy_from(centre, latest.get(centre.pk)) for centre in wanted}


def policy_from(centre: Centre, signed: SignedPolicy | None) -> Policy:
    """The numbers of a signed version, or the default that ships."""
    if signed is None:
        return DEFAULT
    try:
        return from_document(signed.document, version=str(signed.version), signed=True)
    except (ValueError, TypeError) as error:
        log.error("policy %s of centre %s cannot be used: %s", signed.version, centre.code, error)
        return replace(DEFAULT, version=f"{signed.version} unusable"[:VERSION_LENGTH])


def _latest_signed(centres: list[UUID], now: datetime | None) -> QuerySet[SignedPolicy]:
    signed = SignedPolicy.objects.filter(centre_id__in=centres, retracted_at=None, signed_at__lte=now)
    return signed.order_by("-version")[:1]


def case_for_pages(patient: Patient, policy: Policy, today: date, *, known_at: datetime | None = None) -> Case:
    """One patient as known now or at `known_at`, with growth smoothed for drawing."""
    return case_of(facts.histories([patient], known_at=known_at)[patient.pk], policy, today, smoothed=True)


def review_patient(patient: Patient, *, now: datetime, rules: Iterable[Rule] | None = None) -> Reviewed:
    """Review one locked patient inside the caller's transaction and write what changed."""
    return review_all([patient], now=now, rules=rules)[patient.pk]


def review_all(
    patients: Sequence[Patient], *, now: datetime, rules: Iterable[Rule] | None = None
) -> dict[UUID, Reviewed]:
    """Review locked patients inside the caller's transaction and write what changed; growth is run once for those who
    share numbers and a day."""
    memory = remembered(patients)
    reviewed = {
        patient.pk: _review(patient, case, memory[patient.pk], now=now, rules=rules)
        for patient, case in _cases(patients, memory, now)
    }
    with transaction.atomic(savepoint=False):  # nobody goes on after a fault: the deed or the chunk is undone
        write(review.changes for review in reviewed.values())
        if connection.vendor == "postgresql" and any(review.changes.rows for review in reviewed.values()):
            connection.check_constraints()  # SQLite can only check by reading whole tables
    return reviewed


def _cases(
    patients: Sequence[Patient], memory: Mapping[UUID, Remembered], now: datetime
) -> Iterator[tuple[Patient, Case]]:
    """Each patient with the case to review, centre by centre."""
    known = facts.histories(patients)
    groups: dict[tuple[Policy, date], list[Patient]] = {}
    policies: dict[UUID, Policy] = {}
    for patient in patients:
        if patient.centre_id not in policies:
            policies[patient.centre_id] = policy_of(patient.centre, now)
        key = policies[patient.centre_id], timezone.localdate(now, patient.centre.zone)
        groups.setdefault(key, []).append(patient)
    for (policy, today), some in groups.items():
        asked = [_card(patient, memory[patient.pk], policy=policy, now=now) for patient in some]
        told = [replace(known[patient.pk], card=card) for patient, card in zip(some, asked, strict=True)]
        yield from zip(some, cases_of(told, policy, today), strict=True)


def _card(patient: Patient, memory: Remembered, *, policy: Policy, now: datetime) -> CardSeen | None:
    """The open card as the review finds it."""
    card = memory.card
    if card is None or card.state != Alert.OPEN:
        return None
    opened_on = timezone.localdate(card.opened_at, patient.centre.zone)
    late = is_late(card, policy, now)
    return CardSeen(str(card.pk), card.severity, opened_on, asked_by=answer_by(card, policy), is_late=late)


def _review(
    patient: Patient, case: Case, memory: Remembered, *, now: datetime, rules: Iterable[Rule] | None
) -> Reviewed:  # fmt: skip
    found = check_all(case, rules=rules)
    changes = reconcile(patient, found, memory, policy=case.policy, now=now)
    standing = build(patient, found, memory, policy=case.policy)
    changes.rows += [standing] if standing else []
    return Reviewed(changes, found)

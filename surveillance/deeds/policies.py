"""Drafting and signing a centre's policy: nobody signs numbers whose effect on the last twelve months was not shown."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry import access, policies
from registry.models import Centre, Patient, SignedPolicy, User
from surveillance.engine.known.dates import add_months
from surveillance.engine.limits import faults
from surveillance.engine.message import Message, say
from surveillance.engine.policy import DEFAULT, Policy, describe, from_document
from surveillance.models import Job
from surveillance.replay.effect import summary
from surveillance.replay.replay import Span, Told, chunks, replay
from surveillance.review.findings import ENGINE
from surveillance.review.review import policy_of
from surveillance.words.message import text
from surveillance.work import jobs, on_commit

KIND = "policy_effect"
MONTHS = 12  # how far back the effect is shown
KEPT = timedelta(days=30)  # an effect older than this no longer speaks of the last twelve months (ours)
STOPPED = gettext_lazy("The computation stopped before it was finished. Start it again.")
UNSEEN = gettext_lazy(
    "The effect of exactly this draft on the last 12 months has not been computed. Compute it, look at it, then sign."
)
Clock = Callable[[], datetime]


class GivenUpError(Exception):
    """Somebody gave the job up while it ran."""


def numbers_of(policy: Policy) -> dict[str, float]:
    """Every number by name: a signed document is whole, so that no later default changes what was signed."""
    return {str(row["name"]): float(row["value"]) for row in describe(policy)}  # type: ignore[arg-type]


def drafted(draft: SignedPolicy) -> Policy:
    """The draft as a policy."""
    return from_document(draft.document, version=str(draft.version), signed=True)


@transaction.atomic
def save_draft(
    user: User, centre: Centre, *, numbers: Mapping[str, float], rationale: str, now: datetime,
    before: SignedPolicy | None = None,
) -> SignedPolicy:  # fmt: skip
    """Draft the next version, or change the draft that is open (`before`); its effect is computed at once."""
    access.require(user, centre.pk, access.DRAFT)
    policy = replace(DEFAULT, **dict[str, Any](numbers))
    wrong: dict[str, list[str]] = {}
    for name, fault in faults(policy):
        wrong.setdefault(name, []).append(_refused(fault))
    if wrong:
        raise ValidationError(wrong)
    in_force = policy_of(centre, now)
    if in_force.signed and numbers_of(in_force) == numbers_of(policy):
        same = _("Nothing differs from version %(version)s, which is in force.")
        raise ValidationError(same % {"version": in_force.version})
    said: dict[str, Any] = {"by": user, "at": now, "numbers": numbers_of(policy), "rationale": rationale.strip()}
    draft = policies.amend(before, **said) if before else policies.draft(centre, **said)
    ask_effect(user, draft, now=now)
    return draft


def _refused(fault: Message) -> str:
    """The sentence of a fault; another number that it speaks of is called by its name in the reader's language."""
    values = {name: _(value) if name == "large" else value for name, value in fault.values}  # type: ignore[arg-type]
    return text(say(fault.id, **values))


@transaction.atomic
def sign(user: User, draft: SignedPolicy, *, effect: UUID | None, now: datetime) -> SignedPolicy:
    """Sign a draft whose effect was shown: it is in force from now, and the sweep reviews everybody under it."""
    access.require(user, draft.centre_id, access.SIGN)
    job = effect_of(draft, now=now)
    if job is None or job.pk != effect or not is_shown(job, now):
        raise ValidationError(UNSEEN, code="unseen")
    shown = {name: job.result[name] for name in ("patients", "touched", "rules", "cards")}
    signed = policies.sign(draft, by=user, at=now, effect=shown | dict(job.parameters["span"]))
    transaction.on_commit(on_commit.sweep)
    return signed


@transaction.atomic
def discard(user: User, draft: SignedPolicy, *, reason: str, now: datetime) -> None:
    """Take a draft back."""
    access.require(user, draft.centre_id, access.DRAFT)
    policies.discard(draft, by=user, at=now, reason=reason)


def digest(draft: SignedPolicy, in_force: Policy) -> str:
    """What an effect is about: the numbers in force, the numbers drafted, the engine, the centre."""
    about = [str(draft.centre_id), numbers_of(in_force), numbers_of(drafted(draft)), ENGINE]
    return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()


def effect_of(draft: SignedPolicy, *, now: datetime) -> Job | None:
    """The newest job about exactly this draft and the numbers in force now."""
    about = digest(draft, policy_of(draft.centre, now))
    return Job.objects.filter(kind=KIND, parameters__digest=about).order_by("-made_at").first()


def is_shown(job: Job, now: datetime) -> bool:
    """Whether its result may be signed on."""
    return job.state == jobs.DONE and job.ended_at is not None and now - job.ended_at <= KEPT


@transaction.atomic
def ask_effect(user: User, draft: SignedPolicy, *, now: datetime) -> Job:
    """The job that computes the effect: the one at work or done already, else a new one."""
    Centre.objects.select_for_update(no_key=True).get(pk=draft.centre_id)
    there = effect_of(draft, now=now)
    if there is not None and (is_shown(there, now) or jobs.state(there, now) in ("waiting", "unclaimed", "running")):
        return there
    in_force, today = policy_of(draft.centre, now), timezone.localdate(now, draft.centre.zone)
    wanted = {
        "digest": digest(draft, in_force), "before": numbers_of(in_force), "after": numbers_of(drafted(draft)),
        "span": {"first": add_months(today, -MONTHS).isoformat(), "last": today.isoformat()},
    }  # fmt: skip
    job = Job.objects.create(
        kind=KIND, owner=user, centres=[str(draft.centre_id)], parameters=wanted, made_at=now,
        total=Patient.objects.filter(centre=draft.centre_id).count(),
    )  # fmt: skip
    transaction.on_commit(lambda: on_commit.policy_effect(job.pk))
    return job


def run_effect(job_id: UUID, *, clock: Clock) -> None:
    """Take a waiting job and compute its effect."""
    job = jobs.take(job_id, KIND, now=clock())
    if job is None:
        return
    try:
        result = summary(_told(job, clock))
    except GivenUpError:
        return
    except Exception:
        jobs.end(job, state=jobs.FAILED, fault=str(STOPPED), at=clock())
        raise
    jobs.end(job, state=jobs.DONE, result=result, at=clock())


def tend_effects(*, now: datetime) -> list[UUID]:
    """Once a minute: give up silent jobs; gives those whose message was lost."""
    return jobs.tend(KIND, now=now, fault=str(STOPPED))


def _told(job: Job, clock: Clock) -> Iterator[Told]:
    """Every patient of the centre under both policies; a job that was given up meanwhile stops here."""
    both = [from_document(job.parameters[side], version=side, signed=True) for side in ("before", "after")]
    span = Span(*(date.fromisoformat(job.parameters["span"][side]) for side in ("first", "last")))
    done = 0
    for patients in chunks(Patient.objects.filter(centre__in=[UUID(pk) for pk in job.centres])):
        for told in replay(patients, both, span):
            done += 1
            if not jobs.beat(job, done, job.total, now=clock()):
                raise GivenUpError
            yield told

"""The only functions that write a centre's policy: draft, amend, discard, sign; each behind the lock of the centre."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.models import Centre, SignedPolicy, User

STALE = gettext_lazy(
    "Somebody has changed, signed or discarded this draft meanwhile. Open the policy again to see what stands now."
)
Numbers = Mapping[str, float]


def open_draft(centre: Centre) -> SignedPolicy | None:
    """The one version of a centre that waits for a signature."""
    drafts = SignedPolicy.objects.live().filter(centre=centre, signed_at=None)
    return drafts.select_related("centre", "recorded_by").order_by("version").last()


@transaction.atomic
def draft(centre: Centre, *, by: User, at: datetime, numbers: Numbers, rationale: str) -> SignedPolicy:
    """The draft of the next version; one is open at a time, so that it always follows the version in force."""
    _lock(centre)
    if open_draft(centre) is not None:
        raise ValidationError(_("A draft is open already: change that one, or discard it first."), code="stale")
    last = SignedPolicy.objects.filter(centre=centre).aggregate(last=Max("version"))["last"] or 0
    return _write(SignedPolicy(centre=centre, version=last + 1), by=by, at=at, document=numbers, rationale=rationale)


@transaction.atomic
def amend(draft: SignedPolicy, *, by: User, at: datetime, numbers: Numbers, rationale: str) -> SignedPolicy:
    """The draft with other numbers, under its lineage and version; the one before stays readable."""
    _supersede(draft, by=by, at=at, reason="changed")
    return _write(_same(draft), by=by, at=at, document=numbers, rationale=rationale)


@transaction.atomic
def sign(draft: SignedPolicy, *, by: User, at: datetime, effect: Mapping[str, Any]) -> SignedPolicy:
    """The same numbers recorded again under the draft's lineage as signed; a fact that was a draft is never edited."""
    _supersede(draft, by=by, at=at, reason="signed")
    values = {"document": draft.document, "rationale": draft.rationale, "effect": dict(effect)}
    return _write(_same(draft), by=by, at=at, signed_at=at, signed_by=by, **values)


@transaction.atomic
def discard(draft: SignedPolicy, *, by: User, at: datetime, reason: str) -> None:
    """Take a draft back; its version number is not used again."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why this draft is discarded.")})
    _supersede(draft, by=by, at=at, reason=reason.strip()[:300])


def _lock(centre: Centre) -> None:
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)


def _same(draft: SignedPolicy) -> SignedPolicy:
    return SignedPolicy(centre=draft.centre, version=draft.version, lineage=draft.lineage)


def _supersede(draft: SignedPolicy, *, by: User, at: datetime, reason: str) -> None:
    """Retract the row; of two who try, the second is told. A signed version is never taken back: a new one follows."""
    _lock(draft.centre)
    standing = SignedPolicy.objects.filter(pk=draft.pk, retracted_at=None, signed_at=None)
    if not standing.update(retracted_at=at, retracted_by=by, retraction_reason=reason):
        raise ValidationError(STALE, code="stale")


def _write(policy: SignedPolicy, *, by: User, at: datetime, **values: Any) -> SignedPolicy:
    for name, value in values.items():
        setattr(policy, name, dict(value) if name == "document" else value)
    policy.recorded_by, policy.recorded_at = by, at
    policy.save(force_insert=True)
    return policy

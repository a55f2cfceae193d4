"""The numbers of a centre, to read: unit, origin, value in force and default; who signed; every version so far."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from registry import access
from registry.fields import unit_words
from registry.models import Centre, SignedPolicy
from surveillance.engine.limits import groups, names
from surveillance.engine.policy import DEFAULT, Policy, from_document, origin, unit
from surveillance.forms.policy import name_of, shown
from surveillance.pages import frame
from surveillance.review.review import policy_from
from surveillance.words import phrases
from surveillance.words.message import text

Row = tuple[str, str, str, str, str, bool]


class Version(NamedTuple):
    """One line of the history: what became of one version."""

    number: int
    state: str  # in_force | earlier | draft | discarded
    lineage: Any
    drafted: list[str]  # who wrote it and when, each time
    signed: str
    ended: str
    rationale: str
    changes: list[tuple[str, str, str, str]]
    effect: str


def read(request: HttpRequest) -> HttpResponse:
    """The policy that counts now at the chosen centre, or at the first."""
    centre = frame.centres_of(request)[0]
    now = timezone.now()
    rows = list(
        SignedPolicy.objects.filter(centre=centre)
        .select_related("recorded_by", "signed_by", "retracted_by")
        .order_by("-version", "recorded_at")
    )
    signed = [row for row in rows if row.retracted_at is None and row.signed_at and row.signed_at <= now]
    policy = policy_from(centre, signed[0] if signed else None)
    context = {
        "centre_name": centre.name,
        "centre": centre,
        "version": _("version %s") % policy.version if policy.signed else phrases.UNSIGNED,
        "signed": policy.signed,
        "in_force": signed[0] if policy.signed else None,
        "signed_by": _signature(signed[0], centre) if policy.signed else "",
        "groups": [(text(title), [_row(policy, name) for name in group]) for title, group in groups()],
        "history": history(rows, centre, policy),
        "draft": next((row for row in rows if row.retracted_at is None and row.signed_at is None), None),
        "may_draft": access.may(request.user, centre.pk, access.DRAFT),
        "centre_chips": [chip for chip in frame.centre_chips(request) if chip[1] != "?"],
    }
    return frame.page(request, "policy.html", context, here="policy")


def _row(policy: Policy, name: str) -> Row:
    value, default = getattr(policy, name), getattr(DEFAULT, name)
    return name_of(name), shown(value), unit_words(unit(name)), shown(default), text(origin(name)), value != default


def differences(before: Policy, after: Policy) -> list[tuple[str, str, str, str]]:
    """Each number that differs: name, before, after, unit."""
    return [
        (name_of(name), shown(getattr(before, name)), shown(getattr(after, name)), unit_words(unit(name)))
        for name in names()
        if getattr(before, name) != getattr(after, name)
    ]


def history(rows: Iterable[SignedPolicy], centre: Centre, in_force: Policy) -> list[Version]:
    """Every version, newest first, discarded drafts too; each with what it changed in the signed one before."""
    versions = [(number, list(group)) for number, group in groupby(rows, key=lambda row: row.version)]
    found: list[Version] = []
    before = DEFAULT
    for number, each in reversed(versions):
        last, own = each[-1], _numbers(each[-1])
        found.append(_version(number, each, centre, changes=differences(before, own), in_force=in_force))
        before = own if last.signed_at else before
    return found[::-1]


def _version(number: int, rows: list[SignedPolicy], centre: Centre, *, changes: Any, in_force: Policy) -> Version:
    last = rows[-1]
    state = "earlier" if last.signed_at else "draft" if last.retracted_at is None else "discarded"
    state = "in_force" if in_force.version == str(number) and last.signed_at else state
    drafts = [row for row in rows if row.signed_at is None]
    why = {"who": phrases.person(last.retracted_by), "why": last.retraction_reason}
    return Version(
        number=number, state=state, lineage=last.lineage,
        drafted=[_by_and_at(row, centre) for row in drafts],
        signed=_signature(last, centre) if last.signed_at else "",
        ended=_("discarded by %(who)s: %(why)s") % why if state == "discarded" else "",
        rationale=last.rationale, changes=changes, effect=_effect(last.effect),
    )  # fmt: skip


def _numbers(row: SignedPolicy) -> Policy:
    """The numbers of any version; of one that this software cannot read, the default."""
    try:
        return from_document(row.document, version=str(row.version), signed=bool(row.signed_at))
    except (ValueError, TypeError):
        return DEFAULT


def _by_and_at(row: SignedPolicy, centre: Centre) -> str:
    return f"{phrases.person(row.recorded_by)}, {phrases.instant(row.recorded_at, centre.zone)}"


def _signature(row: SignedPolicy, centre: Centre) -> str:
    return f"{phrases.person(row.signed_by)}, {phrases.instant(row.signed_at, centre.zone)}"


def _effect(effect: dict[str, Any]) -> str:
    if not effect:
        return ""
    counts = {what: sum(rule[what] for rule in effect["rules"].values()) for what in ("gained", "lost")}
    said = _("over 12 months %(gained)s signals more, %(lost)s fewer, in %(touched)s of %(patients)s patients")
    return said % (counts | {"touched": effect["touched"], "patients": effect["patients"]})

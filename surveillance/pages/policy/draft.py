"""A new version of the policy: its numbers, what they would have changed in the last twelve months, the signature."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry import access
from registry.models import Centre, SignedPolicy
from registry.policies import STALE, open_draft
from surveillance.deeds import policies
from surveillance.engine.rules import RULE
from surveillance.forms.policy import PolicyForm, SignPolicyForm
from surveillance.forms.refusals import refuse
from surveillance.models import Job
from surveillance.pages import frame
from surveillance.pages.frame import REFUSED, user_of
from surveillance.pages.policy.page import differences
from surveillance.replay.effect import CHANGES
from surveillance.review.review import policy_of
from surveillance.words import phrases
from surveillance.words.message import text
from surveillance.work import jobs

SHOWN = 50
WORDS = {
    "gained": gettext_lazy("gains"),
    "lost": gettext_lazy("loses"),
    "sooner": gettext_lazy("sooner"),
    "later": gettext_lazy("later"),
    "raised": gettext_lazy("more severe"),
    "lowered": gettext_lazy("less severe"),
}


def edit(request: HttpRequest) -> HttpResponse:
    """The numbers of the open draft of a centre, or of one to begin from the version in force."""
    centre, now = _centre(request), timezone.now()
    draft, in_force = open_draft(centre), policy_of(centre, now)
    start = policies.drafted(draft) if draft else in_force
    rationale = draft.rationale if draft else ""
    form = PolicyForm(request.POST or None, start=start, in_force=in_force, rationale=rationale)
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("row", "") != (str(draft.pk) if draft else ""):
                raise ValidationError(STALE, code="stale")
            saved = policies.save_draft(
                user_of(request), centre, numbers=form.numbers(), rationale=form.cleaned_data["rationale"],
                now=now, before=draft,
            )  # fmt: skip
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Draft saved. Nothing has changed for anybody until a cardiologist signs it."))
            return redirect("surveillance:policy-draft", saved.lineage)
    context = {
        "form": form, "lines": form.lines(), "centre_name": centre.name, "code": centre.code,
        "row": request.POST.get("row", "") if form.is_bound else (draft.pk if draft else ""), "draft": draft,
        "version": phrases.policy(in_force.version),
    }  # fmt: skip
    return frame.page(request, "policy_edit.html", context, here="policy", status=REFUSED if form.errors else 200)


def draft(request: HttpRequest, lineage: UUID) -> HttpResponse:
    """GET shows a draft and its effect; POST signs it, computes the effect again, or discards it."""
    row = _draft(request, lineage)
    if row.signed_at:
        return redirect(f"{reverse('surveillance:policy')}?centre={row.centre.code}")
    if request.method != "POST":
        return _show(request, row, None)
    deed = request.POST.get("deed", "")
    access.require(request.user, row.centre_id, access.SIGN if deed == "sign" else access.DRAFT)
    return {"sign": _sign, "discard": _discard}.get(deed, _compute)(request, row)


def _sign(request: HttpRequest, row: SignedPolicy) -> HttpResponse:
    form = SignPolicyForm(request.POST, user=user_of(request))
    if form.is_valid():
        try:
            if form.cleaned_data["row"] != row.pk:
                raise ValidationError(STALE, code="stale")
            policies.sign(user_of(request), row, effect=form.cleaned_data["effect"], now=timezone.now())
        except ValidationError as error:
            refuse(form, error)
        else:
            said = _(
                "Version %s is signed and in force now. The lists follow with the next sweep, which has been asked for."
            )
            messages.success(request, said % row.version)
            return redirect(f"{reverse('surveillance:policy')}?centre={row.centre.code}")
    return _show(request, row, form)


def _discard(request: HttpRequest, row: SignedPolicy) -> HttpResponse:
    try:
        policies.discard(user_of(request), row, reason=request.POST.get("reason", ""), now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("surveillance:policy-draft", row.lineage)
    messages.success(request, _("The draft of version %s is discarded.") % row.version)
    return redirect(f"{reverse('surveillance:policy')}?centre={row.centre.code}")


def _compute(request: HttpRequest, row: SignedPolicy) -> HttpResponse:
    policies.ask_effect(user_of(request), row, now=timezone.now())
    return redirect("surveillance:policy-draft", row.lineage)


def _centre(request: HttpRequest) -> Centre:
    centres = access.centres_for(request.user, access.DRAFT)
    asked = request.GET.get("centre", "")
    found = [centre for centre in centres if centre.code == asked] if asked else centres
    if not found:
        raise PermissionDenied(_("Your role does not draft policies here. Ask a cardiologist of the centre."))
    return found[0]


def _draft(request: HttpRequest, lineage: UUID) -> SignedPolicy:
    here = {staff.centre_id for staff in access.staff_of(request.user)}
    live = SignedPolicy.objects.live().filter(lineage=lineage, centre__in=here)
    row = live.select_related("centre", "recorded_by").first()
    if row is None:
        raise Http404("No such draft.")
    access.require(request.user, row.centre_id, access.READ)
    return row


def _show(request: HttpRequest, row: SignedPolicy, form: SignPolicyForm | None) -> HttpResponse:
    now, centre = timezone.now(), row.centre
    in_force = policy_of(centre, now)
    job = policies.effect_of(row, now=now)
    ready = job is not None and policies.is_shown(job, now)
    first = {"row": row.pk, "effect": job.pk if job and ready else None}
    context = {
        "draft": row,
        "centre_name": centre.name,
        "code": centre.code,
        "drafted": f"{phrases.person(row.recorded_by)}, {phrases.instant(row.recorded_at, centre.zone)}",
        "version": phrases.policy(in_force.version),
        "changes": differences(in_force, policies.drafted(row)),
        "job": job,
        "state": ("done" if ready else "old" if job.state == jobs.DONE else jobs.state(job, now)) if job else "none",
        "effect": _effect(request, job) if job and ready else None,
        "may_draft": access.may(request.user, centre.pk, access.DRAFT),
        "may_sign": access.may(request.user, centre.pk, access.SIGN),
        "form": form or SignPolicyForm(user=user_of(request), initial=first),
    }
    status = REFUSED if form is not None and form.errors else 200
    return frame.page(request, "policy_draft.html", context, here="policy", status=status)


def _effect(request: HttpRequest, job: Job) -> dict[str, Any]:
    """The counts by rule, and one page of the patients it touches, by study id."""
    result, rule = job.result, request.GET.get("rule", "")
    rows = [row for row in result["rows"] if rule in ("", row[1])]
    page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    mine = access.patients_for(request.user).filter(pk__in=[row[0] for row in page.object_list])
    study = {str(pk): study_id for pk, study_id in mine.values_list("pk", "study_id")}
    return {
        "result": result,
        "span": " – ".join(written_day(job.parameters["span"][side]) for side in ("first", "last")),
        "rules": [
            (
                code,
                text(RULE[code].title) if code in RULE else "",
                n["before"],
                n["after"],
                [n[what] for what in CHANGES],
            )
            for code, n in result["rules"].items()
        ],
        "heads": [WORDS[what] for what in CHANGES],
        "rows": [_line(row, study) for row in page.object_list if row[0] in study],
        "page": page,
        "chips": frame.chips(request, "rule", [("", _("All rules"), len(result["rows"])), *_by_rule(result)], rule),
    }


def _by_rule(result: dict[str, Any]) -> list[tuple[str, str, int]]:
    changed = ((code, sum(n[what] for what in CHANGES)) for code, n in result["rules"].items())
    return [(code, code, count) for code, count in changed if count]


def _line(row: list[str], study: dict[str, str]) -> tuple[str, ...]:
    patient, rule, what, *sides = row
    days = [f"{written_day(on)} {severity}" if on else phrases.NONE for on, severity in (sides[:2], sides[2:])]
    return patient, study[patient], rule, str(WORDS[what]), *days


def written_day(iso: str) -> str:
    """An ISO day as it stands in sentences."""
    return phrases.day(date.fromisoformat(iso))

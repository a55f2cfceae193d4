"""The export page: what an export holds, one button to build it, the exports of this person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from api import tasks
from api.export import jobs
from api.export.order import Order
from api.export.pseudonyms import NAME
from api.export.refusal import RefusedError
from registry import access
from registry.models import Centre, Exam, Patient
from surveillance.models import Job
from surveillance.pages import frame
from surveillance.pages.frame import user_of

SHOWN = 20
REFUSED = 422
TONES = {"unclaimed": "running", "stopped": "failed", "done": "ready"}  # the word classes of the style sheet


class ExportForm(forms.Form):
    """Whose patients, under which project's pseudonyms."""

    centre = forms.ChoiceField(required=False)
    project = forms.RegexField(regex=rf"\A{NAME.pattern}\Z", max_length=40)

    def __init__(self, *args: Any, centres: list[Centre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.centres = centres
        choice, project = self.fields["centre"], self.fields["project"]
        choice.label, project.label = _("Patients of"), _("Project")
        everyone = _("all my centres (%d)") % len(centres) if len(centres) > 1 else centres[0].name
        ones = [(str(centre.pk), centre.name) for centre in centres] if len(centres) > 1 else []
        choice.choices = [("", everyone), *ones]  # type: ignore[attr-defined]
        project.help_text = _(
            "Small letters, digits, - or _. Two projects' pseudonyms share nothing; the same project keeps them."
        )
        project.error_messages["invalid"] = _("Write small letters, digits, - or _, such as growth-2026.")

    def scope(self) -> list[Centre]:
        """The centres chosen."""
        chosen = self.cleaned_data["centre"]
        return [centre for centre in self.centres if chosen in ("", str(centre.pk))]


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the list of exports."""

    job: Job
    state: str
    tone: str
    scope: str
    again: str  # the choice of the form that asks for the same once more
    expires_at: datetime | None


@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show the page, or ask for an export."""
    centres = access.centres_for(request.user, access.EXPORT)
    if not centres:
        raise PermissionDenied(_("Your role does not include: export. Ask the centre administrator."))
    now = timezone.now()
    mine = list(jobs.of(user_of(request))[:SHOWN])
    last = mine[0].parameters.get("project", "") if mine else ""
    form = ExportForm(request.POST or None, centres=centres, initial={"project": last or "registry"})
    if request.method == "POST" and form.is_valid() and _asked(request, form, now):
        return redirect("export:page")
    context, status = _context(form, centres, mine=mine, now=now), REFUSED if form.errors else 200
    return frame.page(request, "export/page.html", context, here="export", status=status)


@login_required
@require_safe
def download(request: HttpRequest, job_id: UUID) -> FileResponse:
    """The zip of one's own finished export."""
    job = jobs.download(user_of(request), job_id, now=timezone.now())
    if job is None:
        raise Http404("No such export.")
    name = f"annulus-{job.parameters['project']}-{job.pk.hex[:8]}.zip"
    return FileResponse(jobs.place(job).open("rb"), as_attachment=True, filename=name, content_type="application/zip")


def _asked(request: HttpRequest, form: ExportForm, now: datetime) -> bool:
    try:
        job = jobs.ask(user_of(request), form.scope(), project=form.cleaned_data["project"], now=now)
    except RefusedError as refusal:
        form.add_error(None, str(refusal))
        return False
    transaction.on_commit(lambda: tasks.hand_over(job.pk))
    return True


def _context(form: ExportForm, centres: list[Centre], *, mine: list[Job], now: datetime) -> dict[str, Any]:
    scope = Patient.objects.filter(centre__in=centres)
    shown = [_shown(job, centres, now) for job in mine]
    return {
        "form": form,
        "synthetic": any(centre.synthetic for centre in centres),
        "patients": scope.count(),
        "exams": Exam.objects.filter(patient__in=scope, retracted_at=None).count(),
        "unreal": scope.exclude(origin="real").count(),
        "tables": Order((), "").tables,
        "jobs": shown,
        "zone": centres[0].zone,
        "alive": any(line.state in ("waiting", "unclaimed", "running") for line in shown),
    }


def _shown(job: Job, centres: list[Centre], now: datetime) -> Shown:
    state = jobs.state(job, now)
    named = {str(centre.pk): centre.name for centre in centres}
    names = [named[pk] for pk in job.centres if pk in named]
    one = len(job.centres) == 1
    scope = names[0] if one and names else _("%d centres") % len(job.centres)
    again = job.centres[0] if one and names and len(centres) > 1 else ""
    expires = job.ended_at + jobs.KEPT if job.ended_at else None
    return Shown(job, state, TONES.get(state, state), scope, again, expires)

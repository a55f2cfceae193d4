"""The Heart-Team page: the flow of Figure 6 for one patient, what a meeting needs, and the signed decision."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry import access, identity
from registry.models import Decision, LesionDescription, Patient, TeamAnswer, TeamBrief
from registry.vocabulary import clinic, terms
from registry.wording import labels
from surveillance.chart.figure import PRINTED
from surveillance.chart.team import PRINT, SHEET, WIDTHS, flow_chart
from surveillance.deeds import team
from surveillance.deeds.record import record_fact
from surveillance.engine.day import Day
from surveillance.engine.follow_up.decided import due
from surveillance.engine.follow_up.windows import window
from surveillance.engine.heart_team.facts import BrainImage
from surveillance.engine.heart_team.flow import Flow, flow
from surveillance.engine.heart_team.paper import RECONSTRUCTION, TEAM
from surveillance.forms.refusals import refuse
from surveillance.forms.team import DecisionForm, TakeBackForm, TeamAnswerForm
from surveillance.lists import worklist
from surveillance.lists.worklist import PatientPicture
from surveillance.pages import frame
from surveillance.pages.frame import REFUSED
from surveillance.pages.patient.banner import banner
from surveillance.pages.patient.fact import lesions_of
from surveillance.pages.patient.page import figures
from surveillance.pages.team.brief import Arc, brief_origin, items, links
from surveillance.pages.team.sheet import lay_out
from surveillance.pages.told import tell
from surveillance.words import phrases
from surveillance.words.finished import finished
from surveillance.words.message import text

DEEDS = ("answer", "decide", "take_back")
DUE_WORDS = {"done": gettext_lazy("done"), "late": gettext_lazy("not done: late"),
             "awaited": gettext_lazy("to be done"), "replaced": gettext_lazy("replaced"),
             "nothing": ""}  # fmt: skip
DUE_TONE = {"done": "success", "late": "S3", "awaited": "S2"}
INTENDED, URGENCIES = labels(terms.TREATMENTS), labels(clinic.URGENCIES)


def page(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """GET shows; POST answers a question, signs a decision or takes one back: a cardiologist's deeds."""
    wanted = access.READ if request.method in ("GET", "HEAD") else access.ANSWER
    patient = access.patient_for(request.user, patient_id, wanted)
    if request.method in ("GET", "HEAD"):
        return _show(request, patient, {})
    deed = request.POST.get("deed", "")
    if deed not in DEEDS:
        raise Http404("No such deed.")
    made = _forms(request, patient, deed)[deed]
    if made.is_valid():
        try:
            done = _do(request, patient, deed, made)
        except ValidationError as error:
            refuse(made, error)
        else:
            tell(request, done[0], done[1])
            return redirect("surveillance:team", patient.pk)
    return _show(request, patient, {deed: made}, status=REFUSED)


def _forms(request: HttpRequest, patient: Patient, deed: str = "") -> dict[str, Any]:
    """The three forms, one of them filled."""
    today = timezone.localdate(timezone.now(), patient.centre.zone)
    user: Any = request.user
    sent = {name: request.POST if name == deed else None for name in DEEDS}
    asked = request.GET.get("question", "")
    return {
        "answer": TeamAnswerForm(sent["answer"], today=today, question=asked),
        "decide": DecisionForm(sent["decide"], user=user, today=today, lesions=lesions_of(patient)),
        "take_back": TakeBackForm(sent["take_back"], user=user, lineage=request.GET.get("back") or None),
    }


def _do(request: HttpRequest, patient: Patient, deed: str, made: Any) -> tuple[str, Any]:
    """Write what a valid form says."""
    user: Any = request.user
    now, data = timezone.now(), made.cleaned_data
    if deed == "take_back":
        stands = Decision.objects.filter(patient=patient, lineage=data["lineage"], retracted_at=None)
        decision = stands.select_related("patient__centre").first()
        if decision is None:
            raise ValidationError(_("This decision has been taken back already."))
        team.take_back(user, decision, reason=data["why"], now=now)
        return _("The decision is taken back with the plan it made; it stays in the history."), None
    if deed == "answer":
        answered = record_fact(
            user, TeamAnswer, patient, values=made.values(), now=now, lineage=data["token"]
        )  # fmt: skip
        return _("The answer is recorded."), answered.changes
    decided = team.decide(
        user, patient, values=made.values(), now=now, next_on=data["next_on"], lineage=data["token"]
    )  # fmt: skip
    return _("The decision is signed and recorded."), decided.changes


def _show(request: HttpRequest, patient: Patient, filled: dict[str, Any], *, status: int = 200) -> HttpResponse:
    user: Any = request.user
    picture = worklist.patient_picture(user, patient.pk)
    brief = _latest(TeamBrief, patient).first()
    found = flow(picture.case, brain=_brain(brief))
    drawn = figures(picture, window(picture.case), PRINTED)
    made = (_forms(request, patient) | filled) if access.may(user, patient.centre_id, access.ANSWER) else {}
    wrong = next((form for form in filled.values() if form.errors), None)
    standing = picture.standing
    context = {
        "picture": picture,
        "banner": banner(picture),
        "flow": finished(found),
        "steps": _steps(found, patient),
        "reached": _reached(found),
        "charts": [flow_chart(found, width, read=text) for width in WIDTHS],
        "printed": flow_chart(found, SHEET, PRINT, read=text),
        "reconstruction": text(RECONSTRUCTION),
        "team": text(TEAM),
        "items": items(picture.case, brief, _arcs(patient)),
        "links": links(brief.image_links, _names(picture)) if brief else [],
        "brief": brief,
        "brief_origin": brief_origin(brief),
        "figure": drawn[0] if drawn else None,
        "heading": phrases.HEADING.get(standing.heading, "") if standing else "",
        "standing": standing,
        "reasons": phrases.reasons(standing),
        "decisions": _decisions(picture),
        "form": wrong or forms.Form(),
        "forms": made,
        "back": request.GET.get("back", "") or ("take_back" in filled),
        "may_record": access.may(user, patient.centre_id, access.RECORD),
        "today": phrases.day(picture.today),
    }
    return frame.page(request, "team.html", context | {"sheet": lay_out(context)}, status=status)


def _arcs(patient: Patient) -> list[Arc]:
    """The calcified arc of each lesion, and the day on which it was written."""
    places = LesionDescription.objects.live().filter(patient=patient, arc_deg__isnull=False)
    rows = places.order_by("lesion__number").values_list("arc_deg", "recorded_at")
    return [(degrees, timezone.localdate(at, patient.centre.zone)) for degrees, at in rows]


def _latest(model: type[Any], patient: Patient) -> Any:
    """What stands, the newest day first."""
    live = model.objects.filter(patient=patient, retracted_at=None).select_related("recorded_by")
    return live.order_by("-on_last", "-recorded_at")


def _brain(brief: TeamBrief | None) -> BrainImage | None:
    if brief is None or not brief.brain_imaging:
        return None
    when = Day(brief.on_first, brief.on_last, brief.precision)
    return BrainImage(brief.brain_imaging, brief.get_brain_imaging_display(), when, str(brief.lineage))


def _names(picture: PatientPicture) -> list[str]:
    """What may not stand in an address."""
    person = identity.identity_of(picture.patient)
    return [person.family_name, person.given_name, person.hospital_number] if person else []


def _steps(found: Flow, patient: Patient) -> list[dict[str, Any]]:
    """Each question with the day of its answer, who gave it, and the address of what it rests on."""
    who = {str(a.lineage): phrases.person(a.recorded_by) for a in _latest(TeamAnswer, patient)}
    base = reverse("surveillance:patient", args=[patient.pk])
    return [
        {
            "step": finished(step),
            "on": phrases.when(step.on) if step.on and phrases.when(step.on) not in text(step.reason) else "",
            "who": who.get(step.source, ""),
            "url": f"{base}facts/answer/{step.source}/" if step.by_person else "",
            "anchor": f"{base}#exam-{step.source}" if step.source and not step.by_person else "",
        }
        for step in found.steps
    ]


def _reached(found: Flow) -> list[dict[str, Any]]:
    """The branches that are reached; a sentence of the review is quoted once."""
    before: set[str] = set()
    rows = []
    for branch in found.reached:
        fresh = [quote for quote in branch.paper if quote.words not in before]
        rows.append(
            {"branch": finished(branch), "paper": finished(tuple(fresh)), "again": len(fresh) < len(branch.paper)}
        )
        before |= {quote.words for quote in branch.paper}
    return rows


def _decisions(picture: PatientPicture) -> list[dict[str, Any]]:
    """Newest first, with the deadline and what became of it."""
    seen = {decision.id: decision for decision in picture.history.decisions}
    rows = []
    for row in _latest(Decision, picture.patient):
        decision = seen[str(row.lineage)]
        state = due(decision, picture.case)
        said = ", ".join(filter(None, (INTENDED.get(row.intended, ""), URGENCIES.get(row.urgency, "").lower())))
        rows.append({
            "row": row,
            "on": phrases.when(decision.when),
            "said": said,
            "by": phrases.day(state.by) if state.by else "",
            "code": state.state,
            "state": str(DUE_WORDS[state.state]),
            "tone": DUE_TONE.get(state.state, ""),
            "done_on": phrases.when(state.done) if state.done else "",
            "who": phrases.person(row.recorded_by),
            "at": phrases.instant(row.recorded_at, picture.patient.centre.zone),
        })  # fmt: skip
    return rows

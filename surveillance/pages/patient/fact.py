"""Every other fact on one page made from its model: record, correct, take back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from registry import access
from registry.deaths import deaths
from registry.models import Closure, Decision, FormAssessment, Lesion, Patient, PatientFact, User
from surveillance.deeds.record import amend_fact, record_fact, retract_fact
from surveillance.forms.facts import KINDS, FactForm, Kind, title_of
from surveillance.forms.refusals import refuse
from surveillance.lists import worklist
from surveillance.pages import conflict, frame
from surveillance.pages.frame import REFUSED
from surveillance.pages.patient.banner import banner
from surveillance.pages.told import tell


def new(request: HttpRequest, patient_id: UUID, kind: str) -> HttpResponse:
    """A new fact; where only one can stand, the one that stands is opened instead."""
    chosen = _kind(kind)
    patient = access.patient_for(request.user, patient_id, chosen.deed)
    if chosen.model is Decision:
        return redirect("surveillance:team", patient.pk)  # it is signed there
    if not chosen.adds:
        raise Http404("Contacts are noted on their own page.")
    if standing := _stands(chosen, patient):
        return redirect("surveillance:fact", patient.pk, *standing)
    form = _form(request.POST or None, chosen, patient)
    if request.method == "POST" and form.is_valid():
        try:
            recorded = record_fact(
                request.user, chosen.model, patient, values=form.values(), now=timezone.now(),  # type: ignore[arg-type]
                lineage=form.cleaned_data["token"],
            )  # fmt: skip
        except ValidationError as error:
            refuse(form, error)
        else:
            tell(request, _("%s recorded.") % chosen.title, recorded.changes)
            return redirect("surveillance:patient", patient.pk)
    return _show(request, patient, form, status=REFUSED if form.errors else 200)


def change(request: HttpRequest, patient_id: UUID, kind: str, lineage: UUID) -> HttpResponse:
    """Correct or take back one fact."""
    chosen = _kind(kind)
    patient = access.patient_for(request.user, patient_id, access.READ if request.method == "GET" else chosen.deed)
    if chosen.model is Decision:
        return redirect(f"{reverse('surveillance:team', args=[patient.pk])}#decision-{lineage}")
    fact = _live(chosen, patient).filter(lineage=lineage).first()
    if fact is None:
        return _gone(request, patient, chosen, lineage)
    stale = request.method == "POST" and conflict.is_stale(request.POST, fact.pk)
    form = _form(conflict.on_top(request.POST, fact.pk) if stale else request.POST or None, chosen, patient, fact)
    if stale:
        return _show(request, patient, form, conflict=conflict.differences(form), status=409)
    if request.method == "POST":
        try:
            if "retract" in request.POST:
                return _retract(request, fact, chosen)
            if form.is_valid():
                return _amend(request, fact, form)
        except ValidationError as error:
            form.is_valid()
            refuse(form, error, names={"reason": "why_changed"})
    return _show(request, patient, form, status=REFUSED if form.errors else 200)


def _kind(code: str) -> Kind:
    if code not in KINDS:
        raise Http404("No such kind of fact.")
    return KINDS[code]


def _live(kind: Kind, patient: Patient) -> Any:
    """What stands; a form read in an exam is changed through its exam."""
    live = kind.model.objects.filter(patient=patient, retracted_at=None).select_related("patient__centre")
    return live.filter(Q(exam=None)) if kind.model is FormAssessment else live


def _stands(kind: Kind, patient: Patient) -> tuple[str, UUID] | None:
    """Kind and lineage of the one entry that stands; an end by death is corrected where the death is recorded."""
    if not kind.model.single:
        return None
    if found := _live(kind, patient).first():
        return kind.code, found.lineage
    death = deaths().filter(patient=patient).first() if kind.model is Closure else None
    return ("event", death.lineage) if death else None


def _form(data: Any, kind: Kind, patient: Patient, fact: PatientFact | None = None) -> FactForm:
    today = timezone.localdate(timezone.now(), patient.centre.zone)
    people = _staff(patient) if kind.code == "owner" else []
    return FactForm(data, kind=kind, lesions=lesions_of(patient), today=today, people=people, fact=fact)


def _staff(patient: Patient) -> Sequence[User]:
    return access.people_for(patient.centre_id, access.SCHEDULE).order_by("last_name", "username")  # type: ignore[return-value]


def _amend(request: HttpRequest, fact: PatientFact, form: FactForm) -> HttpResponse:
    amended = amend_fact(
        request.user, fact, changes=form.values(), reason=form.cleaned_data["why_changed"], now=timezone.now()  # type: ignore[arg-type]
    )  # fmt: skip
    tell(request, _("%s corrected; what stood before stays in the history.") % form.kind.title, amended.changes)
    return redirect("surveillance:patient", fact.patient_id)


def _retract(request: HttpRequest, fact: PatientFact, kind: Kind) -> HttpResponse:
    retract_fact(request.user, fact, reason=request.POST.get("why_changed", ""), now=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("%s taken back; it stays in the history.") % kind.title)
    return redirect("surveillance:patient", fact.patient_id)


def _gone(request: HttpRequest, patient: Patient, kind: Kind, lineage: UUID) -> HttpResponse:
    """Taken back, or never there; a form read in an exam is changed on the page of the exam."""
    written: QuerySet[Any] = kind.model.objects.filter(patient=patient, lineage=lineage)
    before = written.order_by("-recorded_at").first()
    if before is None:
        raise Http404("No such fact.")
    if before.retracted_at is None:
        return redirect("surveillance:exam", patient.pk, before.exam.lineage)
    return _show(request, patient, None, taken_back=before, title=kind.title)


def _show(
    request: HttpRequest, patient: Patient, form: FactForm | None, *, status: int = 200, **more: Any
) -> HttpResponse:
    picture = worklist.patient_picture(request.user, patient.pk)  # type: ignore[arg-type]
    context = {"picture": picture, "banner": banner(picture), "form": form}
    if form is not None:
        context |= {
            "title": title_of(form.kind, form.fact) if form.fact else form.kind.title,
            "fields": [form[name] for name in form.fields if not form[name].is_hidden and name != "why_changed"],
            "may_write": access.may(request.user, patient.centre_id, form.kind.deed),
        }
    return frame.page(request, "fact.html", context | more, status=status)


def lesions_of(patient: Patient) -> list[Lesion]:
    """The lesions of a patient; the first is made when the first exam is recorded."""
    return list(Lesion.objects.filter(patient=patient)) or [Lesion(patient=patient, number=1)]

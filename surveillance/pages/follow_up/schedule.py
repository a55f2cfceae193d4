"""Book the next exam, move or cancel a date, say what became of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from registry import access
from registry.models import Patient
from surveillance.deeds.book import book as book_deed
from surveillance.deeds.book import move_appointment, settle_appointment
from surveillance.engine.follow_up.windows import window
from surveillance.forms.booking import BookForm, MoveForm, SettleForm
from surveillance.forms.refusals import refuse
from surveillance.lists import clinic_days, worklist
from surveillance.models import Appointment
from surveillance.pages import conflict, frame
from surveillance.pages.frame import REFUSED
from surveillance.pages.patient import card, imaging
from surveillance.pages.patient.banner import banner
from surveillance.words import phrases
from surveillance.words.finished import finished

STATES = ("attended", "missed", "cancelled")


def book(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The window, why it is that, and a form whose date is filled in."""
    patient = access.patient_for(request.user, patient_id, access.SCHEDULE)
    back = frame.back_of(request, reverse("surveillance:worklist") + "?view=overdue")
    form = BookForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        cleaned = form.cleaned_data
        try:
            booked = book_deed(
                request.user, patient, on=cleaned["on"], modality=cleaned["modality"], reason=cleaned["reason"],  # type: ignore[arg-type]
                note=cleaned["note"], lineage=cleaned["token"], now=timezone.now(),
            )  # fmt: skip
        except ValidationError as error:
            refuse(form, error)
        else:
            made = booked.fact
            messages.success(
                request, _("Booked: %(exam)s on %(day)s.") % {"exam": made.modality, "day": phrases.day(made.on)}
            )
            return redirect(back)
    return _show(request, patient, form, back)


def _show(request: HttpRequest, patient: Patient, form: BookForm | None, back: str) -> HttpResponse:
    picture = worklist.patient_picture(request.user, patient.pk)  # type: ignore[arg-type]
    due = window(picture.case)
    proposed = clinic_days.proposal(
        patient.centre, picture.standing, today=picture.today, watched=card.watched(picture)
    )
    form = form or BookForm(initial={"on": proposed.on, "modality": imaging.choice(picture)})
    booked = [a for a in picture.history.appointments if a.state == "booked"]
    context = {
        "picture": picture,
        "banner": banner(picture),
        "form": form,
        "due": finished(due),
        "window": _("%(first)s to %(last)s") % {"first": phrases.day(due.earliest), "last": phrases.day(due.latest)}
        if due
        else "",
        "target": phrases.day(due.target) if due else "",
        "policy": phrases.UNSIGNED if not picture.policy.signed else phrases.policy(picture.policy.version),
        "status": phrases.status(picture.standing, picture.today, card.watched(picture)) if picture.standing else "",
        "watch": card.watch_words(picture),
        "why_this_day": proposed.why,
        "free": [(phrases.day(on), left) for on, left in proposed.free[:6]],
        "imaging": imaging.suggestion(picture),
        "imaging_warnings": imaging.warnings(picture),
        "booked": [(reverse("surveillance:appointment", args=[a.id]), phrases.day(a.on)) for a in booked],
        "back": back,
    }
    return frame.page(request, "schedule.html", context, status=REFUSED if form.errors else 200)


def appointment(request: HttpRequest, lineage: UUID) -> HttpResponse:
    """One booked date: move it, or say what became of it."""
    found = Appointment.objects.filter(lineage=lineage, retracted_at=None).select_related("patient__centre").first()
    if found is None:
        raise Http404("No such date.")
    patient = access.patient_for(
        request.user, found.patient_id, access.READ if request.method == "GET" else access.SCHEDULE
    )
    move = MoveForm(request.POST if "move" in request.POST else None, initial={"on": found.on, "standing": found.pk})
    settle = SettleForm(request.POST if "state" in request.POST else None, initial={"standing": found.pk})
    stale = request.method == "POST" and conflict.is_stale(request.POST, found.pk)
    if stale:
        messages.warning(
            request, _("Somebody has changed this date meanwhile. Nothing of yours was written; see what stands now.")
        )
        return redirect("surveillance:appointment", lineage)
    for form, deed in ((move, _move), (settle, _settle)):
        if form.is_bound and form.is_valid():
            try:
                deed(request, found, form.cleaned_data)
            except ValidationError as error:
                refuse(form, error, names={"state": "state", "reason": "why"} if form is settle else {})
            else:
                return redirect(frame.back_of(request, reverse("surveillance:patient", args=[patient.pk])))
    return _appointment(request, found, move, settle)


def _move(request: HttpRequest, found: Appointment, said: dict[str, Any]) -> None:
    moved = move_appointment(request.user, found, on=said["on"], reason=said["reason"], now=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("Moved to %s.") % phrases.day(moved.fact.on))


def _settle(request: HttpRequest, found: Appointment, said: dict[str, Any]) -> None:
    done = settle_appointment(request.user, found, state=said["state"], reason=said["why"], now=timezone.now())  # type: ignore[arg-type]
    settled = done.fact
    messages.success(
        request, _("%(day)s: %(state)s.") % {"day": phrases.day(settled.on), "state": settled.get_state_display()}
    )


def _appointment(request: HttpRequest, found: Appointment, move: MoveForm, settle: SettleForm) -> HttpResponse:
    picture = worklist.patient_picture(request.user, found.patient_id)  # type: ignore[arg-type]
    past = found.on <= picture.today
    labels = dict(settle.fields["state"].choices)  # type: ignore[attr-defined]
    context = {
        "picture": picture,
        "banner": banner(picture),
        "found": found,
        "day": phrases.day(found.on),
        "move": move,
        "settle": settle,
        "states": [(state, labels[state]) for state in STATES if past or state == "cancelled"],
        "open": found.state == "booked",
        "may_write": access.may(request.user, picture.patient.centre_id, access.SCHEDULE),
        "back": frame.back_of(request, ""),
    }
    return frame.page(request, "appointment.html", context, status=REFUSED if move.errors or settle.errors else 200)

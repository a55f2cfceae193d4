"""Enrol a patient, and correct the name and contact of one."""

from __future__ import annotations

import re
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from registry import access, identity
from registry.models import Centre, Patient
from surveillance.deeds.enrol import correct_identity
from surveillance.deeds.enrol import enrol as enrol_deed
from surveillance.forms.enrolment import EnrolForm, IdentityForm
from surveillance.forms.refusals import refuse
from surveillance.lists import worklist
from surveillance.pages import frame
from surveillance.pages.frame import REFUSED, user_of
from surveillance.pages.patient.banner import banner


def enrol(request: HttpRequest) -> HttpResponse:
    """A new patient of one of the user's centres."""
    centres = access.centres_for(request.user, access.RECORD)
    if not centres:
        access.require(request.user, _nowhere(), access.RECORD)
    today = timezone.localdate(timezone.now(), centres[0].zone)
    initial = {"enrolled_on": today, "study_id": next_study_id(centres[0]) if len(centres) == 1 else ""}
    form = EnrolForm(request.POST or None, centres=centres, initial=initial)
    if request.method == "POST" and form.is_valid():
        centre = form.centres[form.cleaned_data["centre"]]
        try:
            patient = enrol_deed(user_of(request), centre, now=timezone.now(), **form.values())
        except ValidationError as error:
            refuse(form, error, names={"birth_date": "birth"})
        else:
            messages.success(request, _("Enrolled as %s. Next: the first exam.") % patient.study_id)
            return redirect("surveillance:patient", patient.pk)
    return frame.page(request, "enrol.html", {"form": form}, here="worklist", status=REFUSED if form.errors else 200)


def next_study_id(centre: Centre) -> str:
    """The number after the last one of the centre's own series, as CODE-0042."""
    series = Patient.objects.filter(centre=centre, study_id__regex=rf"^{re.escape(centre.code)}-[0-9]+$")
    last = series.order_by("-study_id").values_list("study_id", flat=True).first()
    number = last.rpartition("-")[2] if last else "0000"
    return f"{centre.code}-{int(number) + 1:0{len(number)}d}"


def _nowhere() -> UUID:
    return UUID(int=0)


def correct(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Name, number and contact of one patient."""
    among = Patient.objects.select_related("centre", "identity")
    patient = access.patient_for(request.user, patient_id, access.RECORD, among=among)
    form = IdentityForm(request.POST or None, instance=identity.identity_of(patient))
    if request.method == "POST" and form.is_valid():
        try:
            correct_identity(user_of(request), patient, who=form.cleaned_data, now=timezone.now())
        except ValidationError as error:
            refuse(form, error, names={"birth_first": "birth_date"})
        else:
            messages.success(request, _("Name and contact saved."))
            return redirect("surveillance:patient", patient.pk)
    picture = worklist.patient_picture(user_of(request), patient.pk)
    context = {"picture": picture, "banner": banner(picture), "form": form}
    return frame.page(request, "identity.html", context, status=REFUSED if form.errors else 200)

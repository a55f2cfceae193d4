"""Note an attempt to reach the patient: “no answer” is one press."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from registry import access
from registry.models import Patient
from registry.vocabulary.terms import ENDING_CONTACTS
from surveillance.deeds.contact import log_contact
from surveillance.forms.booking import ContactForm, quick_outcomes, with_day
from surveillance.forms.refusals import refuse
from surveillance.lists import worklist
from surveillance.models import Contact
from surveillance.pages import frame
from surveillance.pages.frame import REFUSED, user_of
from surveillance.pages.patient import card
from surveillance.pages.patient.banner import banner
from surveillance.words import phrases


def log(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Quick outcomes by phone today, or any other contact in a form."""
    patient = access.patient_for(request.user, patient_id, access.SCHEDULE)
    today = timezone.localdate(timezone.now(), patient.centre.zone)
    back = frame.back_of(request, reverse("surveillance:worklist") + "?view=overdue")
    form = ContactForm(with_day(request.POST, today)) if request.method == "POST" else None
    if form is not None and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            noted = log_contact(user_of(request), patient, now=timezone.now(), lineage=said.pop("token"), **said)
        except ValidationError as error:
            refuse(form, error)
        else:
            return _noted(request, patient, noted.fact, back)
    return _show(request, patient, form or ContactForm(initial={"on": today}), back)


def _noted(request: HttpRequest, patient: Patient, noted: Contact, back: str) -> HttpResponse:
    """Back to the list; what may end surveillance leads to the patient, where it is decided."""
    messages.success(request, _("Contact noted: %s.") % noted.get_outcome_display())
    if noted.outcome in ENDING_CONTACTS:
        messages.warning(request, _("If surveillance ends here, record “End of surveillance” with its reason."))
        return redirect("surveillance:patient", patient.pk)
    return redirect(back)


def _show(request: HttpRequest, patient: Patient, form: ContactForm, back: str) -> HttpResponse:
    picture = worklist.patient_picture(user_of(request), patient.pk)
    person = getattr(picture.patient, "identity", None)
    contacts = [(phrases.day(c.on), phrases.OUTCOME[c.outcome]) for c in reversed(picture.history.contacts)]
    context = {
        "picture": picture,
        "banner": banner(picture),
        "form": form,
        "quick": quick_outcomes(),
        "person": person,
        "contacts": contacts,
        "status": phrases.status(picture.standing, picture.today, card.watched(picture)) if picture.standing else "",
        "back": back,
    }
    return frame.page(request, "contact.html", context, status=REFUSED if form.errors else 200)

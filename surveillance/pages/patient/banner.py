"""The banner that stays on top of every page of a patient."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry import identity
from registry.vocabulary import terms
from registry.wording import labels
from surveillance.engine.course.risk import DIALYSIS
from surveillance.engine.day import Day
from surveillance.engine.known.conditions import state_on
from surveillance.engine.known.dates import ages
from surveillance.lists.worklist import PatientPicture
from surveillance.words import phrases

SEXES = labels(terms.SEXES)
ORIGINS = {"published": gettext_lazy("Published case"), "synthetic": gettext_lazy("Synthetic")}


def banner(picture: PatientPicture) -> dict[str, Any]:
    """Family name, given name, born, gender, number, study id, in this order always; then the flags."""
    patient, history = picture.patient, picture.history
    person = identity.identity_of(patient)
    exact = person.birth_date if person else None
    born = Day.exactly(exact) if exact else history.birth
    return {
        "name": picture.name if person else None,
        "url": reverse("surveillance:patient", args=[patient.pk]),
        "born": phrases.when(born) if born else "",
        "age": _age(born, picture.today) if not history.is_dead else None,
        "gender": SEXES.get(history.sex, ""),
        "record_number": person.hospital_number if person else "",
        "study_id": patient.study_id,
        "flags": flags(picture),
    }


def _age(born: Day | None, today: date) -> str | None:
    """Completed years: of the day where the identity knows it, else both that the year leaves open."""
    years = ages(born, today)
    return "–".join(map(str, dict.fromkeys(years))) if years else None


def flags(picture: PatientPicture) -> list[tuple[str, str]]:
    """What must be seen on every page: present, absent or not recorded, never left open."""
    history = picture.history
    found = [(_("Dialysis"), state_on(history, picture.case.clock, DIALYSIS))]
    embolisms = [event for event in history.events if event.kind in terms.EMBOLISMS]
    for label, seen in ((_("Sepsis or endocarditis"), history.infections), (_("Embolism"), embolisms)):
        found.append((label, "present" if seen else "not_recorded"))
    if picture.patient.origin in ORIGINS:
        found.append((str(ORIGINS[picture.patient.origin]), "origin"))
    if picture.card is not None and picture.card.state == "open":
        found.append((_("Alert %s") % picture.card.severity, "urgent"))
    return found

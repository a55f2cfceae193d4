"""The banner that stays on top of every page of a patient."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from registry import identity, terms
from surveillance.pages import words
from surveillance.trajectory.clock import Clock
from surveillance.trajectory.conditions import state_on
from surveillance.trajectory.history import Day, History
from surveillance.trajectory.risk import DIALYSIS
from surveillance.worklist import PatientPicture

SEXES = terms.labels(terms.SEXES)
ORIGINS = {"published": _("Published case"), "synthetic": _("Synthetic")}
DAYS_PER_YEAR = 365.25


def banner(picture: PatientPicture) -> dict[str, Any]:
    """Family name, given name, born, gender, number, study id, in this order always; then the flags."""
    patient, history = picture.patient, picture.history
    person = identity.identity_of(patient)
    exact = person.birth_date if person else None
    born = Day.exactly(exact) if exact else history.birth
    return {
        "name": picture.name if person else None,
        "url": reverse("surveillance:patient", args=[patient.pk]),
        "born": words.when(born) if born else "",
        "age": _age(born, history, picture.today),
        "gender": SEXES.get(history.sex, ""),
        "record_number": person.hospital_number if person else "",
        "study_id": patient.study_id,
        "flags": flags(picture),
    }


def _age(born: Day | None, history: History, today: date) -> int | None:
    """Completed years; none where the birth is known too vaguely or the patient has died."""
    died = history.closure is not None and history.closure.reason == "died"
    if born is None or died or any(e.kind == "death" for e in history.events):
        return None
    if born.precision == "nominal":
        return None  # a published case is as old as its report
    on = born.middle
    if born.first != born.last:
        return int((today - on).days / DAYS_PER_YEAR)
    return today.year - on.year - ((today.month, today.day) < (on.month, on.day))


def flags(picture: PatientPicture) -> list[tuple[str, str]]:
    """What must be seen on every page: present, absent or not recorded, never left open."""
    history = picture.history
    found = [(_("Dialysis"), state_on(history, Clock(picture.today), DIALYSIS))]
    embolisms = [event for event in history.events if event.kind in terms.EMBOLISMS]
    for label, seen in ((_("Sepsis or endocarditis"), history.infections), (_("Embolism"), embolisms)):
        found.append((label, "present" if seen else "not_recorded"))
    if picture.patient.origin in ORIGINS:
        found.append((ORIGINS[picture.patient.origin], "origin"))
    if picture.card is not None and picture.card.state == "open":
        found.append((_("Alert %s") % picture.card.severity, "urgent"))
    return found

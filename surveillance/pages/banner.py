"""The banner that stays on top of every page of a patient."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from registry import identity, terms
from surveillance.pages import words
from surveillance.trajectory.dates import ages
from surveillance.trajectory.history import ConditionSeen, Day, History
from surveillance.worklist import PatientPicture

SEXES = terms.labels(terms.SEXES)
ORIGINS = {"published": _("Published case"), "synthetic": _("Synthetic")}


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
        "age": _age(history, picture.today),
        "gender": SEXES.get(history.sex, ""),
        "record_number": person.hospital_number if person else "",
        "study_id": patient.study_id,
        "flags": flags(picture),
    }


def _age(history: History, today: date) -> str | None:
    """Completed years, two where the year leaves it open; none where it is not known or the patient is dead."""
    years = None if history.is_dead else ages(history.birth, today)
    return "–".join(map(str, dict.fromkeys(years))) if years else None


def flags(picture: PatientPicture) -> list[tuple[str, str]]:
    """What must be seen on every page: present, absent or not recorded, never left open."""
    history = picture.history
    found = [(_("Dialysis"), state_of(history, "dialysis", picture.today))]
    embolisms = [event for event in history.events if event.kind in terms.EMBOLISMS]
    for label, seen in ((_("Sepsis or endocarditis"), history.infections), (_("Embolism"), embolisms)):
        found.append((label, "present" if seen else "not_recorded"))
    if picture.patient.origin in ORIGINS:
        found.append((ORIGINS[picture.patient.origin], "origin"))
    if picture.card is not None and picture.card.state == "open":
        found.append((_("Alert %s") % picture.card.severity, "urgent"))
    return found


def state_of(history: History, kind: str, today: date) -> str:
    """Whether a condition is present, absent (also: ended) or not recorded."""
    said = [c for c in history.conditions if c.kind == kind]
    if not said:
        return "not_recorded"
    return "present" if any(c.status == "present" and not _ended(c, today) for c in said) else "absent"


def _ended(condition: ConditionSeen, today: date) -> bool:
    return condition.until is not None and condition.until.last <= today

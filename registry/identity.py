"""The only door to names and record numbers, so that encryption per patient can stand behind it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry import births
from registry.date_limits import check_birth
from registry.models import Centre, Demographics, Identity, Patient

DAYS_WRITTEN = ("%d%m%Y", "%m%d%Y", "%Y%m%d", "%Y%d%m", "%d%m%y", "%m%d%y", "%y%m%d", "%d%b%Y", "%d%b%y")
NO_NAME = gettext_lazy("Leave the day away, or enter the name first: the day of birth is kept with the name.")
SHORT_NAME = 3  # letters; a name this short counts as a word of its own only: “Li” also begins “LIV-0001”


def name_of(patient: Patient) -> str:
    """The name as the banner shows it (FAMILY, Given (Title)), or the study id where no identity is kept."""
    identity = identity_of(patient)
    if identity is None:
        return patient.study_id
    given = f", {identity.given_name}" if identity.given_name else ""
    title = f" ({identity.title})" if identity.title else ""
    return f"{identity.family_name.upper()}{given}{title}"


def identity_of(patient: Patient) -> Identity | None:
    """The identity row, if one is kept; join it with select_related("identity")."""
    return getattr(patient, "identity", None)


def search(patients: QuerySet[Patient], text: str) -> QuerySet[Patient]:
    """Those of `patients` whose study id, hospital number or name begins with `text`."""
    text = text.strip()
    if not text:
        return patients
    by_id = Q(study_id__istartswith=text) | Q(identity__hospital_number__startswith=text.replace(" ", ""))
    by_name = Q(identity__family_name__istartswith=text) | Q(identity__given_name__istartswith=text)
    return patients.filter(by_id | by_name)


@transaction.atomic
def write_name(patient: Patient, values: Mapping[str, Any]) -> Identity:
    """Create or correct who a patient is, all but the birth; refuses what is not valid and who is enrolled already."""
    identity = identity_of(patient) or Identity(patient=patient)
    for name, value in values.items():
        setattr(identity, name, value)
    identity.full_clean(exclude=["patient"])
    _check_once(identity)
    identity.save()
    return identity


def settle_birth(patient: Patient, said: Mapping[str, Any], *, today: date) -> dict[str, Any]:
    """The values of the demographics with the year of birth; a day among them moves to the identity.

    Called for every record of demographics (registry.recording), so that day and year are never written apart.
    """
    identity = Identity.objects.filter(patient=patient).first()
    known = identity.birth_date if identity else None
    day, values = births.settled(known, said)
    if day is None or day == known:
        return values
    check_birth("birth_first", day, enrolled=patient.enrolled_on, today=today)
    if identity is None:
        raise ValidationError({"birth_first": NO_NAME})
    keep_birth(patient, day)
    return values


def earliest_birth(patient_id: UUID) -> date | None:
    """The day of birth, or the first day that it may have been."""
    person = Demographics.objects.filter(patient_id=patient_id, retracted_at=None)
    day, first = person.values_list("patient__identity__birth_date", "birth_first").first() or (None, None)
    return day or first


def keep_birth(patient: Patient, day: date | None) -> None:
    """Keep the day of birth with the name, or none; the year beside the sex is the caller's (registry.recording)."""
    Identity.objects.filter(patient=patient).update(birth_date=day)
    if (cached := identity_of(patient)) is not None:
        cached.birth_date = day


def _check_once(identity: Identity) -> None:
    """The same hospital number at the same centre is the same person; the centre's row makes two writers take turns."""
    number, patient = identity.hospital_number, identity.patient
    if not number:
        return
    Centre.objects.select_for_update(no_key=True).get(pk=patient.centre_id)
    there = Identity.objects.filter(hospital_number=number, patient__centre=patient.centre_id).exclude(patient=patient)
    same = there.select_related("patient").first()
    if same is not None:
        said = _("%(number)s is enrolled already, as %(patient)s. Search for that patient or check the number.")
        raise ValidationError({"hospital_number": said % {"number": number, "patient": same.patient.study_id}})


def check_study_id(study_id: str, centre: Centre, *, names: Iterable[str], births: Iterable[date]) -> None:
    """Refuse a study id that tells who the patient is: it stands in lists, letters and addresses of machines."""
    written = _plain(study_id.removeprefix(centre.code))
    words, run = re.findall(r"[^\W\d_]+|\d+", written), "".join(filter(str.isalnum, written))
    parts = [re.findall(r"[^\W\d_]+", _plain(name)) for name in names]
    named = {name for each in parts for name in (*each, "".join(each))}
    days = {day.strftime(form).lower() for day in births for form in DAYS_WRITTEN}
    holds_name = any(name in (words if len(name) <= SHORT_NAME else run) for name in named if len(name) > 1)
    holds_day = any(day in run for day in days)
    if holds_name or holds_day:
        said = _telling(name=holds_name, day=holds_day) % {"study_id": study_id, "free": f"{centre.code}-0001"}
        raise ValidationError({"study_id": said})


def _telling(*, name: bool, day: bool) -> str:
    if name and day:
        return _(
            "“%(study_id)s” holds the name and the date of birth of the patient. Choose one that tells nobody who it "
            "is, such as %(free)s."
        )
    if name:
        return _(
            "“%(study_id)s” holds the name of the patient. Choose one that tells nobody who it is, such as %(free)s."
        )
    return _(
        "“%(study_id)s” holds the date of birth of the patient. Choose one that tells nobody who it is, such as "
        "%(free)s."
    )


def _plain(text: str) -> str:
    """Small letters without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))

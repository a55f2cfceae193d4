"""The only door to names and record numbers, so that encryption per patient can stand behind it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from registry.models import Identity, Patient


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


def record_identity(patient: Patient, **values: object) -> Identity:
    """Create or correct the identity of a patient; refuses what is not valid."""
    identity = identity_of(patient) or Identity(patient=patient)
    for name, value in values.items():
        setattr(identity, name, value)
    identity.full_clean(exclude=["patient"])
    identity.save()
    return identity

"""Who may see and do what: the one spelling of "may"."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from registry.models import Centre, Patient, Staff, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

READ, RECORD, SCHEDULE, ANSWER, EXPORT, MANAGE = "read", "record", "schedule", "answer", "export", "manage"
DRAFT, SIGN = "draft a policy", "sign a policy"
WORDS = {  # as a refusal says them
    READ: pgettext_lazy("a right", "read"),
    RECORD: pgettext_lazy("a right", "record"),
    SCHEDULE: pgettext_lazy("a right", "schedule"),
    ANSWER: pgettext_lazy("a right", "answer"),
    EXPORT: pgettext_lazy("a right", "export"),
    MANAGE: pgettext_lazy("a right", "manage"),
    DRAFT: pgettext_lazy("a right", "draft a policy"),
    SIGN: pgettext_lazy("a right", "sign a policy"),
}
DEEDS: dict[str, frozenset[str]] = {
    "nurse": frozenset({READ, RECORD, SCHEDULE}),
    "cardiologist": frozenset({READ, RECORD, SCHEDULE, ANSWER, EXPORT, DRAFT, SIGN}),
    "centre_admin": frozenset({READ, SCHEDULE, EXPORT, MANAGE, DRAFT}),
    "data_manager": frozenset({READ, RECORD, EXPORT, DRAFT}),
    "researcher": frozenset({EXPORT}),  # pseudonymous exports only, never a patient's page
}


def staff_of(user: User | AnonymousUser) -> list[Staff]:
    """The roles of a person, read once per request (the log-in backend has them already)."""
    if not user.is_authenticated or not user.is_active:
        return []
    if not hasattr(user, "memberships"):
        user.memberships = list(Staff.objects.filter(user_id=user.pk).select_related("centre"))
    return user.memberships


def centres_for(user: User | AnonymousUser, deed: str) -> list[Centre]:
    """The centres at which `user` may do `deed`."""
    found = {s.centre_id: s.centre for s in staff_of(user) if deed in DEEDS[s.role]}
    return sorted(found.values(), key=lambda centre: centre.code)


def may(user: User | AnonymousUser, centre_id: UUID, deed: str) -> bool:
    """Whether a role of `user` at that centre allows `deed`."""
    return any(s.centre_id == centre_id and deed in DEEDS[s.role] for s in staff_of(user))


def roles_for(deed: str) -> list[str]:
    """The roles that allow `deed`."""
    return [role for role, deeds in DEEDS.items() if deed in deeds]


def able(deed: str, *, person: str, centre: str) -> Q:
    """In a query: the user whom `person` leads to is active and may do `deed` at the centre that `centre` leads to."""
    at = {f"{person}staff__centre": F(centre), f"{person}staff__role__in": roles_for(deed)}
    return Q(**{f"{person}is_active": True}, **at)


def people_for(centre_id: UUID, deed: str) -> QuerySet[User]:
    """The active people who may do `deed` at that centre."""
    roles = roles_for(deed)
    return User.objects.filter(is_active=True, staff__centre=centre_id, staff__role__in=roles).distinct()


def patients_for(user: User | AnonymousUser, deed: str = READ) -> QuerySet[Patient]:
    """The patients on whom `user` may do `deed`."""
    return Patient.objects.filter(centre__in=[centre.pk for centre in centres_for(user, deed)])


def patient_for(
    user: User | AnonymousUser, id: UUID | str, deed: str, *, among: QuerySet[Patient] | None = None
) -> Patient:
    """The patient, or 404 outside the user's centres (as if it did not exist), or 403 without the role.

    `among` lets a page join what it shows; the scope is applied here all the same.
    """
    here = {s.centre_id for s in staff_of(user)}
    patients = Patient.objects.select_related("centre") if among is None else among
    patient = patients.filter(pk=id, centre__in=here).first()
    if patient is None:
        raise Http404("No such patient.")
    require(user, patient.centre_id, deed)
    return patient


def require(user: User | AnonymousUser, centre_id: UUID, deed: str) -> None:
    """Refuse with the sentence that says which right is missing."""
    if not may(user, centre_id, deed):
        said = _("Your role at this centre does not include: %(deed)s. Ask the centre administrator.")
        raise PermissionDenied(said % {"deed": WORDS.get(deed, deed)})


def user_with_staff(user_id: int) -> User | None:
    """A person together with the roles in one query; None when nobody has that id."""
    rows = list(Staff.objects.filter(user_id=user_id).select_related("user", "centre"))
    if not rows:
        return User.objects.filter(pk=user_id).first()
    user = rows[0].user
    user.memberships = rows
    return user

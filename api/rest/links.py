"""The links of documents, by the words people use: a lesion's number, a user name, a centre's code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from rest_framework import serializers
from rest_framework.fields import empty

from api.rest.values import SHOWN, Text
from registry import access
from registry.models import Centre, Lesion, Patient, User
from registry.vocabulary.terms import ROLES
from registry.wording import labels


class LesionNumber(serializers.IntegerField):
    """A lesion of the patient, by its number; lesion 1 where one is needed and none is named."""

    def run_validation(self, data: Any = empty) -> Lesion | None:
        """The lesion; another patient's cannot be named."""
        number = super().run_validation(data)
        return None if number is None else self.lesion(number)

    def to_internal_value(self, data: Any) -> int:
        """A whole number, not a word for it."""
        if isinstance(data, bool) or not isinstance(data, int):
            said = _("“%(value)s” is not the number of a lesion. Write it as 1.")
            raise serializers.ValidationError(said % {"value": str(data)[:SHOWN]})
        return data

    def lesion(self, number: int) -> Lesion:
        """Looked up once for a whole document."""
        context = cast(dict[str, Any], self.context)  # the stubs would only read it
        if "lesions" not in context:
            patient: Patient = context["patient"]
            context["lesions"] = {lesion.number: lesion for lesion in patient.lesions.all()}
        lesions: dict[int, Lesion] = context["lesions"]
        if number not in lesions:
            known = ", ".join(str(known) for known in lesions) or pgettext("lesions", "none")
            said = _("This patient has no lesion “%(number)s”. Recorded: %(known)s.")
            raise serializers.ValidationError(said % {"number": str(number)[:SHOWN], "known": known})
        return lesions[number]

    def to_representation(self, value: Any) -> int:
        """The number of a lesion."""
        lesion: Lesion = value
        return lesion.number


class LesionNumbers(serializers.ListField):
    """The numbers of a patient's lesions."""

    child = serializers.IntegerField(min_value=1)

    def to_representation(self, lesions: Any) -> list[int]:
        """In order."""
        return sorted(lesion.number for lesion in lesions.all())


class StaffName(Text):
    """A person who schedules at the patient's centre, by user name."""

    def run_validation(self, data: Any = empty) -> User:
        """The person; staff of other centres are unknown here."""
        name, patient = super().run_validation(data), self.context["patient"]
        found = access.people_for(patient.centre_id, access.SCHEDULE).filter(username=name).first()
        if found is None:
            roles = ", ".join(_(labels(ROLES)[role]).lower() for role in access.roles_for(access.SCHEDULE))
            said = _("“%(name)s” is nobody who schedules at this centre. Name one of these roles there: %(roles)s.")
            raise serializers.ValidationError(said % {"name": name[:SHOWN], "roles": roles})
        return found

    def to_representation(self, value: Any) -> str:
        """The user name of a person."""
        person: User = value
        return person.get_username()


def no_centre(code: str, mine: Iterable[str]) -> str:
    """The same sentence for a centre of others and for one that does not exist."""
    said = _("You have no centre “%(code)s”. Yours: %(mine)s.")
    return said % {"code": code[:SHOWN], "mine": ", ".join(sorted(mine))}


class CentreCode(Text):
    """One of the user's centres, by its code; a centre of others and one that does not exist are refused alike."""

    def run_validation(self, data: Any = empty) -> Centre:
        """The centre, if the user works there."""
        code = super().run_validation(data)
        mine = {staff.centre.code: staff.centre for staff in access.staff_of(self.context["request"].user)}
        if code not in mine:
            raise serializers.ValidationError(no_centre(code, mine))
        return mine[code]

    def to_representation(self, value: Any) -> str:
        """The code of a centre."""
        centre: Centre = value
        return centre.code

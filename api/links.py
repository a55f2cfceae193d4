"""The links of documents, by the words people use: a lesion's number, a user name, a centre's code."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.fields import empty

from api.values import SHOWN, Text
from registry import access
from registry.models import Centre, Lesion, Patient, Staff, User


class LesionNumber(serializers.IntegerField):
    """A lesion of the patient, by its number."""

    def to_internal_value(self, data: Any) -> Lesion:
        """The lesion; another patient's cannot be named."""
        lesions = self.context.get("lesions")
        if lesions is None:
            patient: Patient = self.context["patient"]
            lesions = self.context["lesions"] = {lesion.number: lesion for lesion in patient.lesions.all()}
        if isinstance(data, bool) or not isinstance(data, int) or data not in lesions:
            known = ", ".join(str(number) for number in lesions) or "none"
            raise serializers.ValidationError(f"This patient has no lesion “{str(data)[:SHOWN]}”. Recorded: {known}.")
        return lesions[data]  # type: ignore[no-any-return]

    def run_validation(self, data: Any = empty) -> Any:
        """Lesion 1 where none is named and one is needed."""
        found = super().run_validation(data)
        return self.to_internal_value(found) if isinstance(found, int) else found

    def to_representation(self, lesion: Lesion) -> int:
        """Its number."""
        return lesion.number


class LesionNumbers(serializers.ListField):
    """The numbers of a patient's lesions."""

    child = serializers.IntegerField(min_value=1)

    def to_representation(self, lesions: Any) -> list[int]:
        """In order."""
        return sorted(lesion.number for lesion in lesions.all())


class StaffName(Text):
    """A person of the patient's centre, by user name."""

    def to_internal_value(self, data: Any) -> User:
        """The person; staff of other centres are unknown here."""
        name, patient = super().to_internal_value(data), self.context["patient"]
        staff = Staff.objects.filter(centre=patient.centre_id, user__username=name, user__is_active=True)
        found = staff.select_related("user").first()
        if found is None:
            raise serializers.ValidationError(f"“{name[:SHOWN]}” is not the user name of anybody at this centre.")
        return found.user  # type: ignore[no-any-return]

    def to_representation(self, person: User) -> str:
        """The user name."""
        return person.get_username()


class CentreCode(Text):
    """One of the user's centres, by its code; a centre of others and one that does not exist are refused alike."""

    def to_internal_value(self, data: Any) -> Centre:
        """The centre, if the user works there."""
        code = super().to_internal_value(data)
        mine = {staff.centre.code: staff.centre for staff in access.staff_of(self.context["request"].user)}
        if code not in mine:
            raise serializers.ValidationError(f"You have no centre “{code[:SHOWN]}”. Yours: {', '.join(sorted(mine))}.")
        return mine[code]

    def to_representation(self, centre: Centre) -> str:
        """Its code."""
        return centre.code

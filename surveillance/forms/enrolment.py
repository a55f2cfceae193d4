"""The form that enrols a patient: the study id, who the person is, and the identity kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.models import Centre, Demographics, Identity
from surveillance.forms.fields import DayField, PartialDateField, span
from surveillance.forms.model import form_fields

IDENTITY = ("title", "family_name", "given_name", "hospital_number", "phone", "email", "address")
PERSON = ("title", "family_name", "given_name", "birth", "sex", "hospital_number")  # first who it is, then how to reach


class EnrolForm(forms.Form):
    """A new patient."""

    centre = forms.ChoiceField(label=_("Centre"))
    study_id = forms.CharField(label=_("Study ID"), max_length=20, help_text=_("Holds no name and no date of birth."))
    enrolled_on = DayField(label=_("Enrolled"))

    def __init__(self, *args: Any, centres: Sequence[Centre], **options: Any) -> None:
        super().__init__(*args, **options)
        self.centres = {str(centre.pk): centre for centre in centres}
        self.fields["centre"].choices = [(pk, centre.name) for pk, centre in self.centres.items()]  # type: ignore[attr-defined]
        if len(centres) == 1:
            self.fields["centre"].widget = forms.HiddenInput()
            self.fields["centre"].initial = next(iter(self.centres))
        leave = {f.name for f in Identity._meta.concrete_fields} - set(IDENTITY)
        fields = form_fields(Identity, leave=leave, values={})
        fields["birth"] = PartialDateField(label=_("Born"), required=False)
        fields["sex"] = form_fields(Demographics, values={})["sex"]
        self.fields |= {name: fields[name] for name in (*PERSON, *fields)}

    def values(self) -> dict[str, Any]:
        """The arguments of enrolment; the birth date enters the identity only when it is known to the day."""
        cleaned = self.cleaned_data
        birth = cleaned.get("birth")
        identity = {name: cleaned[name] for name in IDENTITY}
        identity["birth_date"] = birth.first if birth and birth.precision == "day" else None
        return {
            "study_id": cleaned["study_id"],
            "enrolled_on": cleaned["enrolled_on"],
            "identity": identity,
            "demographics": {"sex": cleaned["sex"]} | span(birth, prefix="birth"),
        }


class IdentityForm(forms.ModelForm):
    """Name, number and contact, to correct."""

    birth_date = DayField(label=_("Born"), required=False)

    class Meta:
        model = Identity
        fields = [*IDENTITY, "birth_date"]

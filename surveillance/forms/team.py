"""The forms of the Heart-Team page: an answer to a question, and the decision that is signed with the password."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.models import Decision, Lesion, TeamAnswer, User
from registry.vocabulary.terms import INTERVENTIONS
from surveillance.forms.fields import DayField
from surveillance.forms.model import form_fields, values_of_form
from surveillance.forms.signature import SignatureMixin


class TeamAnswerForm(forms.Form):
    """One question of Figure 6 answered by a person on a day."""

    prefix = "answer"

    def __init__(self, data: Any = None, *, today: date, question: str = "") -> None:
        super().__init__(data)
        on = {"on_first": today, "on_last": today, "precision": "day"}
        found = form_fields(TeamAnswer, values=on | {"question": question})
        self.fields |= {name: found[name] for name in ("question", "answer", "basis", "on")}
        self.fields["basis"].widget.attrs["size"] = 40
        self.fields["token"] = forms.UUIDField(initial=uuid.uuid4, required=False, widget=forms.HiddenInput)

    def values(self) -> dict[str, Any]:
        """The answer under the names of its model."""
        return values_of_form(TeamAnswer, self.cleaned_data, before={})


class DecisionForm(SignatureMixin, forms.Form):
    """What was asked, decided and intended, by whom, and when the patient is seen again."""

    prefix = "decision"

    def __init__(self, data: Any = None, *, user: User, today: date, lesions: Sequence[Lesion]) -> None:
        super().__init__(data, user=user)
        self.today, self.lesions = today, lesions
        password = self.fields.pop("password")
        found = form_fields(Decision, lesions=lesions, values={"on_first": today, "on_last": today, "precision": "day"})
        order = ("question", "decision", "intended", "urgency", "lesion", "reason", "dissent", "present", "on")
        self.fields |= {name: found[name] for name in order if name in found}
        for name in ("question", "decision"):
            self.fields[name].widget.attrs["size"] = 60
        for name in ("reason", "present"):
            self.fields[name].required = True
        for name in ("reason", "dissent", "present"):
            self.fields[name].widget.attrs["rows"] = 2
        self.fields["next_on"] = DayField(label=_("Next exam on"), required=False)
        self.fields["token"] = forms.UUIDField(initial=uuid.uuid4, required=False, widget=forms.HiddenInput)
        self.fields["password"] = password

    def clean(self) -> dict[str, Any]:
        """A procedure needs its urgency, watchful waiting its next exam."""
        said = super().clean() or self.cleaned_data
        intended, next_on = said.get("intended"), said.get("next_on")
        if intended in INTERVENTIONS and not said.get("urgency"):
            self.add_error("urgency", _("Say how soon: the deadline is counted from it."))
        if intended == "surveillance" and "next_on" not in self.errors and not next_on:
            self.add_error("next_on", _("Watchful waiting needs the date of the next exam."))
        if next_on and next_on <= self.today:
            self.add_error("next_on", _("Choose a day after today."))
        return said

    def values(self) -> dict[str, Any]:
        """The decision under the names of its model."""
        return values_of_form(Decision, self.cleaned_data, lesions=self.lesions, before={})


class TakeBackForm(SignatureMixin, forms.Form):
    """A signed decision is taken back with a reason, and signed again."""

    prefix = "back"
    lineage = forms.UUIDField(widget=forms.HiddenInput)
    why = forms.CharField(label=gettext_lazy("Why is it taken back?"), max_length=300)

    def __init__(self, data: Any = None, *, user: User, lineage: Any = None) -> None:
        super().__init__(data, user=user, initial={"lineage": lineage})

"""The four answers to an alert."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.vocabulary import terms
from registry.wording import choices
from surveillance.forms.fields import DayField

ANSWERS = choices(terms.ALERT_ANSWERS)


class AnswerForm(forms.Form):
    """One of four. “Act” says what is done and may set the day of the next exam; “watch” needs its own day."""

    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the four answers.")},
    )
    next_on = DayField(
        label=_("Next exam on"),
        required=False,
        help_text=_("With “Act”: becomes the patient's plan, which the nurse sees."),
    )
    until = DayField(
        label=_("Watch until"), required=False, help_text=_("With “Watch until” only."), show_hidden_initial=True
    )
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 300})
    )

    def clean(self) -> dict[str, Any]:
        """A day that was typed for another answer is refused, never dropped; the one proposed for watching may stay."""
        said = super().clean() or {}
        answer = said.get("answer")
        if answer and answer != "act" and said.get("next_on"):
            self.add_error("next_on", _("This day belongs to “Act” and would be lost. Empty it, or answer “Act”."))
        if answer and answer != "watch" and said.get("until") and "until" in self.changed_data:
            lost = _("This day belongs to “Watch until” and would be lost. Empty it, or answer “Watch until”.")
            self.add_error("until", lost)
        return said

    def deed(self) -> dict[str, Any]:
        """The answer with the one day that belongs to it."""
        said = self.cleaned_data
        day = {"act": said.get("next_on"), "watch": said.get("until")}.get(said["answer"])
        return {"answer": said["answer"], "reason": said["reason"], "until": day}

"""The four answers to an alert."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from registry import terms
from surveillance.forms.fields import DayField

ANSWERS = [(term.code, term.label) for term in terms.ALERT_ANSWERS]


class AnswerForm(forms.Form):
    """One of four; two of them need a reason, one needs a day, the most severe always needs a reason."""

    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the four answers.")},
    )
    until = DayField(label=_("Watch until"), required=False)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 300})
    )

"""Forms of the nurse: book, move and settle a date, note a contact."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.vocabulary import terms
from registry.wording import choices
from surveillance.forms.fields import DayField

FIRST_IMAGING = ("TTE", "TOE")  # what resets the clock by itself, first
MODALITIES = [(term.code, term.code) for term in sorted(terms.MODALITIES, key=lambda t: t.code not in FIRST_IMAGING)]
WAYS = choices(terms.CONTACT_WAYS)
OUTCOMES = choices(terms.CONTACT_OUTCOMES)
QUICK = ("no_answer", "agreed", "call_later", "wrong_number")  # one press, by phone, today
WIDE = forms.TextInput(attrs={"size": 50})


def token() -> forms.UUIDField:
    """One form sent twice is one fact."""
    return forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)


class BookForm(forms.Form):
    """A date for the next exam."""

    on = DayField(label=_("Date"))
    modality = forms.ChoiceField(label=_("Exam"), choices=MODALITIES, initial="TTE", widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Needed for a date outside the window, or an exam that is contraindicated."),
        required=False,
        max_length=200,
        widget=WIDE,
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=200, widget=WIDE)
    token = token()


class MoveForm(forms.Form):
    """Another day for a booked exam."""

    on = DayField(label=_("New date"))
    reason = forms.CharField(label=_("Reason for the change"), required=False, max_length=200, widget=WIDE)
    standing = forms.CharField(required=False, widget=forms.HiddenInput)


class SettleForm(forms.Form):
    """What became of a booked date."""

    state = forms.ChoiceField(label=_("What became of it"), choices=choices(
        term for term in terms.APPOINTMENT_STATES if term.code != "booked"
    ), widget=forms.HiddenInput)  # fmt: skip
    why = forms.CharField(label=_("Reason"), required=False, max_length=300, widget=WIDE)
    standing = forms.CharField(required=False, widget=forms.HiddenInput)


class ContactForm(forms.Form):
    """One attempt to reach the patient."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=[("", _("choose")), *OUTCOMES])
    way = forms.ChoiceField(label=_("By"), choices=WAYS, initial="phone", widget=forms.RadioSelect)
    on = DayField(label=_("Date"))
    again_on = DayField(label=_("Try again on"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=200, widget=WIDE)
    token = token()


def quick_outcomes() -> Sequence[tuple[str, str]]:
    """The outcomes that one press records."""
    labels = dict(OUTCOMES)
    return [(code, labels[code]) for code in QUICK]


def with_day(data: Any, today: date) -> Any:
    """A quick outcome: by phone, today, unless the form says more."""
    filled = data.copy()
    filled.setdefault("way", "phone")
    filled.setdefault("on", today.isoformat())
    return filled

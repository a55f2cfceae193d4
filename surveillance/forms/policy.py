"""The numbers of a policy to edit, by subject; and the signature under them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.fields import MeasureFormField, unit_words
from surveillance.engine.limits import groups, limits, names
from surveillance.engine.policy import DEFAULT, Policy, origin, unit
from surveillance.forms.numbers import words
from surveillance.forms.signature import SignatureMixin
from surveillance.words.message import text

Line = tuple[BoundField, str, str, str, str, str]


def name_of(name: str) -> str:
    """A number's name as words of the reader."""
    return _(words(name))


def shown(value: object) -> str:
    """A number without needless digits."""
    return f"{value:g}" if isinstance(value, float | int) else str(value)


class PolicyForm(forms.Form):
    """Every number, filled with `start`; the rationale is what the signer and a later reader are told."""

    def __init__(self, *args: Any, start: Policy, in_force: Policy, rationale: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.in_force = in_force
        for name in names():
            box = forms.TextInput(attrs={"inputmode": "decimal", "size": 7, "autocomplete": "off"})
            self.fields[name] = MeasureFormField(
                label=name_of(name), initial=shown(getattr(start, name)), localize=False, widget=box
            )
        self.fields["rationale"] = forms.CharField(
            label=_("Rationale"), max_length=2000, initial=rationale, widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("Why these numbers: the study, the audit or the agreement they rest on."),
        )  # fmt: skip

    def lines(self) -> list[tuple[str, list[Line]]]:
        """By subject: the box, unit, in force, default, limits, origin."""
        return [(text(title), [self._line(name) for name in group]) for title, group in groups()]

    def numbers(self) -> dict[str, float]:
        """What was typed, by name."""
        return {name: self.cleaned_data[name] for name in names()}

    def _line(self, name: str) -> Line:
        low, high = limits(name)
        between = _("%(low)s to %(high)s") % {"low": shown(low), "high": shown(high)}
        values = (shown(getattr(self.in_force, name)), shown(getattr(DEFAULT, name)))
        return self[name], unit_words(unit(name)), *values, between, text(origin(name))


class SignPolicyForm(SignatureMixin, forms.Form):
    """Signs exactly the draft and the effect that were on the page."""

    row = forms.UUIDField(widget=forms.HiddenInput)
    effect = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": gettext_lazy("The effect of this draft was not shown yet.")},
    )

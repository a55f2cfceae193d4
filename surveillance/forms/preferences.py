"""What a person sets for the own screen."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.models import User


class PreferencesForm(forms.ModelForm):
    """Theme and single-letter keys."""

    theme = forms.ChoiceField(
        label=_("Theme"), widget=forms.RadioSelect,
        choices=[("auto", _("as the device")), ("light", _("light")), ("dark", _("dark"))],
    )  # fmt: skip

    class Meta:
        model = User
        fields = ["theme", "single_keys"]
        help_texts = {
            "single_keys": _("j and k walk through a list, s schedules, c notes a contact. The ? sheet lists them.")
        }

"""Signing: the person types the password again; wrong ones count as they do at the log-in."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.models import User

TOO_MANY = "too_many_login_attempts"  # the code under which the log-in refuses


class SignatureField(forms.CharField):
    """The password of the person who signs; it is never put back into the page."""

    widget = forms.PasswordInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", gettext_lazy("Your password, as your signature"))
        options.setdefault("error_messages", {"required": gettext_lazy("Type your password to sign.")})
        super().__init__(strip=False, max_length=1024, **options)
        self.widget.attrs |= {"autocomplete": "current-password"}


class SignatureMixin(forms.Form):
    """A form that is signed: `class DecisionForm(SignatureMixin, forms.Form)`, made with `user=request.user`.

    Its last field is `password`. It is compared only when all else is in order, inside a request: the page's own, whose
    address and user name share the count of wrong passwords with the log-in (ACCOUNT_RATE_LIMITS).
    """

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password"] = SignatureField()

    def _post_clean(self) -> None:
        """After every other check, so that a form refused for another reason costs no attempt."""
        super()._post_clean()  # type: ignore[misc]
        if self.errors or "password" not in self.fields:
            return
        try:
            check_signature(self.user, self.cleaned_data.pop("password"))
        except ValidationError as error:
            self.add_error("password", error)


def check_signature(user: User, password: str) -> None:
    """ValidationError unless this is the password of `user`, or when wrong ones were typed too often."""
    try:
        signed = get_adapter().reauthenticate(user, password)
    except ValidationError as error:
        if error.code != TOO_MANY:
            raise
        said = _("A wrong password was typed too often. Nothing was signed: wait five minutes and sign again.")
        raise ValidationError(said, code=TOO_MANY) from error
    if not signed:
        raise ValidationError(_("This is not your password. Nothing was signed."), code="wrong")

"""Signing with the password: one's own, never shown again, and wrong ones count as at the log-in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from allauth.core import context
from django import forms
from django.test import Client, RequestFactory

from surveillance.forms.signature import SignatureMixin
from tests.cast import Cast

PASSWORD = "a long sentence to log in with"


class Vow(SignatureMixin, forms.Form):
    """What is signed."""

    words = forms.CharField()


@pytest.fixture(autouse=True)
def _inside_a_request(cast: Cast) -> Iterator[None]:
    for person in (cast.cardiologist, cast.nurse):
        person.set_password(PASSWORD + (" of the nurse" if person == cast.nurse else ""))
        person.save()
    with context.request_context(RequestFactory().post("/")):
        yield


def vow(cast: Cast, password: str, words: str = "I do") -> Vow:
    return Vow({"words": words, "password": password}, user=cast.cardiologist)


def test_ones_own_password_signs_and_does_not_stay_among_the_values(cast: Cast):
    form = vow(cast, PASSWORD)
    assert form.is_valid()
    assert form.cleaned_data == {"words": "I do"}


@pytest.mark.parametrize("password", ["a long sentence that is wrong", PASSWORD + " of the nurse", " " + PASSWORD])
def test_no_other_password_signs(cast: Cast, password: str):
    form = vow(cast, password)
    assert not form.is_valid()
    assert form.errors["password"] == ["This is not your password. Nothing was signed."]


def test_an_empty_password_is_asked_for(cast: Cast):
    assert vow(cast, "").errors["password"] == ["Type your password to sign."]


def test_the_password_is_the_last_field_and_never_comes_back_into_the_page(cast: Cast):
    form = vow(cast, "a long sentence that is wrong", words="")
    assert list(form.fields) == ["words", "password"]
    assert "wrong" not in form.as_p().replace("errorlist", "")
    assert 'autocomplete="current-password"' in form.as_p()


def test_after_five_wrong_passwords_the_right_one_waits_here_and_at_the_log_in(cast: Cast):
    for _ in range(5):
        assert not vow(cast, "a long sentence that is wrong").is_valid()
    assert "too often" in vow(cast, PASSWORD).errors["password"][0]
    client = Client()
    client.post("/accounts/login/", {"login": cast.cardiologist.username, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_right_passwords_and_forms_refused_for_another_reason_count_as_no_attempt(cast: Cast):
    for _ in range(6):
        assert vow(cast, PASSWORD).is_valid()
        assert not vow(cast, "a long sentence that is wrong", words="").is_valid()
    assert vow(cast, PASSWORD).is_valid()

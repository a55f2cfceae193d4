"""Logging in: accounts are given, wrong passwords are counted, sessions end."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from annulus.sessions import SEEN, STARTED

pytestmark = pytest.mark.django_db
PASSWORD = "a long sentence to log in with"
LOGIN = "/accounts/login/"


@pytest.fixture
def nurse():
    return get_user_model().objects.create_user("nurse", password=PASSWORD)


def log_in(password, *, address="127.0.0.1", name="nurse"):
    client = Client(REMOTE_ADDR=address)
    client.post(LOGIN, {"login": name, "password": password})
    return client


def is_in(client):
    return "_auth_user_id" in client.session


def moved(client, key, **ago):
    session = client.session
    session[key] = (timezone.now() - timedelta(**ago)).isoformat()
    session.save()
    client.get("/healthz")
    return client


def test_the_right_password_lets_in_and_a_wrong_one_does_not(nurse):
    assert is_in(log_in(PASSWORD))
    assert not is_in(log_in("a long sentence that is wrong"))


def test_nobody_can_sign_up():
    assert Client().get("/accounts/signup/").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_after_five_wrong_passwords_the_right_one_waits(nurse):
    for _ in range(5):
        log_in("a long sentence that is wrong")
    assert not is_in(log_in(PASSWORD))


def test_wrong_passwords_from_elsewhere_lock_no_colleague_out(nurse):
    for _ in range(6):
        log_in("a long sentence that is wrong", address="10.9.9.9")
    assert is_in(log_in(PASSWORD, address="10.1.1.1"))


def test_wrong_passwords_for_one_name_keep_nobody_else_behind_the_address_out(nurse):
    get_user_model().objects.create_user("doctor", password=PASSWORD)
    for _ in range(40):
        log_in("a long sentence that is wrong")
    assert is_in(log_in(PASSWORD, name="doctor"))


def test_a_whole_ward_logs_in_from_one_address_in_a_minute(nurse):
    assert all(is_in(log_in(PASSWORD)) for _ in range(40))


def test_the_session_gets_a_new_number_at_login(nurse):
    client = Client()
    client.get(LOGIN)
    session = client.session
    session["kept"] = True
    session.save()
    client.cookies["annulus"] = before = session.session_key
    client.post(LOGIN, {"login": "nurse", "password": PASSWORD})
    assert client.session.session_key != before


def test_a_session_ends_after_twelve_hours_however_busy(nurse):
    assert is_in(moved(log_in(PASSWORD), STARTED, hours=11))
    assert not is_in(moved(log_in(PASSWORD), STARTED, hours=12, minutes=1))


def test_a_session_ends_after_thirty_minutes_of_rest(nurse):
    client = log_in(PASSWORD)
    assert timedelta(minutes=29) < client.session.get_expiry_date() - timezone.now() <= timedelta(minutes=30)


def test_use_moves_the_idle_end_at_most_once_a_minute(nurse):
    client = moved(log_in(PASSWORD), SEEN, seconds=50)
    unmoved = client.session[SEEN]
    moved(client, SEEN, seconds=70)
    assert client.session[SEEN] > unmoved


def test_cookies_are_hidden_from_scripts(nurse):
    cookie = log_in(PASSWORD).cookies["annulus"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("password", ["fourteen chars", "123456789012345678"])
def test_short_or_numeric_passwords_are_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


def test_a_post_without_the_form_token_is_refused(nurse):
    client = Client(enforce_csrf_checks=True)
    assert client.post(LOGIN, {"login": "nurse", "password": PASSWORD}).status_code == 403

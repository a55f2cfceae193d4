"""The life of a token: shown once, kept as a digest, never above its owner, never a session, ninety days at most."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone
from rest_framework.test import APIClient

from api import tokens
from api.models import ApiToken
from registry.models import Centre, Event, Patient, Staff, User
from tests.api.conftest import V1
from tests.api.samples import SAMPLES

People = dict[str, User]


def ask(key: str, path: str = "me/", method: str = "get", body: Any = None) -> Any:
    return getattr(APIClient(), method)(f"{V1}{path}", body, headers={"Authorization": f"Token {key}"})


def command(*words: str) -> Any:
    out = io.StringIO()
    call_command("token", *words, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def give(staff: People) -> Callable[..., str]:
    """give("nurse", read_only=True) is the key of a new token."""

    def issue(role: str, **options: Any) -> str:
        return tokens.issue(staff[role], name="lab", days=30, now=timezone.now(), **options)[1]

    return issue


def test_the_command_shows_the_key_once_and_keeps_its_digest(staff: People):
    said = command("api-nurse", "--name", "echo lab", "--days", "7")
    kept = ApiToken.objects.get()
    assert kept.digest == tokens.digest_of(said["token"])
    assert said["token"] not in json.dumps([str(value) for value in vars(kept).values()])
    assert (kept.expires_at - kept.created_at, kept.read_only) == (timedelta(days=7), False)
    assert "token" not in command("api-nurse", "--list")[0]


def test_a_token_does_what_its_owner_may(give: Callable[..., str], patient: Patient):
    made = ask(give("nurse"), f"patients/{patient.pk}/events/", "post", SAMPLES["events"])
    assert (made.status_code, made.json()["recorded_by"]) == (201, "api-nurse")


def test_a_token_never_does_more_than_its_owner(give: Callable[..., str], patient: Patient):
    key = give("researcher")
    assert ask(key, f"patients/{patient.pk}/").status_code == 403
    assert ask(give("foreign"), f"patients/{patient.pk}/").status_code == 404


def test_a_read_only_token_reads(give: Callable[..., str], patient: Patient):
    key = give("nurse", read_only=True)
    assert ask(key, f"patients/{patient.pk}/").status_code == 200
    for method in ("post", "put", "patch", "delete"):
        assert ask(key, f"patients/{patient.pk}/events/", method, SAMPLES["events"]).status_code == 403
    assert Event.objects.count() == 0


def test_a_token_for_one_centre_does_not_know_the_others(
    give: Callable[..., str], staff: People, centres: dict[str, Centre], patient: Patient
):
    Staff.objects.create(user=staff["nurse"], centre=centres["OSL"], role="nurse")
    key = give("nurse", centres=[centres["OSL"]])
    assert [role["centre"] for role in ask(key).json()["roles"]] == ["OSL"]
    assert ask(key, f"patients/{patient.pk}/").status_code == 404
    assert ask(key, "patients/").json()["results"] == []


def test_a_role_that_was_taken_away_is_gone_at_the_next_request(
    give: Callable[..., str], staff: People, patient: Patient
):
    key = give("nurse")
    assert ask(key, f"patients/{patient.pk}/").status_code == 200
    Staff.objects.filter(user=staff["nurse"]).delete()
    assert ask(key, f"patients/{patient.pk}/").status_code == 404


def test_a_token_ends_with_its_days_its_revocation_or_its_owner(give: Callable[..., str], staff: People):
    key, now = give("nurse"), timezone.now()
    assert tokens.find(key, now=now) is not None
    assert tokens.find(key, now=now + timedelta(days=30)) is None
    staff["nurse"].is_active = False
    staff["nurse"].save()
    assert ask(key).status_code == 401
    staff["nurse"].is_active = True
    staff["nurse"].save()
    assert ask(key).status_code == 200
    command("api-nurse", "--revoke", "lab")
    assert ask(key).status_code == 401


def test_a_row_that_claims_a_longer_life_ends_after_ninety_days(give: Callable[..., str]):
    key = give("nurse")
    ApiToken.objects.update(expires_at=timezone.now() + timedelta(days=4000))
    assert tokens.find(key, now=timezone.now() + timedelta(days=89)) is not None
    assert tokens.find(key, now=timezone.now() + timedelta(days=91)) is None


@pytest.mark.parametrize("key", ["", "annulus_x", "annulus_" + "A" * 43, "é" * 20])
def test_an_unknown_key_is_nobody(staff: People, key: str):
    assert tokens.find(key, now=timezone.now()) is None


def test_an_unknown_key_is_refused_even_beside_a_session(machine: Callable[..., APIClient]):
    assert machine("nurse").get(f"{V1}me/", headers={"Authorization": "Token annulus_x"}).status_code == 401


def test_a_token_is_never_exchanged_for_a_session(give: Callable[..., str]):
    key = give("nurse")
    client = APIClient(headers={"Authorization": f"Token {key}"})
    assert client.get(f"{V1}me/").status_code == 200
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    assert client.get("/accounts/password/change/").status_code == 302  # to the log-in page, as for anybody


def test_a_token_is_not_kept_in_the_answer(give: Callable[..., str]):
    key = give("nurse")
    assert key not in ask(key).content.decode()
    assert ask(key).json()["token"]["name"] == "lab"


def test_last_use_is_noted_once_a_minute(give: Callable[..., str]):
    key = give("nurse")
    ask(key)
    first = ApiToken.objects.get().last_used_at
    ask(key)
    assert first is not None
    assert ApiToken.objects.get().last_used_at == first


@pytest.mark.parametrize("days", [0, 91, -1])
def test_a_token_lives_one_to_ninety_days(staff: People, days: int):
    with pytest.raises(ValidationError, match="1 to 90 days"):
        tokens.issue(staff["nurse"], name="lab", days=days, now=timezone.now())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nobody", "--name", "x"], "There is no user “nobody”"),
        (["api-nurse", "--name", "x", "--days", "365"], "1 to 90 days"),
        (["api-nurse", "--name", "x", "--centre", "NIL"], "There is no centre NIL"),
        (["api-nurse", "--name", "x", "--centre", "OSL"], "has no role at OSL"),
        (["api-nurse", "--revoke", "x"], "has no token “x”"),
    ],
)
def test_the_command_refuses_in_one_sentence(staff: People, words: list[str], said: str):
    with pytest.raises(CommandError, match=said):
        command(*words)


def test_one_name_is_one_token(give: Callable[..., str]):
    give("nurse")
    with pytest.raises(ValidationError, match="revoke it or choose another name"):
        give("nurse")

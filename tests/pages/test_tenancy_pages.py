"""Another centre's nurse gets 404 for every object, as if it did not exist; the lists do not name it."""

from __future__ import annotations

import re
import uuid

import pytest

from tests.cast import Cast
from tests.pages.addresses import addresses
from tests.pages.conftest import Browse

LISTS = {"worklist", "trajectories", "alerts", "agenda", "policy", "policy-edit", "evidence", "backtest", "settings",
         "enrol"}  # fmt: skip
CANARIES = (b"ROSSI", b"Rossi", b"BIANCHI", b"GRECO", b"RMP-000", b"H0002", b"Policlinico")


def routes() -> set[str]:
    """Every route of the pages, read off the resolver."""
    from surveillance.urls import urlpatterns

    return {str(pattern.name) for pattern in urlpatterns}


def test_every_route_is_asked(cast: Cast) -> None:
    assert set(addresses(cast)) == routes()


@pytest.mark.parametrize("method", ["get", "post"])
def test_A2_another_centres_nurse_gets_404_for_every_object(cast: Cast, browse: Browse, method: str) -> None:
    client = browse("stranger")
    for name, url in addresses(cast).items():
        if name in LISTS:
            continue
        answer = getattr(client, method)(url)
        unknown = getattr(client, method)(_of_nobody(url))
        assert answer.status_code == (405 if (name, method) == ("patient", "post") else 404), name
        assert _bare(answer.content) == _bare(unknown.content), (
            f"{name}: an object that exists elsewhere must look like none"
        )
        assert not any(canary in answer.content for canary in CANARIES), name


def test_A3_no_list_names_the_other_centres_patients(cast: Cast, browse: Browse) -> None:
    client = browse("stranger")
    lists = ("/?view=all", "/?q=ros", "/?view=all&centre=RMP", "/trajectories/", "/trajectories/?heading=ruptured")
    for url in (
        *lists,
        "/alerts/",
        "/heart-team/",
        "/heart-team/?centre=RMP",
        "/heart-team/?group=discuss",
        "/policy/",
        "/settings/",
        "/patients/new/",
    ):
        answer = client.get(url, follow=True)
        assert answer.status_code == 200, url
        assert not any(canary in answer.content for canary in CANARIES), url


def test_counts_hold_only_the_own_patients(cast: Cast, browse: Browse) -> None:
    assert b"<b>0</b>" in browse("stranger").get("/?view=all").content
    assert b"<b>3</b>" in browse("nurse").get("/?view=all").content


def test_a_fact_is_not_reached_through_another_patient(cast: Cast, browse: Browse) -> None:
    found = addresses(cast)
    for name in ("exam", "fact"):
        elsewhere = found[name].replace(str(cast.growing.pk), str(cast.stable.pk))
        assert browse("nurse").get(elsewhere).status_code == 404, name


def _bare(page: bytes) -> bytes:
    """Without the token that differs on every page."""
    return re.sub(rb'(name="csrfmiddlewaretoken" value=)"[^"]*"', rb"\1", page)


def _of_nobody(url: str) -> str:
    return "/".join(str(uuid.UUID(int=7)) if len(part) == 36 else part for part in url.split("/"))

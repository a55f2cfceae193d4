"""Every page renders for those who may see it, says what it is, and holds nothing inline."""

from __future__ import annotations

import re

import pytest

from tests.cast import Cast
from tests.pages.addresses import addresses
from tests.pages.conftest import Browse

INLINE = {
    "style attribute": re.compile(r"<[^>]+\sstyle\s*="),
    "event handler": re.compile(r"<[^>]+\son\w+\s*="),
    "style element": re.compile(r"<style[\s>]"),
    "script with text": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>|<script[^>]*>\s*[^<\s]"),
    "data address": re.compile(r"""(?:src|href)\s*=\s*["']data:"""),
}


@pytest.mark.parametrize("who", ["nurse", "cardiologist", "admin", "traveller"])
def test_every_page_a_person_may_see_renders(cast: Cast, browse: Browse, who: str) -> None:
    client = browse(who)
    for name, url in addresses(cast).items():
        answer = client.get(url, follow=True)
        refused = {"admin": {"exam-new", "enrol", "identity", "fact-new"}}.get(who, set())
        assert answer.status_code == (403 if name in refused else 200), (name, url)


@pytest.mark.parametrize("who", ["nurse", "cardiologist"])
def test_no_page_holds_anything_inline(cast: Cast, browse: Browse, who: str) -> None:
    client = browse(who)
    urls = [
        *addresses(cast).values(),
        *(f"/patients/{cast.growing.pk}/exams/new/?modality={m}" for m in ("CT", "CMR", "NM")),
    ]
    urls += [f"/patients/{cast.stable.pk}/facts/{kind}/new/" for kind in ("plan", "closure", "form", "lab", "owner")]
    for url in urls:
        page = client.get(url, follow=True).content.decode()
        for what, pattern in INLINE.items():
            found = pattern.search(page)
            assert found is None, f"{what} in {url}: {found and found.group(0)}"


def test_the_inline_check_finds_what_it_looks_for() -> None:
    planted = ["<p style='x'>", '<a onclick="x">', "<style>p{}</style>", "<script>x</script>", '<img src="data:x">']
    assert [sum(p.search(text) is not None for p in INLINE.values()) for text in planted] == [1] * 5
    assert not any(p.search('<script type="module" src="/static/a.js"></script>') for p in INLINE.values())


def test_every_page_has_one_heading_and_a_title_of_its_own(cast: Cast, browse: Browse) -> None:
    titles = set()
    for name, url in addresses(cast).items():
        page = browse("nurse").get(url).content.decode()
        assert page.count("<h1") == 1, name
        titles.add(re.search(r"<title>(.*?)</title>", page, re.S).group(1))  # type: ignore[union-attr]
    assert len(titles) == len(addresses_names())


def addresses_names() -> list[str]:
    """The names of all routes."""
    from surveillance.urls import urlpatterns

    return [str(pattern.name) for pattern in urlpatterns]


def test_no_id_stands_twice_on_a_page(cast: Cast, browse: Browse) -> None:
    for name, url in addresses(cast).items():
        page = browse("nurse").get(url).content.decode()
        ids = re.findall(r'\sid="([^"]+)"', page)
        twice = {i for i in ids if ids.count(i) > 1}
        assert not twice, (name, twice)


def test_a_visitor_is_sent_to_the_log_in(cast: Cast, client: object) -> None:
    from django.test import Client

    for url in addresses(cast).values():
        answer = Client().get(url)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/"), url


def test_reading_a_page_writes_nothing(cast: Cast, browse: Browse) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for name, url in addresses(cast).items():
        client = browse("nurse")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(url)
        writes = [
            q["sql"]
            for q in asked
            if q["sql"].startswith(("INSERT", "UPDATE", "DELETE")) and "django_session" not in q["sql"]
        ]
        assert not writes, (name, writes)


def test_each_role_has_its_own_home(cast: Cast, browse: Browse) -> None:
    assert browse("nurse").get("/").status_code == 200
    assert browse("cardiologist").get("/")["Location"] == "/alerts/"
    assert browse("researcher").get("/")["Location"] == "/export/"


def test_a_researcher_has_no_page_of_a_patient(cast: Cast, browse: Browse) -> None:
    client = browse("researcher")
    for name, url in addresses(cast).items():
        if name not in ("worklist", "settings"):
            answer = client.get(url)
            assert answer.status_code == 403, name
            assert b"ROSSI" not in answer.content

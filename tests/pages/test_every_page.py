"""Every page renders for those who may see it, says what it is, and holds nothing inline."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

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
RECORDS = {"exam-new", "enrol", "identity", "fact-new"}  # what a centre administrator may not
DRAFTS = {"policy-edit"}  # what a nurse may not


def faults(page: str) -> list[str]:
    """What no page may have: anything inline, an id twice, not exactly one main heading."""
    found = [f"{what}: {hit.group(0)}" for what, pattern in INLINE.items() if (hit := pattern.search(page))]
    ids = re.findall(r'\sid="([^"]+)"', page)
    found += [f"id twice: {i}" for i in sorted({i for i in ids if ids.count(i) > 1})]
    return found + ([] if page.count("<h1") == 1 else ["not one h1"])


@pytest.mark.parametrize("who", ["nurse", "cardiologist"])
def test_every_page_is_whole_and_has_a_title_of_its_own(cast: Cast, browse: Browse, who: str) -> None:
    client, titles = browse(who), []
    shown = {n: url for n, url in addresses(cast).items() if who == "cardiologist" or n not in DRAFTS}
    for name, url in shown.items():
        answer = client.get(url + ("?view=all" if name == "worklist" else ""))
        assert answer.status_code == 200, name
        page = answer.content.decode()
        assert faults(page) == [], name
        titles += re.findall(r"<title>(.*?)</title>", page, re.S)[:1]
    assert len(set(titles)) == len(titles) == len(shown)
    assert who == "nurse" or set(shown) == set(addresses_names())


def test_the_forms_of_every_modality_and_kind_are_whole(cast: Cast, browse: Browse) -> None:
    client = browse("cardiologist")
    new = f"/patients/{cast.growing.pk}/exams/new/?modality="
    kinds = ("plan", "closure", "form", "lab", "owner", "condition", "treatment", "visit", "lesion", "brief", "answer")
    urls = [new + m for m in ("CT", "CMR", "NM")] + [f"/patients/{cast.stable.pk}/facts/{kind}/new/" for kind in kinds]
    for url in [*urls, f"/patients/{cast.stable.pk}/schedule/"]:
        assert faults(client.get(url).content.decode()) == [], url


def test_the_check_for_faults_finds_what_it_looks_for() -> None:
    planted = ["<p style='x'>", '<a onclick="x">', "<style>p{}</style>", "<script>x</script>", '<img src="data:x">']
    assert [len(faults(f"<h1>x</h1>{text}")) for text in planted] == [1] * 5
    assert faults('<h1>x</h1><script type="module" src="/static/a.js"></script>') == []
    assert faults('<b id="a"></b><b id="a"></b>') == ["id twice: a", "not one h1"]


def addresses_names() -> list[str]:
    """The names of all routes."""
    from surveillance.urls import urlpatterns

    return [str(pattern.name) for pattern in urlpatterns]


def test_an_administrator_reads_but_records_nothing(cast: Cast, browse: Browse) -> None:
    client = browse("admin")
    for name, url in addresses(cast).items():
        assert client.get(url).status_code == (403 if name in RECORDS else 200), name


def test_a_visitor_is_sent_to_the_log_in(cast: Cast) -> None:
    client = Client()
    for url in addresses(cast).values():
        answer = client.get(url)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/"), url


def test_reading_a_page_writes_nothing(cast: Cast, browse: Browse) -> None:
    client = browse("nurse")
    for name, url in addresses(cast).items():
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        writes = [q["sql"] for q in asked if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
        assert [sql for sql in writes if "django_session" not in sql] == [], name


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

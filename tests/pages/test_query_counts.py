"""How many questions a page asks the database, session and user included; more rows ask no more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, patient, scan
from tests.pages.addresses import addresses
from tests.pages.conftest import Browse

LIMITS = {
    "worklist": 4,
    "patient": 8,
    "team": 14,
    "alerts": 6,  # the policies in force say what is late
    "agenda": 6,
    "trajectories": 4,
    "policy": 4,
    "policy-draft": 9,
    "evidence": 4,
    "backtest": 4,
    "settings": 3,
    "enrol": 4,
    "alert": 13,
}
CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "SELECT set_config", "SET ")


def asked(client: Client, url: str) -> list[str]:
    """The questions of one page."""
    with CaptureQueriesContext(connection) as context:
        assert client.get(url).status_code == 200
    return [q["sql"] for q in context if not q["sql"].startswith(CONTROL)]


@pytest.mark.parametrize("name", LIMITS)
def test_a_page_asks_no_more_than_its_limit(cast: Cast, browse: Browse, name: str) -> None:
    questions = asked(browse("nurse"), addresses(cast)[name])
    assert len(questions) <= LIMITS[name], "\n".join(q[:160] for q in questions)


@pytest.mark.parametrize(
    "url", ["/?view=all", "/alerts/", "/trajectories/", "/trajectories/?heading=toward_rupture", "/heart-team/"]
)
def test_more_rows_ask_no_more(cast: Cast, browse: Browse, url: str) -> None:
    before = len(asked(browse("nurse"), url))
    for number in range(20, 26):
        whom = patient(cast.nurse, cast.rome, f"RMP-{number:04d}", f"Fam{number}, Ada", cast.now)
        scan(cast.nurse, whom, cast.today - timedelta(days=3), 20, cast.now, present=["mobile_element"])
    assert len(asked(browse("nurse"), url)) == before


def test_more_facts_ask_no_more(cast: Cast, browse: Browse) -> None:
    from registry.models import Event, Visit
    from surveillance.deeds.deed import without_review
    from surveillance.deeds.record import record_fact

    url = f"/patients/{cast.growing.pk}/"
    before = len(asked(browse("nurse"), url))
    day: dict[str, Any] = {"on_first": cast.today, "on_last": cast.today, "precision": "day"}
    with without_review():
        for kind in ("stroke", "sepsis", "syncope"):
            record_fact(cast.nurse, Event, cast.growing, values=day | {"kind": kind}, now=cast.now)
            record_fact(cast.nurse, Visit, cast.growing, values=day | {"nyha": "2"}, now=cast.now)
    for number in range(6):
        scan(cast.nurse, cast.growing, cast.today - timedelta(days=number), 24, cast.now, present=["mobile_element"])
    assert len(asked(browse("nurse"), url)) == before

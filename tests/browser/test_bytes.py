"""What a page costs on the wire: the goals of the design, computed with gzip."""

from __future__ import annotations

import gzip
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.test import Client

from tests.cast import Cast, patient, scan

if TYPE_CHECKING:
    from tests.browser.conftest import Stage, Tabs

KB = 1000
FIRST_VISIT, PATIENT_PAGE, WORKLIST = 25 * KB, 40 * KB, 6 * KB
REQUESTS = 6
FAMILIES = (
    "Ferrari",
    "Esposito",
    "Colombo",
    "Ricci",
    "Marino",
    "Bruno",
    "Gallo",
    "Costa",
    "Fontana",
    "Caruso",
    "Rizzo",
)


def visited(page: Any, url: str) -> dict[str, int]:
    """What the browser asked for to show a page it has never seen, each with its size when zipped."""
    found: dict[str, int] = {}
    page.on("response", lambda answer: found.update({answer.url: len(gzip.compress(answer.body()))}))
    page.goto(url, wait_until="networkidle")
    return found


def test_the_first_visit_and_the_patient_page_stay_small(stage: Stage, tabs: Tabs) -> None:
    page = tabs("nurse", color_scheme="light")  # a context of its own: nothing is cached
    found = visited(page, f"{stage.url}/patients/{stage.cast.growing.pk}/")
    assert sum(size for url, size in found.items() if url.endswith((".css", ".js"))) <= FIRST_VISIT
    assert sum(found.values()) <= PATIENT_PAGE, found
    assert len(found) <= REQUESTS, list(found)


def test_a_worklist_of_25_rows_stays_small(cast: Cast) -> None:
    for number in range(30):
        name = f"{FAMILIES[number % len(FAMILIES)]}, {FAMILIES[-1 - number // len(FAMILIES)]}"
        whom = patient(cast.nurse, cast.rome, f"RMP-{number + 10:04d}", name, cast.now)
        scan(cast.nurse, whom, cast.today - timedelta(days=420 + 7 * number), 14 + number, cast.now)
    client = Client()
    client.force_login(cast.nurse)
    page = client.get("/?view=overdue").content
    assert page.count(b"data-item") == 25
    assert len(gzip.compress(page)) <= WORKLIST, len(gzip.compress(page))

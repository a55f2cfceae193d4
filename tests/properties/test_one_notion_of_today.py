"""Today is the day it is at the patient's centre, for whoever asks: never the day of the server or of Greenwich."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from registry.models import Centre, LesionDescription
from surveillance.deeds.record import record_fact
from tests.cast import Cast

ROOT = Path(__file__).parents[2]
ROOMS = ("registry", "surveillance", "api")
OF_THE_HOUSE = {"surveillance/review/sweep.py": "a sweep is of all centres, and is named by the day of the house"}


def modules() -> list[Path]:
    found = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    return [path for path in found if not {"migrations", "management"} & set(path.parts)]


def days_without_a_zone(source: str) -> Iterator[str]:
    """Calls that make a day of an instant without naming a zone."""
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        function = call.func
        if not isinstance(function, ast.Attribute):
            continue
        of = ast.unparse(function.value)
        here = "astimezone(" in of or of == "local"
        named = {keyword.arg for keyword in call.keywords}
        bare = {
            "localdate": len(call.args) + len(named) < 2,
            "localtime": len(call.args) + len(named) < 2,
            "date": not call.args and not call.keywords and not here,
            "today": of in ("date", "datetime", "datetime.date"),
        }
        if bare.get(function.attr, False):
            yield ast.unparse(call)


def test_no_day_is_made_of_an_instant_without_the_zone_of_a_centre() -> None:
    found = {str(path.relative_to(ROOT)): list(days_without_a_zone(path.read_text())) for path in modules()}
    assert {name for name, calls in found.items() if calls} == set(OF_THE_HOUSE)


LINES = ("timezone.localdate()", "timezone.localdate(now)", "row.recorded_at.date()", "date.today()")


@pytest.mark.parametrize("line", LINES)
def test_the_search_finds_each_of_them(line: str) -> None:
    assert list(days_without_a_zone(line)) == [line]


def test_what_was_written_after_midnight_at_the_centre_is_of_that_day(cast: Cast, client: Client) -> None:
    """Seen: an arc written at half past midnight in Rome stood in the brief under the day before."""
    Centre.objects.filter(pk=cast.rome.pk).update(time_zone="Europe/Rome")
    cast.growing.refresh_from_db()
    late = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)
    lesion = cast.growing.lesions.get()
    record_fact(cast.nurse, LesionDescription, cast.growing, values={"lesion": lesion, "arc_deg": 120.0}, now=late)
    client.force_login(cast.cardiologist)
    page = client.get(f"/patients/{cast.growing.pk}/heart-team/").content.decode()
    assert "10-Mar-2026" in page.split("CT arc of calcium")[1][:400]

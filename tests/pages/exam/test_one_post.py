"""One POST of an exam reads the history once and runs growth once, in few statements; by page and by machine."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from surveillance.engine.course.patient_growth import follow_all
from surveillance.engine.growth.fit import trajectories
from tests.api.conftest import V1
from tests.api.samples import SAMPLES, TODAY
from tests.calls import counted
from tests.cast import Cast
from tests.pages.conftest import Browse, fields_of
from tests.pages.test_query_counts import CONTROL

MOST = 30  # by page on SQLite savepoints and their release included; elsewhere the brackets of transactions apart
OF_HISTORY = ("registry_echoreading", "JSON")  # only the question of a history puts such rows into JSON
MOVING = {  # everything a form offers that makes a row of another kind, and a finding that opens a card
    "lesion1_mass_long": "27.2", "lesion1_mass_short": "18", "lesion1_feature_echolucent_core": "present",
    "lesion1_detail_echolucent_core": "areas", "lesion1_feature_mobile_element": "present", "quality": "good",
    "reading_ms_gradient_mmhg": "4,5", "lesion1_form": "ccma",
}  # fmt: skip


def posted(cast: Cast, browse: Browse, **typed: str) -> tuple[list[str], Counter[str]]:
    """The statements and the runs of growth of one POST of today's exam."""
    client, url, day = browse("nurse"), f"/patients/{cast.growing.pk}/exams/new/", cast.today
    dated = {"on_day": str(day.day), "on_month": str(day.month), "on_year": str(day.year)}
    form = fields_of(client, url) | dated | typed
    with counted(follow_all, trajectories) as calls, CaptureQueriesContext(connection) as asked:
        assert client.post(url, form).status_code == 302
    return [query["sql"] for query in asked], calls


def questions(statements: list[str]) -> list[str]:
    return [sql for sql in statements if not sql.startswith(CONTROL)]


def readings_of_history(statements: list[str]) -> int:
    return sum(all(word in sql for word in OF_HISTORY) for sql in statements)


@pytest.mark.parametrize("typed", [{"lesion1_mass_long": "25"}, MOVING], ids=["one size", "all kinds, with an alert"])
def test_one_post_of_an_exam_reads_the_history_once_and_runs_growth_once(
    cast: Cast, browse: Browse, typed: dict[str, str]
) -> None:
    statements, calls = posted(cast, browse, **typed)
    assert readings_of_history(statements) == 1
    assert calls == {"follow_all": 1, "trajectories": 1}
    counted_here = statements if connection.vendor == "sqlite" else questions(statements)
    assert len(counted_here) <= MOST, "\n".join(sql[:160] for sql in counted_here)


def test_one_exam_by_machine_reads_the_history_once_and_runs_growth_once(cast: Cast) -> None:
    client = APIClient()
    client.force_login(cast.nurse)
    sizes = [{"target": "mass", "axis": "long", "size_mm": 25}]
    document = SAMPLES["exams"] | {"on": TODAY.isoformat(), "measurements": sizes}
    with counted(follow_all, trajectories) as calls, CaptureQueriesContext(connection) as asked:
        answer = client.post(f"{V1}patients/{cast.growing.pk}/exams/", document)
        assert answer.status_code == 201, answer.content
    statements = [query["sql"] for query in asked]
    assert readings_of_history(statements) == 1
    assert calls == {"follow_all": 1, "trajectories": 1}
    assert len(questions(statements)) <= MOST, "\n".join(sql[:160] for sql in statements)


def test_more_findings_of_one_exam_ask_no_more(cast: Cast, browse: Browse) -> None:
    few, _ = posted(cast, browse, **MOVING)
    more = {"lesion1_feature_capsule_defect": "absent", "lesion1_feature_acoustic_shadowing": "present"}
    many, _ = posted(cast, browse, **MOVING, **more)
    assert len(many) <= len(few)

"""Trajectories, policy and settings."""

from __future__ import annotations

import re
from datetime import timedelta

from tests.cast import Cast, patient, scan
from tests.pages.conftest import Browse


def test_the_dashboard_shows_every_patient_under_its_heading_with_a_sparkline(cast: Cast, browse: Browse) -> None:
    page = browse("cardiologist").get("/trajectories/").content.decode()
    headings = re.findall(r'<h2 id="h-(\w+)">.*?</span> (\d+)</h2>', page)
    assert headings == [
        ("toward_regression", "0"),
        ("stable", "0"),
        ("toward_rupture", "1"),
        ("ruptured", "1"),
        ("undecided", "1"),
    ]
    assert page.count('<svg class="spark"') == 3


def test_inside_a_heading_patients_stand_by_study_id_or_last_exam_never_by_risk(cast: Cast, browse: Browse) -> None:
    for number, days in ((8, 50), (7, 100)):
        whom = patient(cast.nurse, cast.rome, f"RMP-000{number}", f"Fam{number}, Ada", cast.now)
        scan(cast.nurse, whom, cast.today - timedelta(days=days), 20 + number, cast.now)
    client = browse("nurse")
    by_id = re.findall(r'class="sub">(RMP-\d+)<', client.get("/trajectories/?heading=undecided").content.decode())
    assert by_id == sorted(by_id)
    by_exam = re.findall(
        r'class="sub">(RMP-\d+)<', client.get("/trajectories/?heading=undecided&sort=-exam").content.decode()
    )
    assert by_exam == ["RMP-0008", "RMP-0007", "RMP-0001"]


def test_the_policy_page_gives_each_number_its_unit_and_origin(cast: Cast, browse: Browse) -> None:
    from surveillance.engine.policy import DEFAULT, describe

    page = browse("nurse").get("/policy/").content.decode()
    assert page.count('<th scope="row">') == len(describe(DEFAULT))
    assert re.search(
        r"growth threshold</th><td class=\"num\" [^>]+force\">1</td><td>mm/y</td>.*?our default, no published",
        page,
    )
    assert "unsigned default policy" in page


def test_a_signed_policy_shows_its_version_and_what_differs(cast: Cast, browse: Browse) -> None:
    from registry.models import SignedPolicy

    SignedPolicy.objects.create(
        centre=cast.rome, version=2, document={"growth_threshold": 1.5}, recorded_at=cast.now,
        recorded_by=cast.cardiologist, signed_at=cast.now, signed_by=cast.cardiologist,
    )  # fmt: skip
    page = browse("nurse").get("/policy/").content.decode()
    assert "Version 2 is in force, signed by Anna Conti, " in page
    assert re.search(r"growth threshold</th>.*?<b>1.5</b></td><td>mm/y</td><td class=\"num\" [^>]+>1</td>", page)


def test_theme_and_keys_are_kept_with_the_person_and_written_by_the_server(cast: Cast, browse: Browse) -> None:
    client = browse("nurse")
    assert b"data-theme" not in client.get("/").content
    client.post("/settings/", {"theme": "dark"})
    page = client.get("/").content
    assert b'data-theme="dark"' in page
    assert b'data-keys="off"' in page
    assert client.post("/settings/", {"theme": "pink"}).status_code == 422

"""The worklist: views, search, sorting, paging, and where each row leads."""

from __future__ import annotations

import re
from datetime import timedelta

from registry.recording import ExamEntry
from surveillance.deeds.record import record_exam
from surveillance.models import SweepRun
from surveillance.review import sweep
from tests.cast import Cast, patient, scan
from tests.pages.conftest import Browse


def names(page: bytes) -> list[str]:
    """The patients of the rows, in order."""
    return re.findall(r'<a data-main href="[^"]+">([^<]+)</a>', page.decode())


def test_an_overdue_patient_stands_in_the_first_view_with_the_days(cast: Cast, browse: Browse) -> None:
    page = browse("nurse").get("/").content
    assert names(page) == ["BIANCHI, Lucia"]
    assert re.search(rb"Overdue 3[45] d", page)  # 400 days after the last exam, due within 12 months
    assert b"Rosa Verdi"[:1] in page
    assert b"R. Verdi" in page


def test_the_views_count_what_they_hold(cast: Cast, browse: Browse) -> None:
    client = browse("nurse")
    assert len(names(client.get("/?view=all").content)) == 3
    assert names(client.get("/?view=booked").content) == []
    assert b"Nobody stands in this view." in client.get("/?view=booked").content


def test_search_finds_by_the_beginning_of_name_study_id_and_hospital_number(cast: Cast, browse: Browse) -> None:
    client = browse("nurse")
    for text in ("ros", "RMP-0002", "H0002", "car"):
        assert names(client.get("/", {"q": text}).content) == ["ROSSI, Carla"], text
    assert b"Nobody is found" in client.get("/?q=ossi").content


def test_a_search_with_markup_is_shown_as_text(cast: Cast, browse: Browse) -> None:
    page = browse("nurse").get("/", {"q": "<script>alert(1)</script>"}).content
    assert b"<script>alert" not in page
    assert b"&lt;script&gt;" in page


def test_the_list_sorts_by_due_date_both_ways(cast: Cast, browse: Browse) -> None:
    client = browse("nurse")
    up, down = (names(client.get(f"/?view=all&sort={order}").content) for order in ("due", "-due"))
    assert up[0] == "BIANCHI, Lucia"
    assert down == up[::-1]
    assert b'aria-sort="ascending"' in client.get("/?view=all&sort=due").content


def test_pages_hold_25_rows_and_lead_on(cast: Cast, browse: Browse) -> None:
    for number in range(10, 35):
        patient(cast.nurse, cast.rome, f"RMP-{number:04d}", f"Fam{number}, Ada", cast.now)
    sweep.run(as_of=None, now=cast.now, full=True)
    client = browse("nurse")
    first, second = client.get("/?view=all"), client.get("/?view=all&page=2")
    assert (len(names(first.content)), len(names(second.content))) == (25, 3)
    assert b'rel="next" href="?view=all&amp;page=2"' in first.content
    assert b"28 in all" in first.content


def test_strange_parameters_show_the_first_view(cast: Cast, browse: Browse) -> None:
    client = browse("nurse")
    for query in ("view=nonsense", "page=0", "page=-1", "page=x", "sort=;drop", "centre=XX", "page=99999999999"):
        assert client.get(f"/?{query}").status_code == 200, query


def test_each_link_of_a_row_names_its_patient(cast: Cast, browse: Browse) -> None:
    page = browse("nurse").get("/?view=all").content.decode()
    labels = re.findall(r'aria-label="((?:Schedule|Contact) [^"]+)"', page)
    assert len(labels) == len(set(labels)) == 6


def test_a_row_leads_to_schedule_and_back_to_the_same_view(cast: Cast, browse: Browse) -> None:
    client = browse("nurse")
    link = re.search(rb'data-key="s" href="([^"]+)"', client.get("/?view=all&sort=-due").content).group(1).decode()  # type: ignore[union-attr]
    assert b'name="back" value="/?view=all&amp;sort=-due"' in client.get(link.replace("&amp;", "&")).content


def test_a_foreign_address_to_go_back_to_is_not_followed(cast: Cast, browse: Browse) -> None:
    for bad in ("https://example.org/", "//example.org", "javascript:alert(1)", "/\\example.org"):
        page = browse("nurse").get(f"/patients/{cast.stable.pk}/contact/", {"back": bad}).content.decode()
        assert 'name="back" value="/?view=overdue"' in page, bad


def test_a_person_of_two_centres_switches_between_them(cast: Cast, browse: Browse) -> None:
    other = patient(cast.stranger, cast.milan, "MIP-0001", "Serra, Lina", cast.now)
    scan(cast.stranger, other, cast.today - timedelta(days=10), 18, cast.now)
    client = browse("traveller")
    assert len(names(client.get("/?view=all").content)) == 4
    assert names(client.get("/?view=all&centre=MIP").content) == ["SERRA, Lina"]
    assert b"Ospedale di Prova" in client.get("/?view=all").content


def test_a_synthetic_centre_says_so_on_its_pages(cast: Cast, browse: Browse) -> None:
    assert b"Synthetic demonstration data" not in browse("nurse").get("/").content
    cast.rome.synthetic = True
    cast.rome.save()
    assert b"Synthetic demonstration data" in browse("nurse").get("/").content


def test_a_sweep_that_stands_still_for_a_day_is_said_aloud(cast: Cast, browse: Browse) -> None:
    client = browse("nurse")
    done = sweep.run(now=cast.now)
    assert b"has not run for more than 26 hours" not in client.get("/").content
    SweepRun.objects.filter(pk=done.pk).update(ended_at=cast.now - timedelta(hours=27))
    assert b"has not run for more than 26 hours" in client.get("/").content


def test_a_mass_that_vanished_is_shown_as_not_visible_not_by_its_old_size(cast: Cast, browse: Browse) -> None:
    on = cast.today - timedelta(days=2)
    values = {"on_first": on, "on_last": on, "precision": "day", "modality": "TTE", "quality": "good"}
    gone = [{"target": "mass", "axis": "long", "not_visible": True}]
    entry = ExamEntry(values=values | {"annulus": "not_visible"}, measurements=gone)
    record_exam(cast.nurse, cast.stable, entry=entry, now=cast.now)
    page = browse("nurse").get("/?view=all").content.decode()
    row = next(part for part in page.split("<tr data-item>") if "BIANCHI" in part)
    assert "not visible TTE" in row
    assert "20 mm TTE" not in row

"""The markup of charts and page furniture: structure for keyboard and screen reader, any locale, nothing inline."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from tests.chart.cases import CASES, CROWD, GROWING, Case

TEMPLATES = Path(settings.BASE_DIR) / "templates"
COORDINATES = (
    "x",
    "y",
    "x1",
    "x2",
    "y1",
    "y2",
    "cx",
    "cy",
    "r",
    "width",
    "height",
    "d",
    "viewBox",
    "transform",
    "font-size",
)


class Tags(HTMLParser):
    """Every start tag with its attributes, in order."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def named(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        """The attributes of every such tag; `css` is one of its classes."""
        css = wanted.pop("css", "")
        return [
            a
            for name, a in self.found
            if name == tag and wanted.items() <= a.items() and (not css or css in a.get("class", "").split())
        ]


def drawn(case: Case, **context: object) -> str:
    return render_to_string("chart/trajectory.html", {"figure": case.figure(), "page": ""} | context)


@pytest.mark.parametrize("name", CASES)
def test_every_exam_is_a_named_link_in_each_of_the_three_charts(name: str) -> None:
    links = Tags(drawn(CASES[name])).named("a", css="exam")
    exams = CASES[name].history.exams
    assert len(links) == 3 * len(exams)
    assert {link["href"] for link in links} == {f"#exam-{exam.id}" for exam in exams}
    assert all(exam in link["aria-label"] for link, exam in zip(links, [e.modality for e in exams] * 3, strict=False))


def test_a_chart_is_a_figure_with_caption_title_and_sentence() -> None:
    markup = drawn(GROWING)
    tags = Tags(markup)
    assert [tag for tag, _ in tags.found][:2] == ["figure", "figcaption"]
    groups = tags.named("svg", role="group")
    assert [g["aria-describedby"] for g in groups] == ["c-sentence"] * 3
    assert len(tags.named("p", id="c-sentence")) == 1
    assert markup.count("<title>Mass, longest dimension (mm)</title>") == 3


def test_everything_drawn_beside_exams_and_lanes_is_hidden_from_screen_readers() -> None:
    outside = re.sub(r'<g aria-hidden="true">.*?</g>', "", drawn(GROWING), flags=re.S)
    assert set(re.findall(r'class="(window|grid|axis|fit|band|today|context)', outside)) == set()


def test_the_table_holds_every_exam_and_every_event() -> None:
    figure = CROWD.figure()
    table = render_to_string("chart/table.html", {"figure": figure})
    assert Counter(tag for tag, _ in Tags(table).found)["tr"] == 1 + len(CROWD.history.exams)
    assert all(words in table for words in figure.happenings)
    assert "not visible" in table


def test_rows_of_the_table_are_anchors_only_where_the_page_asks_for_it() -> None:
    assert 'id="exam-1"' not in drawn(GROWING)
    assert drawn(GROWING, anchors=True).count('id="exam-1"') == 1


def test_links_lead_to_the_page_that_lists_the_exams() -> None:
    assert 'href="/patients/7/#exam-10"' in drawn(GROWING, page="/patients/7/")


@pytest.mark.parametrize("language", ["en-gb", "it", "de"])
def test_coordinates_have_a_point_in_every_language(language: str) -> None:
    with translation.override(language):
        tags = Tags(drawn(CROWD) + render_to_string("chart/trajectory.html", {"figure": GROWING.figure("d")}))
    values = [(name, value) for _, attributes in tags.found for name, value in attributes.items()]
    assert not [(name, value) for name, value in values if name in COORDINATES and "," in value]
    points = [value for name, value in values if name == "points"]
    assert points
    assert all(re.fullmatch(r"(\d+(\.\d)?,\d+(\.\d)? ?)+", value) for value in points)
    assert len(tags.named("div", css="chart-1100")) == 2


def test_the_numbers_of_the_table_are_written_the_way_of_the_language() -> None:
    with translation.override("it"):
        assert "27,2" in render_to_string("chart/table.html", {"figure": GROWING.figure()})


def test_ids_stay_apart_when_a_page_shows_several_charts() -> None:
    first = Tags(drawn(GROWING))
    second = Tags(render_to_string("chart/trajectory.html", {"figure": CROWD.figure("d"), "page": ""}))
    ids = Counter(attributes["id"] for _, attributes in first.found + second.found if "id" in attributes)
    assert max(ids.values()) == 1


def test_a_chart_in_three_widths_costs_less_than_forty_kilobytes() -> None:
    assert len(drawn(GROWING).encode()) < 40_000


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_holds_anything_inline(path: Path) -> None:
    markup = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"))
    assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style|javascript:|src=\"data:", markup)
    assert not re.search(r"<script(?![^>]*\bsrc=)", markup)


def test_style_sheet_and_script_stay_small() -> None:
    static = Path(settings.BASE_DIR) / "static"
    assert (static / "annulus.css").stat().st_size <= 15_000
    assert (static / "annulus.js").stat().st_size <= 4_096


def test_error_pages_need_no_request() -> None:
    for name in ("403", "404", "500"):
        page = render_to_string(f"{name}.html")
        assert "<h1>" in page
        assert "not CE-marked" in page


def test_login_shows_the_intended_use() -> None:
    page = render_to_string("account/login.html", {"form": None})
    assert "does not analyse images, diagnose, predict rupture" in page


def test_demonstration_data_are_marked_on_top_of_every_page() -> None:
    assert "Synthetic demonstration data" in render_to_string("base.html", {"synthetic": True})
    assert "Synthetic demonstration data" not in render_to_string("base.html")


def test_the_patient_banner_keeps_the_order_of_the_cui_guidance() -> None:
    banner = {
        "name": "BIANCHI, Lucia",
        "url": "/p/",
        "born": "14-Jul-1945",
        "age": 81,
        "gender": "",
        "study_id": "RM-0042",
    }
    page = render_to_string("parts/patient_banner.html", {"banner": banner | {"flags": [("Sepsis", "not_recorded")]}})
    order = [page.index(word) for word in ("BIANCHI", "Born", "Gender", "Hospital No.", "Study ID", "Sepsis")]
    assert order == sorted(order)
    assert page.count("Not known") == 2
    assert "not recorded" in page

"""One page with every part of the look, in a real browser under the strict policy of every page."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django import forms
from django.conf import settings
from django.template import engines

from annulus.headers import ALWAYS
from tests.chart.cases import CROWD, GROWING, JUMP

HOME = "https://gallery.test/"
STATIC = Path(settings.BASE_DIR) / "static"
CODES = ("overdue", "ruptured", "due_soon", "booked", "in_window", "regression", "undecided", "abrupt", "S1", "closed")
TIP = ".tip:visible"


class Entry(forms.Form):
    """A form with something wrong in it."""

    size = forms.FloatField(label="Longest dimension", max_value=120, help_text="In mm.")
    modality = forms.ChoiceField(label="Modality", choices=[("TTE", "TTE"), ("CT", "CT")], widget=forms.RadioSelect)
    accepted = forms.BooleanField(label="External exam accepted", required=False)
    notes = forms.CharField(label="Notes", required=False, widget=forms.Textarea)


@pytest.fixture(scope="module")
def markup() -> str:
    """The page, rendered once."""
    template = engines["django"].from_string((Path(__file__).parent / "gallery.html").read_text(encoding="utf-8"))
    flags = [("Dialysis", "present"), ("Sepsis", "absent"), ("Embolism", "not_recorded"), ("Alert S3", "urgent")]
    context = {
        "nav": [("Worklist", "/", True, 0), ("Alerts", "/alerts/", False, 3)],
        "synthetic": True,
        "banner": {"name": "BIANCHI, Lucia", "url": "/p/", "born": "14-Jul-1945", "age": 81, "flags": flags},
        "chips": [("Overdue", "?", True, 11), ("No date", "?view=none", False, 14)],
        "figures": [GROWING.figure("a"), CROWD.figure("b"), JUMP.figure("c")],
        "form": Entry({"size": "272"}),
        "codes": CODES,
        "names": ("ROSSI", "RICCI", "GRECO"),
    }
    return str(template.render(context))


@pytest.fixture(scope="module")
def gallery(browser: Any, markup: str) -> Iterator[Callable[..., Any]]:
    """Opens the page, in one browser context for each set of options; `faults` collects what the console says."""
    pages: dict[str, Any] = {}

    def serve(route: Any) -> None:
        name = route.request.url.removeprefix(HOME + "static/")
        path = STATIC / name
        if path.is_file():
            kind = mimetypes.guess_type(name)[0] or ""
            route.fulfill(body=path.read_bytes(), headers=ALWAYS | {"Content-Type": kind})
        else:
            route.fulfill(body=markup, headers=ALWAYS | {"Content-Type": "text/html; charset=utf-8"})

    def open_page(**options: Any) -> Any:
        options = {"viewport": {"width": 1280, "height": 860}} | options
        page = pages.get(str(options))
        if page is None:
            page = pages[str(options)] = browser.new_context(**options).new_page()
            page.route("**/*", serve)
            page.on("console", lambda said: page.faults.append(said.text))
            page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.faults = []
        page.goto("about:blank")
        page.goto(HOME)
        return page

    yield open_page
    for page in pages.values():
        page.context.close()


def exams(page: Any) -> Any:
    return page.locator("#main figure").first.locator(".exam:visible")


def focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_the_policy_blocks_nothing(gallery: Callable[..., Any], scheme: str) -> None:
    page = gallery(color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.evaluate("document.getElementById('keys').showPopover()")
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
    assert page.faults == []


@pytest.mark.parametrize("width", [320, 390, 800])
def test_no_page_scrolls_sideways(gallery: Callable[..., Any], width: int) -> None:
    page = gallery(viewport={"width": width, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "chart"), [(390, 340), (800, 700), (1280, 1100)])
def test_one_of_three_charts_is_shown_and_its_letters_stay_readable(
    gallery: Callable[..., Any], width: int, chart: int
) -> None:
    page = gallery(viewport={"width": width, "height": 700})
    shown = page.locator("figure").first.locator(".chart-w:visible")
    assert [item.get_attribute("class") for item in shown.all()] == [f"chart-w chart-{chart}"]
    scale = shown.locator("svg.plot").evaluate("svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width")
    assert scale * float(shown.locator("svg.plot").get_attribute("font-size")) >= 10.5


def test_a_screen_reader_meets_each_exam_once(gallery: Callable[..., Any]) -> None:
    tree = gallery().locator("figure").first.aria_snapshot()
    assert tree.count("measurement interval ") - tree.count("interval_") >= len(GROWING.history.exams)
    assert tree.count('/url: "#exam-') == len(GROWING.history.exams)


def test_a_chart_is_one_tab_stop_and_the_arrows_walk(gallery: Callable[..., Any]) -> None:
    page = gallery()
    assert exams(page).evaluate_all("all => all.filter(e => e.tabIndex === 0).length") == 1
    exams(page).last.focus()
    for key, exam in (("ArrowLeft", "PET 25-Sep-2025"), ("Home", "TTE 12-May-2021"), ("ArrowRight", "TTE 03-Dec-2021")):
        page.keyboard.press(key)
        assert focused(page).startswith(exam)
    assert page.locator(TIP).text_content().startswith("15.4 mm")
    page.keyboard.press("Escape")
    assert page.locator(TIP).count() == 0


def test_the_tooltip_can_be_pointed_at_and_stays(gallery: Callable[..., Any]) -> None:
    page = gallery()
    exams(page).nth(5).locator(".halo").hover()
    page.locator(TIP).hover()
    page.wait_for_timeout(400)
    assert page.locator(TIP).count() == 1


def test_without_javascript_every_exam_can_be_reached(gallery: Callable[..., Any]) -> None:
    page = gallery(java_script_enabled=False)
    exams(page).first.focus()
    labels = []
    for _ in GROWING.history.exams:
        labels.append(page.locator(":focus").get_attribute("aria-label"))
        page.keyboard.press("Tab")
    assert len(set(labels)) == len(GROWING.history.exams)


def test_an_exam_leads_to_its_row_and_opens_the_table(gallery: Callable[..., Any]) -> None:
    page = gallery()
    exams(page).nth(2).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(HOME + "#exam-3", timeout=3000)
    assert page.locator("#exam-3").is_visible()


def test_j_and_k_walk_the_rows_and_s_acts_on_the_row(gallery: Callable[..., Any]) -> None:
    page = gallery()
    page.locator("[data-main]").first.focus()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert focused(page) == "RICCI"
    page.keyboard.press("s")
    page.wait_for_url(HOME + "#schedule-RICCI", timeout=3000)


def test_no_key_fires_in_a_field(gallery: Callable[..., Any]) -> None:
    page = gallery()
    page.locator("h1").click()
    page.keyboard.press("/")
    page.keyboard.type("j?s")
    assert page.locator("#q").input_value() == "j?s"
    assert page.locator("#keys").is_hidden()


def test_single_keys_can_be_switched_off(gallery: Callable[..., Any]) -> None:
    page = gallery()
    page.locator("h1").click()
    page.keyboard.press("?")
    page.locator("#keys-on").uncheck()
    page.reload()
    page.locator("[data-main]").first.focus()
    page.keyboard.press("j")
    assert focused(page) == "ROSSI"
    page.evaluate("localStorage.clear()")


def test_print_shows_the_sheet_wide_chart_and_the_whole_table(gallery: Callable[..., Any]) -> None:
    page = gallery()
    page.emulate_media(media="print")
    figure = page.locator("figure").first
    assert figure.locator(".chart-w:visible").get_attribute("class") == "chart-w chart-700"
    assert figure.locator("tbody tr:visible").count() == len(GROWING.history.exams)
    assert page.locator("nav:visible").count() == 0
    page.emulate_media(media="screen")

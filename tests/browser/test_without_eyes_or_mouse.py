"""What a screen reader hears and a keyboard reaches: the chart, the focus, the single keys, the page on paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.inspection import IN_LIGHT, inspect, violations
from tests.browser.keys import Keys

pytestmark = pytest.mark.sqlite  # what a browser makes of a page hangs on the page, not on the engine

if TYPE_CHECKING:
    from tests.browser.conftest import Stage, Tabs

PAPER = {"width": 700, "height": 1000}  # A4 less its margins
FOCUS = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  const ring = at.matches('.exam') ? getComputedStyle(at.querySelector('.halo')).stroke : style.outlineStyle;
  const own = at.type === 'date' && !at.matches(':focus');  // the button inside a date box has the browser's own ring
  const x = box.x + box.width / 2, y = box.y + box.height / 2, top = document.elementFromPoint(x, y);
  const seen = top && (at.contains(top) || top.contains(at) || top.closest('label')?.contains(at));
  const name = `${at.tagName} ${at.id || at.getAttribute('aria-label') || at.textContent.trim().slice(0, 40)}`;
  const covered = seen ? '' : String(top?.className ?? 'outside');
  return {end: at === document.body, name, ring: own || ring !== 'none', covered};
}"""


def chart_of(page: Any) -> Any:
    """The one drawing of three that this window shows."""
    return page.get_by_role("figure").first.get_by_role("group", name="longest dimension")


def test_every_exam_is_one_named_link_in_the_figure(stage: Stage, tabs: Tabs) -> None:
    page = tabs("nurse")
    for whom, exams in ((stage.cast.growing, 4), (stage.cast.stable, 4), (stage.cast.ruptured, 1)):
        page.goto(f"/patients/{whom.pk}/")
        told = chart_of(page).aria_snapshot()
        names = re.findall(r'link "(.*)"', told)
        assert len(names) == exams, told
        assert len(set(names)) == exams, names
        assert all(name.startswith("TTE") and " mm" in name for name in names), names


def test_one_sentence_says_what_the_chart_shows(stage: Stage, tabs: Tabs) -> None:
    page = tabs("nurse")
    page.goto(f"/patients/{stage.cast.growing.pk}/")
    described = chart_of(page).evaluate(
        "svg => document.getElementById(svg.getAttribute('aria-describedby')).textContent"
    )
    assert described.startswith("4 exams")
    assert "12 mm" in described
    assert "24 mm" in described


def test_the_chart_is_one_tab_stop(stage: Stage, tabs: Tabs) -> None:
    page = tabs("nurse")
    page.goto(f"/patients/{stage.cast.growing.pk}/")
    stops = chart_of(page).locator(".exam").evaluate_all("exams => exams.map(exam => exam.tabIndex)")
    assert stops == [-1, -1, -1, 0], "the newest exam is the stop"
    keys = Keys(page)
    keys.tab_to(".plot .exam")
    keys.press("Tab")
    assert not keys.is_at(".plot *")
    keys.press("Shift+Tab")
    assert keys.is_at(".plot .exam")
    keys.press("Home", "Shift+Tab")
    assert not keys.is_at(".plot *"), "walking leaves one stop, not two"


STOPS = [
    *(("nurse", name) for name in ("worklist", "patient", "exam-new", "schedule", "trajectories")),
    *(("cardiologist", name) for name in ("alert", "alerts")),
]


@pytest.mark.parametrize(("who", "name"), STOPS)
def test_the_focus_is_always_seen_and_never_covered(stage: Stage, tabs: Tabs, who: str, name: str) -> None:
    page = tabs(who)
    page.goto(stage.pages[name])
    page.evaluate("document.activeElement.blur()")
    stops = []
    for _press in range(200):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop["end"]:
            break
        stops.append(stop)
    assert len(stops) > 5
    assert [stop["name"] for stop in stops if not stop["ring"]] == []
    assert [(stop["name"], stop["covered"]) for stop in stops if stop["covered"]] == []


# --- single keys -----------------------------------------------------------------------------------------------------


def is_moved_by_j(page: Any) -> bool:
    """Whether j leaves the page for the first item of the list."""
    page.goto("/?view=all")
    page.keyboard.press("j")
    return bool(page.evaluate("document.activeElement.matches('[data-item] a')"))


def test_single_keys_are_switched_off_in_the_settings(stage: Stage, tabs: Tabs) -> None:
    page = tabs("traveller")
    assert is_moved_by_j(page)
    page.goto("/settings/")
    page.get_by_role("checkbox", name="Single-key shortcuts").uncheck()
    page.get_by_role("button", name="Save").click()
    assert not is_moved_by_j(page)


def test_single_keys_are_switched_off_on_this_computer(stage: Stage, tabs: Tabs) -> None:
    page = tabs("admin")
    assert is_moved_by_j(page)
    page.keyboard.press("?")
    sheet = page.get_by_role("region", name="Keyboard")
    expect(sheet).to_be_visible()
    assert violations(page, IN_LIGHT, within="#keys") == []
    sheet.get_by_role("checkbox").uncheck()
    sheet.get_by_role("button", name="Close").click()
    assert not is_moved_by_j(page)


def test_a_key_typed_into_a_field_moves_nothing(stage: Stage, tabs: Tabs) -> None:
    page = tabs("nurse")
    page.goto("/?view=all")
    page.keyboard.press("/")
    page.keyboard.type("jsc?gw")
    assert page.evaluate("document.activeElement.id") == "q"
    assert page.locator("#q").input_value() == "jsc?gw"


# --- on paper --------------------------------------------------------------------------------------------------------


def test_the_patient_page_is_readable_on_paper(stage: Stage, tabs: Tabs) -> None:
    page = tabs("nurse", viewport=PAPER)
    page.goto(f"/patients/{stage.cast.growing.pk}/")
    page.emulate_media(media="print")
    for shown in (".banner .name", ".chart-700 svg", ".chart-sentence", ".twin tbody tr >> nth=3", "#exams"):
        expect(page.locator(shown).first).to_be_visible()
    for hidden in (".top", ".actions .button", ".chart-1100", ".foot button"):
        expect(page.locator(hidden).first).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER["width"]
    paper = page.pdf(format="A4", print_background=True)
    assert paper.startswith(b"%PDF")
    assert 1 <= paper.count(b"/Type /Page\n") <= 4


# --- the net itself --------------------------------------------------------------------------------------------------


def test_the_net_catches_what_it_is_made_for(stage: Stage, tabs: Tabs) -> None:
    page = tabs("nurse")
    page.goto("/settings/")
    page.evaluate("""() => {
      const main = document.querySelector('main');
      main.insertAdjacentHTML('beforeend', '<p style="color:red">x</p><img src="/static/annulus.svg" width="900">' +
        '<div class="scroll"><table class="list"><tr><th>a</th><td><button class="button">' + 'wide '.repeat(400) +
        '</button></td></tr></table></div>');
    }""")
    found = "\n".join(inspect(page))
    for fault in ("axe, light: image-alt", "at 320 px the page: 9", "at 1280 px main: ", "policy: style-src-attr"):
        assert fault in found, f"{fault} is not in {found}"

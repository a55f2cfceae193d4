"""A meeting has one sheet: the Heart-Team page prints on one page of A4, readable, and says what goes on elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.meeting import long_record, quoted_record, two_branches, usual_record

pytestmark = pytest.mark.sqlite  # what a browser makes of a page hangs on the page, not on the engine

if TYPE_CHECKING:
    from tests.browser.conftest import Stage, Tabs

SHEET = {"width": 733, "height": 1062}  # A4 in CSS pixels inside margins of 8 mm
LEAST = 10.0  # CSS pixels: 7.5 points
SMALLEST = """() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const box = node.parentElement, range = document.createRange();
    range.selectNodeContents(node);
    if (!node.data.trim() || !range.getClientRects().length || box.closest('.visually-hidden, title')) continue;
    const zoom = box.getScreenCTM ? box.getScreenCTM().a : 1;
    found.push([parseFloat(getComputedStyle(box).fontSize) * zoom, node.data.trim().slice(0, 60)]);
  }
  return found.sort((a, b) => a[0] - b[0])[0];
}"""
CUT_OFF = """() => [...document.querySelectorAll('main *')].filter(box => {
  const place = box.getBoundingClientRect();
  return place.width > 1 && (place.right > innerWidth + 1 || place.left < -1);
}).map(box => box.outerHTML.slice(0, 80))"""
RECORDS: dict[str, Callable[..., Any]] = {
    "usual": usual_record,
    "quoted": quoted_record,
    "long": long_record,
    "two": two_branches,
}


@pytest.fixture(scope="module")
def records(stage: Stage, django_db_blocker: Any) -> dict[str, str]:
    """The address of the page of each record."""
    with django_db_blocker.unblock():
        return {name: f"/patients/{tell(stage.cast).pk}/heart-team/" for name, tell in RECORDS.items()}


def on_paper(tabs: Tabs, url: str) -> Any:
    """The page as the printer sees it."""
    page = tabs("cardiologist", viewport=SHEET)
    page.goto(url)
    page.emulate_media(media="print")
    return page


@pytest.mark.parametrize("name", RECORDS)
def test_the_page_of_a_meeting_is_one_readable_sheet_of_a4(tabs: Tabs, records: dict[str, str], name: str) -> None:
    page = on_paper(tabs, records[name])
    size, words = page.evaluate(SMALLEST)
    assert size >= LEAST - 0.05, f"{size} px: {words}"
    assert page.evaluate(CUT_OFF) == []
    paper = page.pdf(format="A4", print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 1


def test_what_is_left_out_of_the_sheet_is_named_on_it(tabs: Tabs, records: dict[str, str]) -> None:
    page = on_paper(tabs, records["long"])
    sheet = page.locator("main").inner_text()
    for said in ("… continues in the record", "and 9 earlier decisions in the record",
                 "and 10 more places in the record", "is quoted in the record"):  # fmt: skip
        assert said in sheet


def test_a_usual_record_is_printed_whole_and_what_is_not_recorded_takes_one_line(
    tabs: Tabs, records: dict[str, str]
) -> None:
    page = on_paper(tabs, records["usual"])
    sheet = page.locator("main").inner_text()
    assert "Not recorded: EuroSCORE II; Coronary arteries; " in sheet
    assert page.locator(".brief td.quiet:visible").count() == 0
    assert "continues in the record" not in sheet
    quoted = on_paper(tabs, records["quoted"]).locator("main").inner_text()
    assert quoted.count("review §5") >= 3
    assert "continues in the record" not in quoted


def test_the_screen_shows_every_text_whole(tabs: Tabs, records: dict[str, str]) -> None:
    page = tabs("cardiologist")
    page.goto(records["long"])
    screen = page.locator("main").inner_text()
    assert "continues in the record" not in screen
    assert screen.count("https://") == 0
    assert screen.count("pacs.example.org") == 12
    assert page.locator("article[id^=decision-]").count() == 13
    assert page.locator("article[id^=decision-]:visible").count() == 1  # each earlier one folds into its line

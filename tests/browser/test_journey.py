"""The main job in a browser: who is overdue, the chart, a TTE, the alert, the answer; by keyboard; without script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.inspection import watch
from tests.browser.keys import Keys

if TYPE_CHECKING:
    from tests.cast import Cast

PASSWORD = "a long sentence to log in with"
MASS, MOBILE = "#id_lesion1_mass_long", "[name=lesion1_feature_mobile_element]"


@pytest.fixture
def people(cast: Cast) -> Cast:
    """The cast, the nurse and the cardiologist with a password."""
    for person in (cast.nurse, cast.cardiologist):
        person.set_password(PASSWORD)
        person.save()
    return cast


def message(page: Any) -> Any:
    """What the page says was done."""
    return page.get_by_role("status")


# --- by keyboard -----------------------------------------------------------------------------------------------------


def test_from_the_overdue_patient_to_the_answered_alert_by_keyboard(people: Cast, new_page: Callable[..., Any]) -> None:
    page = watch(new_page())
    keys = Keys(page)
    log_in(keys, "verdi")
    find_the_overdue_patient(page, keys)
    walk_the_chart(page, keys)
    enter_a_tte(keys, people)
    expect(message(page)).to_contain_text("Exam saved. 1 alert raised: M1.")
    keys.tab_to(".who button")
    keys.follow("Enter")
    log_in(keys, "conti")
    answer_the_card(page, keys, "BIANCHI", "TOE on Thursday")
    expect(message(page)).to_contain_text("Answered: Act.")
    empty_the_inbox(page, keys)
    page.goto(f"/patients/{people.stable.pk}/")
    expect(page.get_by_role("region", name="Alerts")).to_contain_text("Anna Conti: TOE on Thursday")
    expect(page.get_by_role("region", name="Alerts")).to_contain_text("No open alert.")
    assert page.faults == []


def log_in(keys: Keys, name: str) -> None:
    """From the first page of the house."""
    keys.page.goto("/")
    keys.tab_to("[name=login]")
    keys.type(name)
    keys.tab_to("[name=password]")
    keys.type(PASSWORD)
    keys.follow("Enter")


def find_the_overdue_patient(page: Any, keys: Keys) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Follow-up worklist")
    expect(message(page)).to_have_count(0)
    expect(page.get_by_role("row", name="BIANCHI, Lucia")).to_contain_text("Overdue 35 d")
    keys.press("j")
    assert "BIANCHI, Lucia" in keys.focused
    keys.follow("Enter")
    expect(page).to_have_title("BIANCHI, Lucia · Annulus")


def walk_the_chart(page: Any, keys: Keys) -> None:
    """One stop for four exams; arrows walk; the tip says what the name of the mark says."""
    keys.tab_to(".plot .exam")
    said = [keys.focused]
    for key in ("ArrowLeft", "ArrowLeft", "Home", "ArrowLeft", "End"):
        keys.press(key)
        said.append(keys.focused)
        expect(page.locator(".tip:visible")).to_contain_text(f"{said[-1].split(' mm')[0].split()[-1]} mm")
    sizes = [next(part for part in words.replace(",", " ").split() if part in ("20", "21")) for words in said]
    assert sizes == ["20", "21", "20", "20", "20", "20"]
    assert said[0] == said[-1]
    assert said[3] == said[4]
    assert len(set(said)) == 4
    keys.press("Escape")
    expect(page.locator(".tip:visible")).to_have_count(0)


def enter_a_tte(keys: Keys, people: Cast) -> None:
    """Date, size and one finding, by keyboard alone: at most 25 presses beside the typing."""
    keys.follow("e")
    keys.pressed = 0
    keys.tab_to("[name=on_day]")
    for part in (people.today.day, people.today.month, people.today.year):
        keys.type(str(part))
        keys.press("Tab")
    keys.tab_to(MASS)
    keys.type("20,5")
    keys.tab_to(MOBILE)
    keys.press("ArrowRight")
    expect(keys.page.locator(f"{MOBILE}[value=present]")).to_be_checked()
    keys.follow("Enter")
    assert keys.pressed <= 25, f"{keys.pressed} presses"


@pytest.mark.parametrize("script", [True, False])
def test_another_modality_keeps_what_was_typed_and_enter_saves_it(
    people: Cast, new_page: Callable[..., Any], enter: Any, script: bool
) -> None:
    page = new_page(java_script_enabled=script)
    enter(page.context, people.nurse)
    page.goto(f"/patients/{people.stable.pk}/exams/new/")
    page.fill(MASS, "20,5")
    page.get_by_role("button", name="CT").click()
    expect(page.locator("[aria-current=true]")).to_have_text("CT")
    expect(page.locator(MASS)).to_have_value("20,5")
    for part, typed in (("day", people.today.day), ("month", people.today.month), ("year", people.today.year)):
        page.fill(f"[name=on_{part}]", str(typed))
    page.press("[name=on_year]", "Enter")
    expect(message(page)).to_contain_text("Exam saved.")
    assert people.stable.exams.get(modality="CT").measurements.get().size_mm == 20.5


def answer_the_card(page: Any, keys: Keys, name: str, reason: str) -> None:
    """From the inbox: j to the card, Enter, a for act, the reason, save."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Alerts")
    for _card in range(page.locator("article").count()):
        keys.press("j")
        if name in keys.focused:
            break
    keys.follow("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Why this alert")
    keys.press("a")
    keys.tab_to("[name=reason]", at_most=12)
    keys.type(reason)
    keys.press("Tab")
    keys.follow("Enter")


def empty_the_inbox(page: Any, keys: Keys) -> None:
    """The other cards, too, until the inbox says that nothing waits."""
    names = page.locator("article a[data-main]").all_text_contents()
    assert names
    assert not any("BIANCHI" in name for name in names)
    for name in names:
        answer_the_card(page, keys, name, "seen in the clinic")
    expect(page.locator("main")).to_contain_text("No alert waits for an answer.")


def test_booking_the_overdue_patient_takes_three_keys(people: Cast, new_page: Callable[..., Any], enter: Any) -> None:
    page = new_page()
    enter(page.context, people.nurse)
    page.goto("/")
    keys = Keys(page)
    keys.press("j")
    keys.follow("s")
    keys.follow("Enter")
    expect(message(page)).to_contain_text("Booked: TTE on")
    assert keys.pressed == 3
    expect(page.get_by_role("row", name="BIANCHI")).to_contain_text("booked")


def test_no_answer_is_noted_with_two_keys_at_the_patient(
    people: Cast, new_page: Callable[..., Any], enter: Any
) -> None:
    page = new_page()
    enter(page.context, people.nurse)
    page.goto("/")
    keys = Keys(page)
    keys.press("j")
    keys.pressed = 0
    keys.follow("c")
    keys.follow("Enter")
    expect(message(page)).to_contain_text("Contact noted: No answer.")
    assert keys.pressed == 2
    expect(page.get_by_role("row", name="BIANCHI")).to_contain_text("No answer")


# --- without script --------------------------------------------------------------------------------------------------


def test_every_task_is_done_without_script(people: Cast, new_page: Callable[..., Any]) -> None:
    page = watch(new_page(java_script_enabled=False))
    click_in(page, "verdi")
    row = page.get_by_role("row", name="BIANCHI, Lucia")
    row.get_by_role("link", name="Contact").click()
    page.get_by_role("button", name="No answer").click()
    expect(message(page)).to_contain_text("Contact noted: No answer.")
    book_a_day(page, people)
    read_and_record(page, people)
    expect(message(page)).to_contain_text("1 alert raised: M1.")
    page.get_by_role("button", name="Log out").click()
    click_in(page, "conti")
    answer_by_hand(page)
    expect(page.locator("article", has_text="BIANCHI")).to_have_count(0)
    page.goto(f"/patients/{people.stable.pk}/")
    expect(page.get_by_role("region", name="Alerts")).to_contain_text("Anna Conti: TOE on Thursday")
    assert page.faults == []


def click_in(page: Any, name: str) -> None:
    page.goto("/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def book_a_day(page: Any, people: Cast) -> None:
    """A day of the nurse's own choice; the worklist then says which."""
    page.get_by_role("row", name="BIANCHI").get_by_role("link", name="Schedule").click()
    page.get_by_label("Date").fill((people.today + timedelta(days=14)).isoformat())
    page.get_by_label("Reason").fill("first free place")
    page.get_by_role("button", name="Book").click()
    expect(message(page)).to_contain_text("Booked: TTE on")


def read_and_record(page: Any, people: Cast) -> None:
    """The patient page reads the same; the exam is entered by clicks."""
    page.get_by_role("link", name="BIANCHI, Lucia", exact=True).click()
    expect(page.get_by_role("group", name="longest dimension").get_by_role("link")).to_have_count(4)
    page.get_by_text("Show as table").first.click()
    expect(page.get_by_role("figure").first.get_by_role("row")).to_have_count(5)
    page.get_by_role("link", name="Add exam").click()
    for part, value in (("day", people.today.day), ("month", people.today.month), ("year", people.today.year)):
        page.locator(f"[name=on_{part}]").fill(str(value))
    page.locator(MASS).fill("20.5")
    page.locator(f"{MOBILE}[value=present]").check()
    page.get_by_role("button", name="Save", exact=True).click()


def answer_by_hand(page: Any) -> None:
    page.locator("article", has_text="BIANCHI").get_by_role("link", name="BIANCHI, Lucia", exact=True).click()
    page.locator("[name=answer][value=act]").check()
    page.get_by_role("textbox", name="Reason").fill("TOE on Thursday")
    page.get_by_role("button", name="Save the answer").click()
    expect(message(page)).to_contain_text("Answered: Act.")

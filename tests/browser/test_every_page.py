"""Every page of every role is free of faults: axe, policy, console; and fits 1280 and 320 pixels, also when refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import URLPattern, get_resolver

from surveillance.forms.exam import MODALITIES
from surveillance.forms.facts import KINDS
from tests.browser.inspection import inspect

if TYPE_CHECKING:
    from tests.browser.conftest import Stage, Tabs

NOT_PAGES = {"healthz", "api", "export:download"}
VISITOR = {"login": "/accounts/login/", "no-such-page": "/no-such-page/", "inactive": "/accounts/inactive/"}
ACCOUNT = {
    "password": "/accounts/password/change/",
    "reauthenticate": "/accounts/reauthenticate/",
    "logout": "/accounts/logout/",
}


PAGES = {
    "account_login": "login",
    "account_inactive": "inactive",
    "account_change_password": "password",
    "account_reauthenticate": "reauthenticate",
    "account_logout": "logout",
    "export:page": "export",
}
REFUSALS = {("", "no-such-page"): 404, ("researcher", "patient"): 403, ("nurse", "policy-edit"): 403} | {
    ("nurse", f"fact-new/{kind}"): 403 for kind in ("form", "answer")
}


def routes(patterns: Any = None, prefix: str = "") -> Iterator[str]:
    """The name of every route, an application's name in front."""
    for found in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(found, URLPattern):
            yield f"{prefix}{found.name}"
        elif found.app_name == "api":
            yield "api"
        else:
            yield from routes(found.url_patterns, f"{found.app_name}:" if found.app_name else "")


SURVEILLANCE = sorted(name.removeprefix("surveillance:") for name in routes() if name.startswith("surveillance:"))
LIKE_OTHERS = ("TTE",)  # what a new exam begins with, visited as exam-new
STATES = [
    *(f"exam-new?modality={modality}" for modality in MODALITIES if modality not in LIKE_OTHERS),
    *(f"fact-new/{code}" for code, kind in KINDS.items() if kind.adds and code != "event"),
    *(f"worklist?{query}" for query in ("view=all", "view=booked", "view=soon", "q=nobody", "q=ros")),
    *("alerts?state=watching", "alerts?state=closed", "trajectories?heading=ruptured", "schedule/stable"),
    *("agenda?group=discuss", "agenda?group=watch"),
    *("patient/stable", "patient/ruptured", "alert/ruptured", "alert/watched", "alert/closed"),
]
CARDIOLOGIST = [
    *("alert", "alert/ruptured", "alert/watched", "alerts", "exam", "fact-new/form", "team"),
    *("patient", "settings", "trajectories", "worklist?view=all", "export"),
    *("policy", "policy-edit", "policy-draft"),
]
VISITS = [
    *(("", name) for name in VISITOR),
    *(("nurse", name) for name in [*SURVEILLANCE, *STATES, *ACCOUNT]),
    *(("cardiologist", name) for name in CARDIOLOGIST),
    *(("researcher", name) for name in ("export", "settings", "patient")),
]


def address(stage: Stage, name: str) -> str:
    """Where a page lies: the route, with a query, or about another patient, or another kind of fact."""
    if name in VISITOR or name in ACCOUNT:
        return (VISITOR | ACCOUNT)[name]
    route, _, query = name.partition("?")
    route, _, other = route.partition("/")
    if route == "export":
        return "/export/"
    found = stage.pages[route]
    if route == "fact-new" and other:
        found = found.replace("/event/", f"/{other}/")
    elif route == "alert" and other:
        found = f"/alerts/{stage.alerts[other]}/"
    elif other:
        found = found.replace(str(stage.cast.growing.pk), str(getattr(stage.cast, other).pk))
    return f"{found}?{query}" if query else found


@pytest.mark.sqlite  # what a browser makes of a page hangs on the page; tests/pages reads every page on both engines
@pytest.mark.parametrize(("who", "name"), VISITS, ids=[f"{who or 'visitor'}-{name}" for who, name in VISITS])
def test_a_page_has_no_fault(stage: Stage, tabs: Tabs, who: str, name: str) -> None:
    page = tabs(who)
    assert page.goto(address(stage, name)).status == REFUSALS.get((who, name), 200)
    assert inspect(page) == []


def test_every_route_that_is_a_page_is_visited() -> None:
    visited = {name for _who, name in VISITS}
    named = {PAGES.get(route, route.removeprefix("surveillance:")) for route in routes() if route not in NOT_PAGES}
    assert named - visited == set()


FORMS = [
    *("enrol", "identity", "exam", "exam-new", "schedule/stable", "contact", "appointment", "password"),
    *("reauthenticate", "fact", "fact-new", "fact-new/condition", "fact-new/lab", "fact-new/plan"),
]
REFUSED = [
    ("", "login"),
    *(("nurse", name) for name in FORMS),
    ("cardiologist", "alert"),
    ("cardiologist", "policy-edit"),
    ("researcher", "export"),
]
SEND_NONSENSE = """() => {
  const forms = [...document.querySelectorAll('main form[method=post]')];
  const form = forms.find(form => form.querySelector('[type=date]')) ?? forms.at(-1);
  for (const box of form.querySelectorAll('input:not([type=hidden], [type=radio], [type=checkbox]), textarea'))
    box.value = box.type === 'date' ? '' : '‽';
  for (const box of form.querySelectorAll('[type=radio]:not([name*=feature])')) box.checked = false;
  form.noValidate = true;
  form.requestSubmit(form.querySelector('button'));
}"""
AFTER_THE_LINK = """() => {
  const there = document.querySelector(':target'), field = there?.closest('.field, tr, td') ?? there;
  return Boolean(field?.contains(document.activeElement));
}"""


@pytest.mark.parametrize(("who", "name"), REFUSED, ids=[f"{who or 'visitor'}-{name}" for who, name in REFUSED])
def test_a_refused_form_says_so_first_and_leads_to_the_box(stage: Stage, tabs: Tabs, who: str, name: str) -> None:
    page = tabs(who)
    page.goto(address(stage, name))
    with page.expect_navigation():
        page.evaluate(SEND_NONSENSE)
    assert page.title().startswith("Error:")
    summary = page.locator(".error-summary")
    assert summary.evaluate("box => box === document.activeElement"), "the summary takes the focus"
    assert inspect(page, dark_within=".error-summary, .wrong") == []
    for link in summary.locator("a").all()[:8]:
        link.focus()
        page.keyboard.press("Enter")
        if not page.evaluate(AFTER_THE_LINK):  # a group cannot hold the focus: the next stop is its first box
            page.keyboard.press("Tab")
        assert page.evaluate(AFTER_THE_LINK), link.text_content()

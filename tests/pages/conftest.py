"""Browsers of the cast: one client a person, and the form a page offers as what a browser would send."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

if TYPE_CHECKING:
    from tests.cast import Cast

Browse = Callable[[str], Client]


@pytest.fixture
def browse(cast: Cast) -> Browse:
    """browse("nurse") is the browser of the nurse, logged in."""

    def client(who: str) -> Client:
        made = Client()
        made.force_login(getattr(cast, who))
        return made

    return client


class _Fields(HTMLParser):
    """What a browser would send of the forms of a page if nothing were typed."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self._select = self._area = ""
        self._first: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = dict(attrs)
        name, value = have.get("name") or "", have.get("value") or ""
        if tag == "input" and name:
            ticked = have.get("type") not in ("radio", "checkbox") or "checked" in have
            if ticked and have.get("type") not in ("submit", "search"):
                self.values.setdefault(name, []).append(value or "on" if have.get("type") == "checkbox" else value)
        elif tag == "select":
            self._select, self._first = name, None
        elif tag == "textarea":
            self._area = name
            self.values.setdefault(name, [""])
        elif tag == "option" and self._select:
            self._first = value if self._first is None else self._first
            if "selected" in have:
                self.values[self._select] = [value]

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select:
            self.values.setdefault(self._select, [self._first or ""])
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area and data.strip():
            self.values[self._area] = [data.strip()]


def fields_of(client: Client, url: str) -> dict[str, Any]:
    """The form at `url` as it would be sent untouched."""
    answer = client.get(url)
    assert answer.status_code == 200, answer.status_code
    parser = _Fields()
    parser.feed(answer.content.decode())
    return {name: values if len(values) > 1 else values[0] for name, values in parser.values.items()}

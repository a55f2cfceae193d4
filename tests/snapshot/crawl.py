"""One person walks the house: every link is followed, forms of each kind are sent and taken back."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.db import transaction
from django.test import Client

from tests.snapshot.filling import filled, ways
from tests.snapshot.markup import Page
from tests.snapshot.naming import ID, Names

QUERIES = 40  # of one address: filters, pages and orders of a list combine without end
Keep = Callable[[str, str], None]
NOT_PAGES = re.compile(r"^/(static|api/v1|api/schema|accounts/logout)|/download/$")


def plain_link(url: str, href: str) -> str:
    """Where a link leads, without the place on the page and the way back."""
    link = urljoin(url, href).split("#")[0]
    return re.sub(r"\?$", "", re.sub(r"(?<=[?&])back=[^&]*&?", "", link))


@dataclass
class Walk:
    """Where one person has been; `near` are the patients whose form pages are opened."""

    who: str
    client: Client
    names: Names
    keep: Keep
    near: set[str]
    sends: int = 0  # of how many pages of one kind the forms are sent
    answers: bool = False  # whether every card is answered
    deep: str = r"$^"  # addresses under a patient that are followed for every patient, not for the near ones only
    seen: set[str] = field(default_factory=set)
    queries: Counter[str] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)

    def walk(self, starts: list[str]) -> None:
        """Every page that can be reached from these."""
        waiting = deque(url for url in starts if self._is_new(url))
        while waiting:
            url = waiting.popleft()
            answer = self.client.get(url)
            page = self.write(self.name(url), f"GET {url}", answer)
            found = [answer["Location"]] if answer.has_header("Location") else page.links
            waiting += [link for href in found if self._is_new(link := plain_link(url, href))]
            self._send_forms(url, page)

    def _is_new(self, url: str) -> bool:
        parts = urlsplit(url)
        if parts.netloc or parts.scheme or url in self.seen or NOT_PAGES.search(parts.path):
            return False
        if self._is_far(parts.path):
            return False
        self.seen.add(url)
        self.queries[parts.path] += 1
        return self.queries[parts.path] <= QUERIES

    def _is_far(self, path: str) -> bool:
        """Whether it is a page about a patient whom this person need not read so closely."""
        whose = ID.search(path)
        if whose is None or path.startswith(("/alerts/", "/policy/")):
            return False
        study = self.names.known.get(whose[0], "").split(".")[0]
        return study not in self.near and not re.search(self.deep, ID.sub("*", path))

    def _send_forms(self, url: str, page: Page) -> None:
        kind = ID.sub("*", url)
        self.sent[kind] += 1
        if self.sent[kind] > self.sends and not (self.answers and url.startswith("/alerts/")):
            return
        every = self.sent[kind] <= self.sends
        for number, form in enumerate(page.forms):
            for way, data in ways(form) if every else filled(form, len(self.seen)):
                cookies = dict(self.client.cookies)
                with transaction.atomic():
                    target = urljoin(url, form.action)
                    answer = self.client.post(target, data)
                    self._write_answer(f"{self.name(url)}/POST-{number}-{way}", url, answer)
                    transaction.set_rollback(True)
                self.client.cookies.clear()
                self.client.cookies.update(cookies)

    def _write_answer(self, name: str, url: str, answer: Any) -> None:
        """The answer to a form, and the page it leads to."""
        self.write(name, f"POST {url}", answer)
        if answer.has_header("Location"):
            target = urljoin(url, answer["Location"])
            if not NOT_PAGES.search(target):
                self.write(f"{name}-then", f"GET {target}", self.client.get(target))

    def name(self, url: str) -> str:
        """A file's name for an address."""
        parts = urlsplit(self.names.plain(url))
        query = re.sub(r"[^\w=&.-]", "_", parts.query)[:80]
        return f"{self.who}{parts.path.rstrip('/') or '/home'}{'/Q-' + query if query else ''}"

    def write(self, name: str, asked: str, answer: Any) -> Page:
        """Keeps the words of one answer."""
        kind = answer.get("Content-Type", "")
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        page = Page(body.decode() if "html" in kind else "")
        lines = [f"{asked} as {self.who}: {answer.status_code} {answer.get('Location', '')} {kind}", *page.lines]
        text = "\n".join([*lines, "", "--- attributes", *page.said])
        self.keep(name, self.names.plain(text))
        return page

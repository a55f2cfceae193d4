"""What a page says: its lines as a reader sees them, what its attributes say, its links and its forms."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "label", "mark", "q",
    "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tspan", "u", "var",
})  # fmt: skip
SILENT = frozenset({"script", "style"})
SAYING = (
    "title", "aria-label", "aria-description", "aria-current", "aria-sort", "alt", "placeholder", "label", "href",
    "data-label", "data-tip", "data-key", "summary",
)  # fmt: skip
TOKEN = "csrfmiddlewaretoken"


@dataclass
class Box:
    """One control of a form."""

    tag: str
    name: str
    kind: str
    value: str
    chosen: bool = False
    options: list[tuple[str, bool]] = field(default_factory=list)
    decimal: bool = False


@dataclass
class Form:
    """A form that is sent with POST."""

    action: str
    boxes: list[Box] = field(default_factory=list)


class Page(HTMLParser):
    """Reads one page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.said: list[str] = []
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.select: Box | None = None
        self.area: Box | None = None
        self.silent = 0
        self.line = ""
        self.feed(text)
        self.close()
        self.break_line()

    def break_line(self) -> None:
        """Whatever begins here stands on a line of its own."""
        if line := re.sub(r"\s+", " ", self.line).strip():
            self.lines.append(line)
        self.line = ""

    def handle_data(self, data: str) -> None:
        """Text that is seen."""
        if self.area:
            self.area.value += data
        if not self.silent:
            self.line += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes what the tag says and does."""
        given = {name: value or "" for name, value in attrs}
        if tag in SILENT:
            self.silent += 1
        if tag not in INLINE:
            self.break_line()
        self._say(tag, given)
        self._take(tag, given)

    def handle_endtag(self, tag: str) -> None:
        """Closes lines and forms."""
        if tag in SILENT:
            self.silent -= 1
        if tag not in INLINE:
            self.break_line()
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None

    def _say(self, tag: str, given: dict[str, str]) -> None:
        if given.get("name") == TOKEN or tag in {"link", "script"}:
            return
        for name in SAYING:
            if name in given:
                self.said.append(f"{tag} {name}: {' '.join(given[name].split())}")
        if tag in {"input", "button", "option"} and "value" in given:
            marks = "".join(f" {mark}" for mark in ("checked", "selected", "disabled", "required") if mark in given)
            self.said.append(f"{tag} {given.get('name', '')} value: {' '.join(given['value'].split())}{marks}")

    def _take(self, tag: str, given: dict[str, str]) -> None:
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form" and given.get("method", "").lower() == "post":
            self.form = Form(given.get("action", ""))
            if "logout" not in self.form.action:  # the frame of every page has it
                self.forms.append(self.form)
        elif tag == "option" and self.select:
            self.select.options.append((value, "selected" in given))
        elif self.form is not None and tag in {"input", "select", "textarea", "button"} and "disabled" not in given:
            kind = given.get("type", "submit" if tag == "button" else "text")
            decimal = given.get("inputmode", "") in {"decimal", "numeric"} or kind == "number"
            box = Box(tag, name, kind, value, chosen="checked" in given, decimal=decimal)
            self.form.boxes.append(box)
            self.select = box if tag == "select" else None
            self.area = box if tag == "textarea" else None

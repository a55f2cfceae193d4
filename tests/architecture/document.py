"""The generated parts of docs/architecture.md, between their marks."""

from __future__ import annotations

import re

from tests.architecture.rooms import INNER, ROOT, picture, rooms, table
from tests.engine.cards.table import as_markdown

DOCUMENT = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- made by: python -m tests.architecture {} -->", "<!-- end {} -->"


def parts() -> dict[str, str]:
    """Each generated part by name."""
    house = rooms()
    found = {"rooms": table(house), "arrows": picture(house, within="surveillance"), "cards": as_markdown()}
    for inside in INNER:
        inner = rooms(inside=inside)
        found[f"rooms of {inside}"] = table(inner)
        found[f"arrows of {inside}"] = picture(inner, within=inside)
    return found


def written() -> str:
    """The document as it must be: what people wrote, with every generated part made anew."""
    text = DOCUMENT.read_text(encoding="utf-8")
    for name, part in parts().items():
        begin, end = BEGIN.format(name), END.format(name)
        places = re.findall(rf"{re.escape(begin)}.*?{re.escape(end)}", text, flags=re.DOTALL)
        if len(places) != 1:
            raise ValueError(f"docs/architecture.md has {len(places)} places for “{name}”: it needs one, {begin} {end}")
        text = text.replace(places[0], f"{begin}\n{part}\n{end}")
    return text

"""The picture of the house is true: rooms, arrows, and no folder in which nobody finds a line."""

from __future__ import annotations

from tests.architecture.document import DOCUMENT, written
from tests.architecture.rooms import ROOT, crowded, rooms

TOP = {"__init__.py", "apps.py", "migrations", "management", "tasks.py", "urls.py"}
ROOMS = {
    "engine", "review", "deeds", "lists", "replay", "cohort", "letters", "tables", "words", "work", "models", "forms",
    "pages", "chart", "evidence", "demonstration",
}  # fmt: skip


def test_the_document_shows_the_house_as_it_is() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == written(), "run python -m tests.architecture"


def test_surveillance_holds_its_rooms_and_nothing_else() -> None:
    there = {path.name for path in (ROOT / "surveillance").iterdir() if not path.name.startswith("__pycache__")}
    assert there <= TOP | ROOMS
    assert len(there) <= 22


def test_no_folder_holds_more_than_twenty_modules() -> None:
    assert crowded() == []


def test_every_room_says_in_one_sentence_what_lives_there() -> None:
    silent = [
        name for inside in ("", "surveillance.engine") for name, r in rooms(inside=inside).items() if not r.sentence
    ]
    assert silent == []

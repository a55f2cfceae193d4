"""How a form is sent: as it stands, empty, with nonsense, and filled in three ways."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tests.snapshot.house import NOW
from tests.snapshot.markup import TOKEN, Box, Form

WAYS = ("as-it-stands", "empty", "nonsense", "filled-0", "filled-1", "filled-2")
DAYS = (0, -40, 30)
NUMBERS = ("12", "35", "0.5")
WORDS = "As agreed with the patient."
Data = dict[str, list[str]]


def ways(form: Form) -> Iterator[tuple[str, Data]]:
    """Each way and each button, with what the browser would send."""
    buttons = [box for box in form.boxes if box.kind == "submit"] or [Box("button", "", "submit", "")]
    for number, button in enumerate(buttons):
        for way in WAYS:
            data = sent(form, way)
            if button.name:
                data.setdefault(button.name, []).append(button.value)
            yield f"{way}{f'-button-{number}' if number else ''}", data


def filled(form: Form, number: int) -> Iterator[tuple[str, Data]]:
    """One of the filled ways, in turn."""
    return ((way, data) for way, data in ways(form) if way == f"filled-{number % len(DAYS)}")


def sent(form: Form, way: str) -> Data:
    """The values of one way."""
    data: Data = {}
    groups: dict[str, list[Box]] = {}
    for box in form.boxes:
        if not box.name or box.name == TOKEN or box.kind in {"submit", "button", "reset", "file"}:
            continue
        if box.kind in {"radio", "checkbox"}:
            groups.setdefault(box.name, []).append(box)
            continue
        value = box.value.strip() if box.kind == "hidden" else _value(box, way)
        if value is not None:
            data.setdefault(box.name, []).append(value)
    for name, boxes in groups.items():
        if values := _ticked(boxes, way):
            data[name] = values
    return data


def _ticked(boxes: list[Box], way: str) -> list[str]:
    if way == "as-it-stands":
        return [box.value or "on" for box in boxes if box.chosen]
    if not way.startswith("filled"):
        return []
    number = int(way[-1])
    if boxes[0].kind == "radio" or len(boxes) > 1:
        return [boxes[number % len(boxes)].value]
    return [boxes[0].value or "on"] if number % 2 == 0 else []


def _value(box: Box, way: str) -> str | None:
    if way == "as-it-stands":
        if box.tag != "select":
            return box.value.strip()
        chosen = [value for value, picked in box.options if picked] or [value for value, _ in box.options[:1]]
        return chosen[0] if chosen else None
    if way == "empty":
        return ""
    if way == "nonsense":
        return "‽"
    number = int(way[-1])
    if box.tag == "select":
        return box.options[(number + 1) % len(box.options)][0] if box.options else None
    if box.kind == "date" or box.name.endswith(("on", "_first", "_last", "until")):
        return (NOW.date() + timedelta(days=DAYS[number])).isoformat()
    return NUMBERS[number] if box.decimal else WORDS

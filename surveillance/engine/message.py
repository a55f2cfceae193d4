"""What is said, before it is worded: the id of a sentence and its values. The engine knows no language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias, Union

from surveillance.engine.day import Day

LEGACY = "legacy"  # a sentence of before, kept as it was worded
Value: TypeAlias = Union[str, int, float, date, Day, "Code", "Message", tuple["Value", ...], None]

Text: TypeAlias = Union["Message", str]  # a str: typed by a person, or not yet a message


@dataclass(frozen=True, slots=True)
class Code:
    """A coded value, worded by its vocabulary: Code("targets", "mass") reads "Mass"."""

    vocabulary: str
    code: str


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence or phrase: `surveillance.words` renders it in the reader's language."""

    id: str
    values: tuple[tuple[str, Value], ...] = ()

    def __format__(self, spec: str) -> str:
        raise TypeError(f"message {self.id} was put into a text: a sentence takes it as a value")

    __str__ = object.__repr__  # never a text by accident


def say(id: str, /, **values: Value) -> Message:
    """The message of that id with its values, in the order of their names."""
    return Message(id, tuple(sorted(values.items())))


def to_json(value: Value) -> Any:
    """As stored: equal messages give equal JSON. Raises ValueError on a number that JSON does not know."""
    match value:
        case Message():
            return {"say": value.id, "with": {name: to_json(each) for name, each in value.values}}
        case Code():
            return {"code": [value.vocabulary, value.code]}
        case Day():
            return {"day": [value.first.isoformat(), value.last.isoformat(), value.precision]}
        case date():
            return {"on": value.isoformat()}
        case tuple():
            return [to_json(each) for each in value]
        case float() if value != value or value in (float("inf"), float("-inf")):
            raise ValueError("a message holds a number that is none")
        case str() | int() | float() | None:
            return value
    raise TypeError(f"a message holds a {type(value).__name__}")


def from_json(stored: Any) -> Value:
    """The value again; what is no message of ours is given back as it is."""
    match stored:
        case {"say": str(id), "with": Mapping() as values}:
            return Message(id, tuple(sorted((str(name), from_json(each)) for name, each in values.items())))
        case {"code": [str(vocabulary), str(code)]}:
            return Code(vocabulary, code)
        case {"day": [str(first), str(last), str(precision)]}:
            return Day(date.fromisoformat(first), date.fromisoformat(last), precision)
        case {"on": str(on)}:
            return date.fromisoformat(on)
        case list():
            return tuple(from_json(each) for each in stored)
        case str() | int() | float() | None:
            return stored
    raise TypeError(f"not a stored message: {type(stored).__name__}")

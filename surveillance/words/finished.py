"""What the engine gives, for a template: every message in it is finished text."""

from __future__ import annotations

from dataclasses import is_dataclass
from typing import Any

from surveillance.engine.day import Day
from surveillance.engine.message import Code, Message
from surveillance.words.message import text


class Finished:
    """An object of the engine as a template reads it: what is asked of it comes finished, the rest as it is."""

    def __init__(self, thing: object) -> None:
        self._thing = thing

    def __getattr__(self, name: str) -> Any:
        return finished(getattr(self._thing, name))

    def __str__(self) -> str:
        return str(self._thing)


def finished(thing: Any) -> Any:
    """A message as text in the reader's language, several alike, an object that may hold some as `Finished`."""
    match thing:
        case Message() | Code():
            return text(thing)
        case tuple():
            return tuple(finished(each) for each in thing)
        case Day():
            return thing
    return Finished(thing) if is_dataclass(thing) and not isinstance(thing, type) else thing

"""What a rule still reads as a text: the message, worded. It goes with the last of its readers."""

from __future__ import annotations

from importlib import import_module

from surveillance.engine.message import Text


def before(said: Text) -> str:
    """The message as it read before it was one; a text stays as it is."""
    return str(import_module("surveillance.words.message").text(said))

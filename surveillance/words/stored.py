"""What was stored with messages in it, wherever they stand, as a person reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import translation

from surveillance.engine.message import Code, Message, from_json
from surveillance.words.message import text

DIGITS = 9  # of a number that is compared


def rendered(value: Any) -> Any:
    """The same lists and objects with each message in the reader's language; numbers stay numbers."""
    match value:
        case Message() | Code():
            return text(value)
        case Mapping():
            try:
                return text(from_json(value))
            except TypeError:  # an object of ours that holds messages
                return {name: rendered(each) for name, each in value.items()}
        case list() | tuple():
            return [rendered(each) for each in value]
    return value


def english(value: Any) -> Any:
    """The same in English for whoever compares or analyses; floats to nine digits."""
    with translation.override(settings.LANGUAGE_CODE):
        return _rounded(rendered(value))


def _rounded(value: Any) -> Any:
    match value:
        case float():
            return round(value, DIGITS)
        case dict():
            return {name: _rounded(each) for name, each in value.items()}
        case list():
            return [_rounded(each) for each in value]
    return value

"""Messages in the reader's language: the sentence of the id, its values written as its format says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Any

from django.utils.translation import gettext, ngettext

from registry.wording import month
from surveillance.engine.day import Day
from surveillance.engine.known.numerals import bare, number, signed
from surveillance.engine.message import LEGACY, Code, Message, Value
from surveillance.words.dates import written

FIGURES: Mapping[str, Callable[[float], str]] = {"bare": bare, "number": number, "signed": signed}
DATES: Mapping[str, Callable[[Any], str]] = {"": written, "month": month, "year": lambda on: str(on.year)}


@dataclass(frozen=True, slots=True)
class Plural:
    """A sentence that counts: one form for one, another for more; `by` names the value that counts."""

    one: str
    more: str
    by: str = "n"


Sentence = str | Plural


class Words(Formatter):
    """`str.format` for messages: a value may itself be a message, a code, a date, or several of them.

    A format after the colon: of a number what Python or `FIGURES` knows; of a date what `DATES` knows; of several
    values what joins them, "; " unless given; of a text `lower`, `upper`, `capitalize` (as Python does) or `capital`
    (the first letter alone).
    """

    def __init__(self, sentences: Mapping[str, Sentence], vocabularies: Mapping[str, Mapping[str, str]]) -> None:
        self.sentences, self.vocabularies = sentences, vocabularies

    def message(self, said: Message) -> str:
        """The sentence of a message."""
        values = dict(said.values)
        if said.id == LEGACY:
            return str(values.get("text", ""))
        try:
            return self.vformat(self._template(said.id, values), (), values)
        except KeyError:  # stored by another version: its sentence is gone or asks for other values
            return ": ".join(filter(None, (said.id, ", ".join(self.value(each) for each in values.values()))))

    def value(self, said: Value) -> str:
        """One value by itself."""
        return str(self.format_field(said, ""))

    def _template(self, id: str, values: Mapping[str, Value]) -> str:
        sentence = self.sentences[id]
        if isinstance(sentence, Plural):
            count = values[sentence.by]
            return ngettext(sentence.one, sentence.more, count if isinstance(count, int) else 2)
        return gettext(sentence) if sentence else ""

    def format_field(self, value: Any, format_spec: str) -> str:
        """One value in words."""
        match value:
            case Message():
                return _cased(self.message(value), format_spec)
            case Code():
                return _cased(self._label(value), format_spec)
            case tuple():
                each = [self.format_field(one, "") for one in value]
                return (format_spec or "; ").join(text for text in each if text)
            case Day() | date():
                return DATES[format_spec](value)
            case None:
                return ""
            case str():
                return _cased(value, format_spec)
        return FIGURES[format_spec](value) if format_spec in FIGURES else format(value, format_spec)

    def _label(self, value: Code) -> str:
        label = self.vocabularies.get(value.vocabulary, {}).get(value.code)
        return gettext(label) if label else value.code


def _cased(text: str, how: str) -> str:
    match how:
        case "":
            return text
        case "capital":
            return text[:1].upper() + text[1:]
        case "capitalize" | "lower" | "upper":
            return str(getattr(text, how)())
    raise ValueError(f"no such format of a text: {how!r}")

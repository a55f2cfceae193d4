"""What the engine says, in the language of whoever reads it now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import lazy

from registry.vocabulary import clinic, readings, terms
from surveillance.engine.message import Message, from_json
from surveillance.words.render import Words
from surveillance.words.sentences import SENTENCES

VOCABULARIES = {
    name.lower(): {term.code: term.label for term in value}
    for vocabulary in (terms, clinic, readings)
    for name, value in vars(vocabulary).items()
    if name.isupper() and isinstance(value, tuple) and value and isinstance(value[0], terms.Term)
} | {f"details.{feature.code}": terms.labels(feature.details) for feature in terms.FEATURES}
_WORDS = Words(SENTENCES, VOCABULARIES)


def text(said: Any) -> str:
    """A message, or a value of one, as a person reads it, given or as stored; a plain text stays as it is."""
    match said:
        case str():
            return said
        case Message():
            return _WORDS.message(said)
        case Mapping() | list():
            return text(from_json(said))
    return _WORDS.value(said)


text_lazy = lazy(text, str)  # for what is read once and shown in many languages: the choices of a form

"""What the engine says, in the language of whoever reads it now."""

from __future__ import annotations

from registry.vocabulary import clinic, readings, terms
from surveillance.engine.message import Message, Value
from surveillance.words.render import Words
from surveillance.words.sentences import SENTENCES

VOCABULARIES = {
    name.lower(): {term.code: term.label for term in value}
    for vocabulary in (terms, clinic, readings)
    for name, value in vars(vocabulary).items()
    if name.isupper() and isinstance(value, tuple) and value and isinstance(value[0], terms.Term)
} | {f"details.{feature.code}": terms.labels(feature.details) for feature in terms.FEATURES}
_WORDS = Words(SENTENCES, VOCABULARIES)


def text(said: Value) -> str:
    """A message, or a value of one, as a person reads it; a plain text stays as it is."""
    return said if isinstance(said, str) else _WORDS.message(said) if isinstance(said, Message) else _WORDS.value(said)

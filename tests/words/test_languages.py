"""Only a language that is translated whole is offered."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings

from tests.words.catalogue import script


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    """The script behind `make messages`."""
    return script()


def test_every_language_offered_is_the_source_or_translated_whole(messages: ModuleType) -> None:
    assert settings.LANGUAGE_CODE in dict(settings.LANGUAGES)
    others = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    assert {code: messages.lacking(code) for code in others if messages.lacking(code)} == {}


def test_sentences_of_code_and_templates_are_found_with_their_plurals(messages: ModuleType) -> None:
    found = messages.sentences()
    for said in ("Settings saved.", "Schedule follow-up", "Dialysis"):  # of a page, of a template, of the vocabulary
        assert said in found, said
    assert found.get("%d exam").pluralizable


def test_a_catalogue_that_lacks_one_sentence_is_named(messages: ModuleType, tmp_path: Path) -> None:
    assert "Settings saved." in messages.lacking("it", tmp_path)
    messages.update("it", tmp_path)
    path = tmp_path / "it" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        catalogue = messages.read_po(file, locale="it")
    for message in catalogue:
        if message.id and message.id != "Settings saved.":
            message.string = message.id
    with path.open("wb") as file:
        messages.write_po(file, catalogue)
    messages.update("it", tmp_path)
    assert messages.lacking("it", tmp_path) == ["Settings saved."]


LOST = {  # a day lost, a value misnamed, a number of the engine lost
    "%(day)s lies in the future (today is %(today)s).": "%(day)s è nel futuro.",
    "Your role at this centre does not include: %(deed)s. Ask the centre administrator.": "Manca: %(diritto)s.",
    "{mm:number} mm": "mm",
}


def test_a_sentence_that_lost_a_value_in_translation_is_not_translated(messages: ModuleType, tmp_path: Path) -> None:
    """No day, number or unit may vanish (law 15), and a value that nobody gives would end in an error."""
    messages.update("it", tmp_path)
    path = tmp_path / "it" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        catalogue = messages.read_po(file, locale="it")
    assert LOST.keys() <= {message.id for message in catalogue if not message.pluralizable}
    for message in catalogue:
        if message.id:
            message.string = message.id if message.pluralizable else LOST.get(message.id, message.id)
    with path.open("wb") as file:
        messages.write_po(file, catalogue)
    messages.update("it", tmp_path)
    assert {*messages.lacking("it", tmp_path)} == {*LOST}

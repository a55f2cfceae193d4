"""Catalogues by Babel: every sentence of code, templates, engine and vocabulary, in locale/LANGUAGE/LC_MESSAGES.

python .ci/messages.py [LANGUAGE …]     updates and compiles each catalogue that is there, and begins those named
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import django  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annulus.settings")
django.setup()

from django.apps import apps  # noqa: E402
from django.db.models import Model  # noqa: E402
from django.utils.functional import Promise  # noqa: E402
from django.utils.translation.template import templatize  # noqa: E402

from annulus.templates import without_layout  # noqa: E402
from registry.catalogue import fact_kinds  # noqa: E402
from registry.fields import CodedField, CodedSetField  # noqa: E402
from surveillance.engine.limits import names  # noqa: E402
from surveillance.evidence.glossary import GLOSSARY  # noqa: E402
from surveillance.evidence.inconsistencies import INCONSISTENCIES  # noqa: E402
from surveillance.evidence.readings import ROUTINE  # noqa: E402
from surveillance.forms.numbers import words  # noqa: E402
from surveillance.words.message import VOCABULARIES  # noqa: E402
from surveillance.words.render import Plural  # noqa: E402
from surveillance.words.sentences import SENTENCES  # noqa: E402

LOCALE = ROOT / "locale"
VALUE = re.compile(r"(?:%\(|\{)(\w+)")
CODE = ("annulus", "api", "registry", "surveillance")
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip


def sentences() -> Catalog:
    """Everything that is to be translated, each sentence once, with where it stands."""
    found = Catalog(project="Annulus", charset="utf-8")
    for place, source in _sources():
        for line, said, _, context in extract("python", BytesIO(source), keywords=KEYWORDS):
            found.add(said, None, [(place, line)], context=context)
    for sentence in filter(None, SENTENCES.values()):
        found.add((sentence.one, sentence.more) if isinstance(sentence, Plural) else sentence)
    for label in filter(None, _labels()):
        found.add(label)
    for name in names():
        found.add(words(name))
    return found


def _labels() -> Iterator[str]:
    """What is said once as data and worded where it is read: vocabularies, names of fields and kinds, the glossary."""
    for vocabulary in VOCABULARIES.values():
        yield from vocabulary.values()
    for model in apps.get_models():
        yield from _of_fields(model)
    for kind in fact_kinds():
        yield from map(str, (kind._meta.verbose_name, kind.title, kind.titles))
    for word in GLOSSARY:
        yield from (word.word, word.meaning)
    for each in INCONSISTENCIES:
        yield from (each.problem, each.action)
    yield ROUTINE


def _of_fields(model: type[Model]) -> Iterator[str]:
    if model.__module__.startswith(tuple(f"{house}." for house in CODE)):
        for field in (each for each in model._meta.local_fields if each.editable):
            if not isinstance(field._verbose_name, Promise):  # Django's own fields bring their words
                yield from map(str, (field.verbose_name, field.help_text))
            if isinstance(field, CodedField | CodedSetField):
                yield from (term.label for term in field.terms)


def _sources() -> Iterator[tuple[str, bytes]]:
    """Python as it is; templates, as they are loaded, in the Python that Django makes of them for this."""
    for folder in CODE:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield str(path.relative_to(ROOT)), path.read_bytes()
    for path in sorted((ROOT / "templates").rglob("*.html")):
        yield str(path.relative_to(ROOT)), templatize(without_layout(path.read_text(encoding="utf-8"))).encode()


def lacking(language: str, locale: Path = LOCALE) -> list[str]:
    """The sentences that the compiled catalogue of a language does not translate whole: all where there is none."""
    compiled = _folder(language, locale) / "django.mo"
    known = Catalog()
    if compiled.exists():
        with compiled.open("rb") as file:
            known = read_mo(file)
    keys = {(m.id[0] if m.pluralizable else m.id, m.context) for m in known if m.id and _is_whole(m)}
    wanted = [(m.id[0] if m.pluralizable else m.id, m.context) for m in sentences() if m.id]
    return [said for said, context in wanted if (said, context) not in keys]


def _is_whole(message: Message) -> bool:
    """Whether every form is translated and says the values of the source: none is lost, none is misnamed.

    Where a sentence counts, the form of one may leave out what the source leaves out there ("1 exam").
    """
    sources, said = _forms(message.id), _forms(message.string)
    least, most = set.intersection(*map(_values, sources)), set.union(*map(_values, sources))
    return bool(said) and all(each and least <= _values(each) <= most for each in said)


def _forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def _values(sentence: str) -> set[str]:
    """The names of the values in a sentence of code, `%(name)s`, or of the engine, `{name:format}`."""
    return set(VALUE.findall(sentence))


def update(language: str, locale: Path = LOCALE) -> None:
    """The catalogue with the sentences of now; what was translated stays, what only looks alike is marked fuzzy."""
    source = _folder(language, locale) / "django.po"
    source.parent.mkdir(parents=True, exist_ok=True)
    catalogue = Catalog(locale=language)
    if source.exists():
        with source.open("rb") as file:
            catalogue = read_po(file, locale=language)
    catalogue.update(sentences())
    with source.open("wb") as file:
        write_po(file, catalogue, width=120, omit_header=False)
    with source.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)


def _folder(language: str, locale: Path) -> Path:
    code, _, country = language.replace("_", "-").partition("-")
    return locale / (f"{code}_{country.upper()}" if country else code) / "LC_MESSAGES"


if __name__ == "__main__":
    languages = {path.parent.parent.name for path in LOCALE.glob("*/LC_MESSAGES/django.po")} | set(sys.argv[1:])
    print(f"{len(sentences())} sentences.")
    for each in sorted(languages):
        update(each)
        print(f"{each}: {len(lacking(each))} not translated.")

"""What the registry says, in the language of whoever reads it now: labels, and dates in letters.

The vocabulary is pure and knows English alone; here it passes through gettext, and `.ci/messages.py` collects it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from registry.vocabulary import terms as english
from registry.vocabulary.terms import Terms

_MONTHS = (
    pgettext_lazy("short month", "Jan"), pgettext_lazy("short month", "Feb"), pgettext_lazy("short month", "Mar"),
    pgettext_lazy("short month", "Apr"), pgettext_lazy("short month", "May"), pgettext_lazy("short month", "Jun"),
    pgettext_lazy("short month", "Jul"), pgettext_lazy("short month", "Aug"), pgettext_lazy("short month", "Sep"),
    pgettext_lazy("short month", "Oct"), pgettext_lazy("short month", "Nov"), pgettext_lazy("short month", "Dec"),
)  # fmt: skip


class Labels(Mapping[str, str]):
    """Label by code, worded at each reading: a module makes it once, and it is read in many languages."""

    def __init__(self, terms: Terms) -> None:
        self._english = english.labels(terms)

    def __getitem__(self, code: str) -> str:
        return worded(self._english[code])

    def __iter__(self) -> Iterator[str]:
        return iter(self._english)

    def __len__(self) -> int:
        return len(self._english)


def labels(terms: Terms) -> Labels:
    """Label by code."""
    return Labels(terms)


def choices(terms: Iterable[english.Term]) -> list[tuple[str, Any]]:
    """Codes and labels as a field offers them, worded when they are shown."""
    return [(term.code, worded_lazy(term.label)) for term in terms]


def worded(label: str) -> str:
    """A label of ours; an empty one stays empty (gettext gives the heading of the catalogue)."""
    return _(label) if label else ""


def worded_lazy(label: Any) -> Any:
    """The same, worded when it is shown."""
    return gettext_lazy(label) if label and not isinstance(label, Promise) else label


def source(label: Any) -> str:
    """A label in the language it was written in: for files and documents that stay in one language."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(label)


def word_fields(of: Iterable[type[models.Model]]) -> None:
    """The names and help of all fields are worded when they are shown: models say them in English, once."""
    for field in (field for model in of for field in model._meta.local_fields):
        field.verbose_name = worded_lazy(field.verbose_name)
        field.help_text = worded_lazy(field.help_text)


def month(on: date) -> str:
    """The month in three letters."""
    return str(_MONTHS[on.month - 1])


def written(day: date) -> str:
    """10-Mar-2024: never all numbers (NHS CUI guidance)."""
    return _("%(day)02d-%(month)s-%(year)d") % {"day": day.day, "month": month(day), "year": day.year}

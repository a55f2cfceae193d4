"""When a person was born: the exact day is the identity's, a year or a span the demographics'."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from registry.dates import partial_date
from registry.wording import written

FIELDS = ("birth_first", "birth_last", "birth_precision")
SHORTEST = timedelta(days=27)  # from the first to the last day of a February: what is narrower nearly tells the day


class Born(NamedTuple):
    """The day, which the identity keeps, and the values of the demographics, which hold its year."""

    day: date | None
    values: dict[str, Any]


def exactly(day: date) -> dict[str, Any]:
    """A birth as somebody says it who knows the day."""
    return dict(zip(FIELDS, (day, day, "day"), strict=True))


def settled(known: date | None, said: Mapping[str, Any]) -> Born:
    """What is kept where: `known` is the day that the identity has, `said` what is to be recorded beside the sex.

    A day said moves to the identity. A day that is known and not contradicted stays, and its year stands beside the
    sex. Without any day the span stands as it was said.
    """
    first, last, precision = (said.get(name) for name in FIELDS)
    if first is None or last is None:
        return Born(known, dict(said) | (_year_of(known) if known else {}))
    if precision == "day" and first == last:
        return Born(first, dict(said) | _year_of(first))
    if known is None:
        return Born(None, dict(said) | _widened(first, last, precision))
    if not first <= known <= last:
        raise elsewhere(_("%(first)s to %(last)s") % {"first": written(first), "last": written(last)})
    return Born(known, dict(said) | _year_of(known))


def elsewhere(said: str) -> ValidationError:
    """The refusal of a birth that is not the one kept with the name."""
    told = _(
        "%(said)s does not fit: another day of birth is kept with the name. Give the full date here, or correct it "
        "there."
    )
    return ValidationError({"birth_first": told % {"said": said}})


def _year_of(day: date) -> dict[str, Any]:
    return dict(zip(FIELDS, partial_date(day.year), strict=True))


def _widened(first: date, last: date, precision: Any) -> dict[str, Any]:
    """The span, or the whole years of one so narrow that it nearly says the day; a reversed one is refused later."""
    narrow = timedelta(0) <= last - first < SHORTEST
    if narrow:
        first, last = date(first.year, 1, 1), date(last.year, 12, 31)
    coarse = "year" if precision == "day" or (narrow and precision != "nominal") else precision
    return dict(zip(FIELDS, (first, last, coarse), strict=True))

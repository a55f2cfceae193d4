"""What a laboratory value may be: in a unit that its test is reported in, and a number that can be true in it."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from registry.vocabulary.laboratory import CULTURE, LIMITS, WITHOUT
from registry.vocabulary.terms import LABS, labels

Numbers = Mapping[str, float | None]  # by the name of the field


def check(kind: str, *, unit: str, numbers: Numbers) -> None:
    """Refuse a unit in which nobody reports the test, and every number that cannot be in that unit."""
    name, by_unit = _(labels(LABS)[kind]).split(" (")[0], LIMITS[kind]
    known = ", ".join(filter(None, by_unit))
    if unit not in by_unit:
        said = _("%(test)s needs its unit. Choose one of: %(known)s.")
        if unit:
            said = _("%(test)s is not reported in %(unit)s. Choose one of: %(known)s.")
        raise ValidationError({"unit": said % {"test": name, "unit": unit, "known": known}})
    low, high = by_unit[unit]
    said = _(
        "%(test)s %(value)g %(unit)s: possible is %(low)g to %(high)g %(unit)s. Check the number and the unit (one of: "
        "%(known)s)."
    )
    if unit in WITHOUT:
        said = _("%(test)s %(value)g is not 0 or 1: enter 1 if it is positive, 0 if it is negative.")
    wrong = _wrong(numbers, low, high, whole=kind == CULTURE)
    if wrong:
        told = {"test": name, "unit": unit, "low": low, "high": high, "known": known}
        raise ValidationError({field: said % {**told, "value": value} for field, value in wrong})


def _wrong(numbers: Numbers, low: float, high: float, *, whole: bool) -> list[tuple[str, float]]:
    given = [(field, value) for field, value in numbers.items() if value is not None]
    return [(field, value) for field, value in given if not low <= value <= high or (whole and value % 1)]

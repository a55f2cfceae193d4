"""The kinds of values that documents hold: what is sent is taken as it is or refused, never guessed."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.fields import empty

from registry import dates
from registry.fields import MeasureField
from registry.vocabulary.terms import Terms

PARTIAL = r"^(nominal )?[0-9]{4}(-[0-9]{2}(-[0-9]{2}(/[0-9]{4}-[0-9]{2}-[0-9]{2})?)?)?$"
MONTH_DAYS = 31
SHOWN = 60  # characters of a refused value that a sentence repeats


class Text(serializers.CharField):
    """A text, never a number turned into one."""

    def to_internal_value(self, data: Any) -> str:
        """The text without spaces around it."""
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class YesNo(serializers.BooleanField):
    """true or false, not a word for it."""

    def to_internal_value(self, data: Any) -> bool:
        """The value as it came."""
        if not isinstance(data, bool):
            self.fail("invalid", input=str(data)[:SHOWN])
        return data


class Day(serializers.DateField):
    """A full date."""

    def to_internal_value(self, data: Any) -> date:
        """A date of the calendar, from text."""
        if not isinstance(data, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", data):
            said = _("“%(value)s” is not a date. Write it as 2026-03-10.")
            raise serializers.ValidationError(said % {"value": str(data)[:SHOWN]})
        return super().to_internal_value(data)


class Measure(serializers.FloatField):
    """A measurement: its unit, limits and refusal are those of the model's field."""

    def __init__(self, *, of: MeasureField, **options: Any) -> None:
        super().__init__(**options)
        self.of = of

    def to_internal_value(self, data: Any) -> float:
        """A finite number within the limits."""
        if isinstance(data, bool) or not isinstance(data, int | float):
            said = _("“%(value)s” is not a number. Write it without quotes: 27.2.")
            raise serializers.ValidationError(said % {"value": str(data)[:SHOWN]})
        try:
            value = float(data)
        except OverflowError:
            value = math.inf
        if not math.isfinite(value) or not self.of.low <= value <= self.of.high:
            raise serializers.ValidationError(self.of.refusal(value))
        return value


class Coded(serializers.ChoiceField):
    """One code; null says not recorded (the model keeps an empty text)."""

    def __init__(self, *, terms: Terms, **options: Any) -> None:
        super().__init__(choices=[(term.code, term.label) for term in terms], **options)
        self.terms = terms

    def run_validation(self, data: Any = empty) -> str:
        """The code, or an empty text."""
        return super().run_validation(data) or ""

    def to_internal_value(self, data: Any) -> str:
        """A known code."""
        if not isinstance(data, str) or data not in self.choices:
            known = ", ".join(term.code for term in self.terms)
            said = _("“%(value)s” is not one of: %(known)s.")
            raise serializers.ValidationError(said % {"value": str(data)[:SHOWN], "known": known})
        return data

    def to_representation(self, value: str) -> str | None:  # type: ignore[override]  # the stubs know no null
        """The code, or null."""
        return value or None


class PartialDate(serializers.Field):
    """A date as precisely as it is known, in one text; the model keeps the first and last possible day."""

    def __init__(self, *, prefix: str = "on", **options: Any) -> None:
        super().__init__(source="*", **options)
        self.prefix = prefix

    def run_validation(self, data: Any = empty) -> dict[str, Any]:
        """The three columns."""
        return super().run_validation(data) or self._columns(None, None, "")

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """2026, 2026-03, 2026-03-10, “nominal 2000-01-01” or 1940-03-11/1941-03-10."""
        if data is None:  # REST framework passes null on to a field that stands for several columns
            return self._columns(None, None, "")
        if not isinstance(data, str) or not re.fullmatch(PARTIAL, data):
            raise _no_date(str(data)[:SHOWN])
        nominal, text = data.startswith("nominal "), data.removeprefix("nominal ")
        found = _between(text) if "/" in text else _known(text)
        return self._columns(found.first, found.last, "nominal" if nominal else found.precision)

    def to_representation(self, fact: Any) -> str | None:
        """The shortest text that says exactly these days."""
        columns = self._columns(None, None, "")
        first, last, precision = (getattr(fact, name) for name in columns)
        if first is None:
            return None
        word = "nominal " if precision == "nominal" else ""
        if first == last:
            return f"{word}{first.isoformat()}"
        for short in (first.isoformat()[:7], first.isoformat()[:4]):
            span = dates.parse_date(short)
            if (span.first, span.last) == (first, last):
                return f"{word}{short}"
        return f"{word}{first.isoformat()}/{last.isoformat()}"

    def _columns(self, first: date | None, last: date | None, precision: str) -> dict[str, Any]:
        precise = "precision" if self.prefix == "on" else f"{self.prefix}_precision"
        return {f"{self.prefix}_first": first, f"{self.prefix}_last": last, precise: precision}


def _no_date(text: str) -> serializers.ValidationError:
    said = _("“%(value)s” is not a date. Write 2026-03-10, or 2026-03 or 2026 if less is known.")
    return serializers.ValidationError(said % {"value": text})


def _known(text: str) -> dates.PartialDate:
    try:
        return dates.parse_date(text)
    except ValueError as error:
        raise _no_date(text) from error


def _between(text: str) -> dates.PartialDate:
    """From one day to another, both said."""
    try:
        start, end = map(date.fromisoformat, text.split("/"))
    except ValueError as error:
        raise serializers.ValidationError(str(error)) from error  # what Python says of a day that is in no calendar
    if end < start:
        said = _("%(first)s is after %(last)s: turn the two dates round.")
        raise serializers.ValidationError(said % {"first": start.isoformat(), "last": end.isoformat()})
    days = (end - start).days
    precision = "day" if days == 0 else "month" if days <= MONTH_DAYS else "year"
    return dates.PartialDate(start, end, precision)

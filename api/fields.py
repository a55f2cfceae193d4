"""Fields of the API read off the models: label, unit, limits and choices are written once, in the registry."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError as ModelRefusal
from django.db import models
from rest_framework import serializers
from rest_framework.fields import empty

from registry import access, catalogue, dates
from registry.fields import CodedField, CodedSetField, MeasureField
from registry.models import Centre, Lesion, Patient, Staff, User
from registry.terms import Terms

PARTIAL = r"^(nominal )?[0-9]{4}(-[0-9]{2}(-[0-9]{2}(/[0-9]{4}-[0-9]{2}-[0-9]{2})?)?)?$"
MONTH_DAYS, YEAR_DAYS = 31, 366
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
            raise serializers.ValidationError(f"“{str(data)[:SHOWN]}” is not a date. Write it as 2026-03-10.")
        return super().to_internal_value(data)  # type: ignore[no-any-return]


class Measure(serializers.FloatField):
    """A measurement: its unit, limits and refusal are those of the model's field."""

    def __init__(self, *, of: MeasureField, **options: Any) -> None:
        super().__init__(**options)
        self.of = of

    def to_internal_value(self, data: Any) -> float:
        """A finite number within the limits."""
        if isinstance(data, bool) or not isinstance(data, int | float):
            raise serializers.ValidationError(f"“{str(data)[:SHOWN]}” is not a number. Write it without quotes: 27.2.")
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
            raise serializers.ValidationError(f"“{str(data)[:SHOWN]}” is not one of: {known}.")
        return data

    def to_representation(self, value: str) -> str | None:
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
        if not isinstance(data, str) or not re.fullmatch(PARTIAL, data):
            raise serializers.ValidationError(
                f"“{str(data)[:SHOWN]}” is not a date. Write 2026-03-10, or 2026-03 or 2026 if less is known."
            )
        nominal, text = data.startswith("nominal "), data.removeprefix("nominal ")
        try:
            first, _, last = text.partition("/")
            found = _between(first, last) if last else dates.parse_date(first)
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error
        return self._columns(found.first, found.last, "nominal" if nominal else found.precision)

    def to_representation(self, fact: Any) -> str | None:
        """The shortest text that says exactly these days."""
        columns = self._columns(None, None, "")
        first, last, precision = (getattr(fact, name) for name in columns)
        if first is None:
            return None
        word = "nominal " if precision == "nominal" else ""
        if first == last:
            return f"{word}{first:%Y-%m-%d}"
        for short in (first.strftime("%Y-%m"), first.strftime("%Y")):
            span = dates.parse_date(short)
            if (span.first, span.last) == (first, last):
                return f"{word}{short}"
        return f"{word}{first:%Y-%m-%d}/{last:%Y-%m-%d}"

    def _columns(self, first: date | None, last: date | None, precision: str) -> dict[str, Any]:
        precise = "precision" if self.prefix == "on" else f"{self.prefix}_precision"
        return {f"{self.prefix}_first": first, f"{self.prefix}_last": last, precise: precision}


def _between(first: str, last: str) -> dates.PartialDate:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    if end < start:
        raise ValueError(f"{first} is after {last}: turn the two dates round.")
    days = (end - start).days
    precision = "day" if days == 0 else "month" if days <= MONTH_DAYS else "year"
    return dates.PartialDate(start, end, precision)


class LesionNumber(serializers.IntegerField):
    """A lesion of the patient, by its number."""

    def to_internal_value(self, data: Any) -> Lesion:
        """The lesion; another patient's cannot be named."""
        lesions = self.context.get("lesions")
        if lesions is None:
            patient: Patient = self.context["patient"]
            lesions = self.context["lesions"] = {lesion.number: lesion for lesion in patient.lesions.all()}
        if isinstance(data, bool) or not isinstance(data, int) or data not in lesions:
            known = ", ".join(str(number) for number in lesions) or "none"
            raise serializers.ValidationError(f"This patient has no lesion “{str(data)[:SHOWN]}”. Recorded: {known}.")
        return lesions[data]  # type: ignore[no-any-return]

    def run_validation(self, data: Any = empty) -> Any:
        """Lesion 1 where none is named and one is needed."""
        found = super().run_validation(data)
        return self.to_internal_value(found) if isinstance(found, int) else found

    def to_representation(self, lesion: Lesion) -> int:
        """Its number."""
        return lesion.number


class LesionNumbers(serializers.ListField):
    """The numbers of a patient's lesions."""

    child = serializers.IntegerField(min_value=1)

    def to_representation(self, lesions: Any) -> list[int]:
        """In order."""
        return sorted(lesion.number for lesion in lesions.all())


class StaffName(Text):
    """A person of the patient's centre, by user name."""

    def to_internal_value(self, data: Any) -> User:
        """The person; staff of other centres are unknown here."""
        name, patient = super().to_internal_value(data), self.context["patient"]
        staff = Staff.objects.filter(centre=patient.centre_id, user__username=name, user__is_active=True)
        found = staff.select_related("user").first()
        if found is None:
            raise serializers.ValidationError(f"“{name[:SHOWN]}” is not the user name of anybody at this centre.")
        return found.user  # type: ignore[no-any-return]

    def to_representation(self, person: User) -> str:
        """The user name."""
        return person.get_username()


class CentreCode(Text):
    """One of the user's centres, by its code; a centre of others and one that does not exist are refused alike."""

    def to_internal_value(self, data: Any) -> Centre:
        """The centre, if the user works there."""
        code = super().to_internal_value(data)
        mine = {staff.centre.code: staff.centre for staff in access.staff_of(self.context["request"].user)}
        if code not in mine:
            raise serializers.ValidationError(f"You have no centre “{code[:SHOWN]}”. Yours: {', '.join(sorted(mine))}.")
        return mine[code]

    def to_representation(self, centre: Centre) -> str:
        """Its code."""
        return centre.code


def fields_of(model: type[models.Model], *, without: Iterable[str] = ()) -> dict[str, serializers.Field]:
    """The clinical fields of a model in order; the three columns of a partial date are one field, shown apart too."""
    names = {said.name for said in catalogue.entries(model)} - set(without)
    found: dict[str, serializers.Field] = {}
    for said in catalogue.entries(model):
        prefix = said.name.removesuffix("_first")
        if said.name in names and {f"{prefix}_first", f"{prefix}_last"} <= names and prefix != said.name:
            found |= _partial(model, prefix)
        elif said.name in names and said.name not in found:
            found[said.name] = field_of(model._meta.get_field(said.name))
    return found


def _partial(model: type[models.Model], prefix: str) -> Mapping[str, serializers.Field]:
    first = model._meta.get_field(f"{prefix}_first")
    precise = "precision" if prefix == "on" else f"{prefix}_precision"
    options = {"allow_null": True, "default": None} if first.null else {}
    return {
        prefix: PartialDate(prefix=prefix, label=prefix, help_text="2026, 2026-03 or 2026-03-10: as known.", **options),
        f"{prefix}_first": Day(read_only=True, allow_null=first.null),
        f"{prefix}_last": Day(read_only=True, allow_null=first.null),
        precise: Coded(terms=model._meta.get_field(precise).terms, read_only=True, allow_null=first.null),
    }


def field_of(field: Any) -> serializers.Field:
    """One field of the API from one field of a model."""
    said: dict[str, Any] = {"label": str(field.verbose_name), "help_text": str(field.help_text) or None}
    optional = field.null or field.blank or field.has_default()
    if optional:
        said["default"] = list if isinstance(field, CodedSetField) else field.get_default()
    if isinstance(field, MeasureField):
        return Measure(of=field, allow_null=field.null, **said)
    if isinstance(field, CodedField):
        return Coded(terms=field.terms, **said | ({} if field.required else {"allow_null": True, "default": None}))
    if isinstance(field, CodedSetField):
        return serializers.ListField(child=Coded(terms=field.terms), max_length=len(field.terms), **said)
    if isinstance(field, models.ForeignKey):
        return _link(field, said)
    if isinstance(field, models.BooleanField):
        return YesNo(**said)
    if isinstance(field, models.DateField):
        return Day(allow_null=field.null, **said)
    return Text(allow_blank=field.blank, max_length=field.max_length or 10_000, **said)


def _link(field: Any, said: dict[str, Any]) -> serializers.Field:
    if field.related_model is Lesion:
        said |= {"allow_null": True} if field.null else {"default": 1}
        return LesionNumber(min_value=1, **said)
    if field.related_model is User:
        return StaffName(max_length=150, **said)
    raise TypeError(f"The API has no field for the link {field}.")

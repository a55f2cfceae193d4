"""Fields that say everything once: label, unit, limits, code and help; limits hold in the database too."""

from __future__ import annotations

import math
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext as _

from registry.vocabulary.terms import Terms
from registry.wording import choices, labels

UNIT_WORDS = {"mm[Hg]": "mmHg", "[hnsf'U]": "HU", "cm2": "cm²", "mm3": "mm³", "mL/m2": "mL/m²", "Cel": "°C", "deg": "°",
              "mo": "months", "1": ""}  # fmt: skip


def unit_words(unit: str) -> str:
    """A UCUM unit as people write it."""
    return UNIT_WORDS.get(unit, unit)


def _constrain(model: type[models.Model], constraint: models.BaseConstraint) -> None:
    """Add a constraint to a concrete model so that migrations see it."""
    if model._meta.abstract:
        return
    model._meta.constraints = [*model._meta.constraints, constraint]
    model._meta.original_attrs["constraints"] = model._meta.constraints


class MeasureFormField(forms.FloatField):
    """A number typed with comma or point, finite."""

    def to_python(self, value: Any) -> float | None:  # type: ignore[override]  # the stubs make a FloatField an integer
        """The number, accepting both decimal marks; anything else names the value and the remedy."""
        text = str(value).strip().replace(",", ".") if value not in (None, "") else ""
        if not text:
            return None
        try:
            number = float(text)
        except ValueError as error:
            said = _("“%(value)s” is not a number. Write digits such as 27.2 or 27,2.")
            raise ValidationError(said % {"value": value}) from error
        if not math.isfinite(number):
            said = _("“%(value)s” is not a measurement. Write digits such as 27.2 or 27,2.")
            raise ValidationError(said % {"value": value})
        return number


class MeasureField(models.FloatField):
    """A measurement with one unit (UCUM) and sanity limits [low, high], enforced by form, model and database."""

    def __init__(
        self, label: str = "", *, unit: str = "", low: float = 0, high: float = 0, code: str = "", **options: Any
    ) -> None:
        self.unit, self.low, self.high, self.code = unit, low, high, code
        options.setdefault("null", True)
        options.setdefault("blank", True)
        super().__init__(label or None, **options)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """A plain FloatField: label, unit, code and help are no matter of migrations (the limits are constraints)."""
        name, _, args, kwargs = super().deconstruct()
        for said in ("verbose_name", "help_text"):
            kwargs.pop(said, None)
        return name, "django.db.models.FloatField", args, kwargs

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        """Add the limits as a named check."""
        super().contribute_to_class(cls, name, private_only)
        within = Q(**{f"{name}__gte": self.low, f"{name}__lte": self.high})
        _constrain(cls, CheckConstraint(condition=within, name=f"{cls.__name__.lower()}_{name}_within"))

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Refuse what is out of limits with a sentence that names value, limits, unit and remedy."""
        super().validate(value, model_instance)
        if value is None:
            return
        if not math.isfinite(value) or not self.low <= value <= self.high:
            raise ValidationError(self.refusal(value), code="limits")

    def refusal(self, value: float) -> str:
        """Why `value` is refused; a tenth or tenfold value within limits is offered."""
        if value < 0 and self.low <= -value <= self.high:
            said = _("%(name)s must be between %(low)s and %(high)s; %(value)s is negative: was the sign a dash?")
        elif value > self.high and self.low < value / 10 <= self.high:
            said = _("%(name)s must be between %(low)s and %(high)s (%(value)s; did you mean %(tenth)s?)")
        else:
            said = _("%(name)s must be between %(low)s and %(high)s; %(value)s is not.")
        name, high = str(self.verbose_name), f"{self.high:g} {unit_words(self.unit)}".rstrip()
        numbers = {"low": f"{self.low:g}", "high": high, "value": f"{value:g}", "tenth": f"{value / 10:g}"}
        return said % {"name": name[:1].upper() + name[1:], **numbers}

    def formfield(self, **options: Any) -> Any:
        """A number field that accepts comma and point and shows the unit."""
        options.setdefault("form_class", MeasureFormField)
        field = super().formfield(localize=True, **options)
        if field is not None:
            field.widget.attrs.update({"inputmode": "decimal", "data-unit": self.unit, "size": 6})
            field.unit = unit_words(self.unit)  # type: ignore[attr-defined]
        return field


class CodedField(models.CharField):
    """One of a fixed set of codes; empty means not recorded. The set holds in the database too."""

    def __init__(self, label: str = "", *, terms: Terms = (), code: str = "", **options: Any) -> None:
        self.terms, self.code = terms, code
        self.required = not options.get("blank", True)
        options.setdefault("max_length", 32)
        options.setdefault("blank", True)
        options.setdefault("default", "" if options["blank"] else models.NOT_PROVIDED)
        if terms:
            options["choices"] = choices(terms)
        super().__init__(label or None, **options)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """A plain CharField: words are no matter of migrations (the set of codes is a constraint)."""
        name, _, args, kwargs = super().deconstruct()
        for said in ("verbose_name", "help_text", "choices"):
            kwargs.pop(said, None)
        return name, "django.db.models.CharField", args, kwargs

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        """Add the set of codes as a named check."""
        super().contribute_to_class(cls, name, private_only)
        allowed = [term.code for term in self.terms] + ([] if self.required else [""])
        _constrain(
            cls, CheckConstraint(condition=Q(**{f"{name}__in": allowed}), name=f"{cls.__name__.lower()}_{name}_coded")
        )

    def label_of(self, value: str) -> str:
        """The label people read, or "not recorded"."""
        return labels(self.terms).get(value, _("not recorded"))


class CodedSetField(models.JSONField):
    """Several of a fixed set of codes, kept as a sorted list."""

    def __init__(self, label: str = "", *, terms: Terms = (), code: str = "", **options: Any) -> None:
        self.terms, self.code = terms, code
        options.setdefault("default", list)
        options.setdefault("blank", True)
        super().__init__(label or None, **options)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """A plain JSONField."""
        name, _, args, kwargs = super().deconstruct()
        for said in ("verbose_name", "help_text"):
            kwargs.pop(said, None)
        return name, "django.db.models.JSONField", args, kwargs

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Refuse anything but a list of known codes."""
        super().validate(value, model_instance)
        known = [term.code for term in self.terms]
        wrong = [v for v in value if v not in known] if isinstance(value, list) else [value]
        if wrong:
            said = _("%(name)s: “%(value)s” is not one of %(known)s.")
            told = {"name": self.verbose_name, "value": wrong[0], "known": ", ".join(known)}
            raise ValidationError(said % told)

    def formfield(self, **options: Any) -> Any:
        """A group of check boxes."""
        return forms.MultipleChoiceField(
            choices=choices(self.terms), required=False, label=self.verbose_name, widget=forms.CheckboxSelectMultiple
        )


class LineageField(models.UUIDField):
    """What an amended fact keeps; unique among live rows."""

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        """Add the uniqueness among live rows."""
        super().contribute_to_class(cls, name, private_only)
        live = Q(retracted_at__isnull=True)
        _constrain(cls, UniqueConstraint(fields=[name], condition=live, name=f"{cls.__name__.lower()}_live_lineage"))

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """A plain UUIDField."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.UUIDField", args, kwargs

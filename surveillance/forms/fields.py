"""Fields that take what people write: a date as far as it is known, a size with its unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.dates import MONTHS as ENGLISH_MONTHS
from registry.dates import PartialDate, partial_date
from registry.models import Measurement
from registry.sizes import Size, parse_size

PARTS = (
    ("day", gettext_lazy("Day"), 2, 2),
    ("month", gettext_lazy("Month"), 4, 12),
    ("year", gettext_lazy("Year"), 4, 4),
)  # name, label, width of the box, most characters
LONGEST = {name: most for name, _label, _size, most in PARTS}
BOX = (
    '<label>{} <input type="text" name="{}" id="{}" size="{}" maxlength="{}" value="{}" inputmode="{}"'
    ' autocomplete="off"{}{}></label>'
)
WRONG, FIRST = SafeString(' aria-invalid="true"'), SafeString(" autofocus")
SHOWN = 40  # characters of a refused value that a sentence repeats
OLDEST_YEAR = 1000  # a year has four digits; what is too long ago the facts themselves refuse


class PartialDateWidget(forms.MultiWidget):
    """Three boxes: day, month, year. Nothing is chosen from a calendar and nothing jumps."""

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(dict.fromkeys(LONGEST, forms.TextInput), attrs)

    def decompress(self, value: PartialDate | None) -> list[str]:
        """The boxes of a date that is there already."""
        if not value:
            return ["", "", ""]
        day = str(value.first.day) if value.precision in ("day", "nominal") else ""
        month = "" if value.precision == "year" else str(value.first.month)
        return [day, month, f"{value.first.year:04d}"]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """A date is a tuple, which Django would take for the three boxes themselves."""
        return super().get_context(name, self.decompress(value) if isinstance(value, PartialDate) else value, attrs)

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """The three boxes with a label each."""
        widget = self.get_context(name, value, attrs)["widget"]
        wrong = WRONG if (attrs or {}).get("aria-invalid") else ""
        rows = []
        for (part, label, size, most), box in zip(PARTS, widget["subwidgets"], strict=True):
            first = FIRST if part == "day" and "autofocus" in self.attrs else ""
            said = box["value"] or ""
            rows.append((label, box["name"], box["attrs"]["id"], size, most, said, mode(part), wrong, first))
        return format_html('<div id="{}">{}</div>', widget["attrs"].get("id", name), format_html_join("", BOX, rows))


def mode(part: str) -> str:
    """The keyboard of a phone: a month may be written in letters."""
    return "text" if part == "month" else "numeric"


class PartialDateField(forms.Field):
    """A date as precisely as it is known: the day, or the day and month, may stay empty."""

    widget = PartialDateWidget

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", gettext_lazy("For example 10 3 2026. Leave empty what is not known."))
        super().__init__(**options)

    def clean(self, value: Sequence[str | None] | None) -> PartialDate | None:
        """The span of days, or a sentence that says what is wrong with which box."""
        day, month, year = ((part or "").strip() for part in (value or ("", "", "")))
        if not (day or month or year):
            if self.required:
                raise ValidationError(_("Enter the date: at least the year."), code="required")
            return None
        return _read(day, month, year)


def _read(day: str, month: str, year: str) -> PartialDate:
    if not (year.isdecimal() and len(year) == LONGEST["year"] and int(year) >= OLDEST_YEAR):
        raise ValidationError(_("“%s” is not a year. Write it with four digits, such as 2026.") % year[:SHOWN])
    if day and not month:
        raise ValidationError(_("The month is missing. Leave the day empty too if the month is not known."))
    if day and not (day.isdecimal() and len(day) <= LONGEST["day"]):
        raise ValidationError(_("“%s” is not a day. Write a number from 1 to 31.") % day[:SHOWN])
    try:
        return partial_date(int(year), _month(month) if month else None, int(day) if day else None)
    except ValueError as error:
        said = " ".join(part for part in (day, month, year) if part)
        raise ValidationError(_("“%s” is not in the calendar. Check day and month.") % said) from error


def _month(text: str) -> int:
    """The number of a month written as a number or by its name, in English or in the language of the page."""
    if text.isdecimal() and len(text) <= 2:
        return int(text)
    said = text.lower().rstrip(".")
    names = [*ENGLISH_MONTHS, *(str(n).lower() for n in (*MONTHS_3.values(), *MONTHS.values()))]
    for place, name in enumerate(names):
        number = place if place < len(ENGLISH_MONTHS) else (place - len(ENGLISH_MONTHS)) % 12 + 1
        if len(said) >= 3 and number and (said.startswith(name) or name.startswith(said)):
            return number
    raise ValidationError(_("“%s” is not a month. Write a number from 1 to 12 or its name.") % text[:SHOWN])


class SizeField(forms.CharField):
    """A size as reported: 27,2 or 27.2 or 2.7 cm; millimetres inside."""

    unit = "mm"

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("max_length", 40)
        super().__init__(**options)
        self.widget.attrs |= {"inputmode": "decimal", "size": 6, "autocomplete": "off"}

    def clean(self, value: Any) -> Size | None:
        """The size in mm, or a sentence with value and remedy; the limits are those of the model."""
        text = super().clean(value)
        if not text:
            return None
        try:
            size = parse_size(text)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        Measurement._meta.get_field("size_mm").validate(size.mm, None)
        return size


class DayField(forms.DateField):
    """A day to come, chosen with the browser's own date input."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **options: Any) -> None:
        options.setdefault("input_formats", ["%Y-%m-%d", "%d-%b-%Y", "%d.%m.%Y", "%d/%m/%Y"])
        super().__init__(**options)
        self.error_messages["invalid"] = gettext_lazy("This is not a day in the calendar. Write it as 2026-03-10.")


def span(value: PartialDate | None, *, prefix: str = "on", precision: str = "") -> dict[str, Any]:
    """The three model fields of a date."""
    names = (f"{prefix}_first", f"{prefix}_last", precision or f"{prefix}_precision")
    return dict(zip(names, value or (None, None, ""), strict=True))


def span_of(values: Mapping[str, Any], *, prefix: str = "on", precision: str = "") -> PartialDate | None:
    """The date of three model fields."""
    first: date | None = values.get(f"{prefix}_first")
    last: date | None = values.get(f"{prefix}_last")
    if first is None or last is None:
        return None
    return PartialDate(first, last, values.get(precision or f"{prefix}_precision") or "day")

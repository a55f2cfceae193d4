"""How a date is written in a sentence: never all numbers (NHS CUI guidance), and no more than is known."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from surveillance.engine.day import Day

_MONTHS = (
    pgettext_lazy("short month", "Jan"), pgettext_lazy("short month", "Feb"), pgettext_lazy("short month", "Mar"),
    pgettext_lazy("short month", "Apr"), pgettext_lazy("short month", "May"), pgettext_lazy("short month", "Jun"),
    pgettext_lazy("short month", "Jul"), pgettext_lazy("short month", "Aug"), pgettext_lazy("short month", "Sep"),
    pgettext_lazy("short month", "Oct"), pgettext_lazy("short month", "Nov"), pgettext_lazy("short month", "Dec"),
)  # fmt: skip


def month(on: date) -> str:
    """The month in three letters."""
    return str(_MONTHS[on.month - 1])


def written(day: Day | date) -> str:
    """10-Mar-2024, Mar-2024, 2024, or "≈ Mar-2024, nominal" when only intervals are known."""
    if isinstance(day, date):
        return _("%(day)02d-%(month)s-%(year)d") % {"day": day.day, "month": month(day), "year": day.year}
    if day.precision == "year":
        return str(day.first.year)
    if day.precision == "month":
        return _("%(month)s-%(year)d") % {"month": month(day.first), "year": day.first.year}
    if day.precision == "nominal":
        return _("≈ %(month)s-%(year)d, nominal") % {"month": month(day.middle), "year": day.middle.year}
    return written(day.first)

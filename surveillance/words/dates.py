"""How a date is written in a sentence: no more than is known."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from registry import wording
from registry.wording import month
from surveillance.engine.day import Day


def written(day: Day | date) -> str:
    """10-Mar-2024, Mar-2024, 2024, or "≈ Mar-2024, nominal" when only intervals are known."""
    if isinstance(day, date):
        return wording.written(day)
    if day.precision == "year":
        return str(day.first.year)
    if day.precision == "month":
        return _("%(month)s-%(year)d") % {"month": month(day.first), "year": day.first.year}
    if day.precision == "nominal":
        return _("≈ %(month)s-%(year)d, nominal") % {"month": month(day.middle), "year": day.middle.year}
    return wording.written(day.first)

"""The same sizes typed in cm and in mm into the exam form give the same exam and the same standing."""

from __future__ import annotations

from typing import Any

import pytest

from registry.models import Exam
from surveillance.deeds.record import retract_exam
from surveillance.models import Signal, Standing
from surveillance.words.message import text
from tests.cast import Cast
from tests.pages.conftest import Browse, fields_of

DERIVED = (
    "course",
    "heading",
    "size_mm",
    "rate_mm_per_year",
    "rate_sd",
    "p_progression",
    "spark",
    "latest_on",
    "badges",
)


def saved(browse: Browse, cast: Cast, typed: dict[str, str]) -> tuple[Exam, list[Any], list[Any]]:
    """What the exam holds and what follows from it, once these sizes are typed and sent."""
    url, day = f"/patients/{cast.growing.pk}/exams/new/", cast.today
    form = fields_of(browse("nurse"), url) | {"on_day": day.day, "on_month": day.month, "on_year": day.year}
    browse("nurse").post(url, form | typed | {"quality": "good"}, follow=True)
    exam = cast.growing.exams.get(on_first=day, retracted_at=None)
    rows = sorted(exam.measurements.values_list("target", "axis", "size_mm", "rounding_mm"))
    standing = Standing.objects.filter(patient=cast.growing).values(*DERIVED).get()
    holding = Signal.objects.filter(patient=cast.growing, holds=True).values_list("rule", "severity", "headline")
    said = sorted((rule, severity, text(headline)) for rule, severity, headline in holding)
    return exam, rows, [standing, said]


@pytest.mark.parametrize(
    ("mm", "cm"),
    [
        ({"mass_long": "27", "mass_short": "18"}, {"mass_long": "2.7 cm", "mass_short": "1,8cm"}),
        ({"mass_long": "45 mm"}, {"mass_long": "4.5 cm"}),
        ({"mass_long": "24.6", "core_long": "8,0 mm"}, {"mass_long": "2,46 cm", "core_long": "0.80 cm"}),
    ],
)
def test_centimetres_and_millimetres_are_one(
    cast: Cast, browse: Browse, mm: dict[str, str], cm: dict[str, str]
) -> None:
    first, rows, follows = saved(browse, cast, {f"lesion1_{box}": text for box, text in mm.items()})
    retract_exam(first.recorded_by, first, reason="typed again in cm", now=first.recorded_at)
    _, again, follow_again = saved(browse, cast, {f"lesion1_{box}": text for box, text in cm.items()})
    assert len(rows) == len(mm)
    assert again == rows
    assert follow_again == follows

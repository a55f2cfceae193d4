"""A hard stop before a size in the wrong unit becomes a fact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from registry import dates
from registry.models import Exam, Measurement

if TYPE_CHECKING:
    from registry.recording import ExamEntry

# A size typed in cm stands at a tenth of the last one; the band around 10 leaves room for growth. Ours, not published.
RATIO_LOW, RATIO_HIGH = 8.0, 12.5


def check(exam: Exam, entry: ExamEntry) -> None:
    """Refuse a longest size about ten times or a tenth of the last one of the same target, unless confirmed."""
    if entry.confirmed:
        return
    for measurement in entry.measurements:
        size = measurement.get("size_mm")
        if size and measurement.get("axis", "long") == "long":
            _check_one(exam, measurement, float(size))


def _check_one(exam: Exam, measurement: dict[str, Any], size: float) -> None:
    earlier = Measurement.objects.filter(
        patient=exam.patient, retracted_at=None, axis="long", not_visible=False,
        target=measurement.get("target", "mass"), on_first__lte=exam.on_last,
    ).exclude(exam=exam)  # fmt: skip
    if measurement.get("lesion") is not None:
        earlier = earlier.filter(lesion=measurement["lesion"])
    last = earlier.order_by("-on_last", "-on_first").first()
    if last is None or not last.size_mm:
        return
    ratio = size / last.size_mm
    meant = size / 10 if ratio > 1 else size * 10
    if RATIO_LOW <= max(ratio, 1 / ratio) <= RATIO_HIGH:
        when = dates.show(last.on_first, last.on_last, last.precision)
        raise ValidationError(
            {"size_mm": f"Size {size:g} mm stands against {last.size_mm:g} mm on {when}: did you mean {meant:g} mm? "
                        "Correct it, or confirm that the size is right."}
        )  # fmt: skip

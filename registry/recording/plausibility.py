"""A hard stop before a size in the wrong unit becomes a fact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from registry import dates
from registry.models import Exam, Measurement
from registry.vocabulary.terms import TARGETS, labels

if TYPE_CHECKING:
    from registry.recording.entry import ExamEntry

UNCONFIRMED = "unconfirmed"  # the code of the refusal that a confirmation lifts
# A size typed in cm stands at a tenth of the last one. All three numbers are ours, not published.
RATIO_LOW, RATIO_HIGH = 8.0, 12.5  # the band around 10 leaves room for growth
NEAR_MM = 8.0  # how far a tenfold (or a tenth) may lie from the last size to be what was meant
SMALL_MASS_MM = 8.0  # a first mass below it is asked about: reported masses are larger


def check(exam: Exam, entry: ExamEntry) -> None:
    """Refuse a longest size that looks like cm for mm (or the reverse), unless it is confirmed."""
    if entry.confirmed:
        return
    for measurement in entry.measurements:
        size = measurement.get("size_mm")
        if size and size > 0 and measurement.get("axis", "long") == "long":
            _check_one(exam, measurement, float(size))


def _check_one(exam: Exam, measurement: dict[str, Any], size: float) -> None:
    target = measurement.get("target", "mass")
    earlier = Measurement.objects.filter(
        patient=exam.patient, retracted_at=None, axis="long", not_visible=False, target=target,
        on_first__lte=exam.on_last,
    ).exclude(exam=exam)  # fmt: skip
    if measurement.get("lesion") is not None:
        earlier = earlier.filter(lesion=measurement["lesion"])
    last = earlier.order_by("-on_last", "-on_first").first()
    said = {"target": _(labels(TARGETS).get(target, target)), "size": size}
    if last is None or not last.size_mm:
        if target == "mass" and size < SMALL_MASS_MM:
            small = _(
                "%(target)s, longest: %(size)g mm is small for a mass, and no earlier size stands: did you mean "
                "%(meant)g mm? Correct it, or confirm that the size is right."
            )
            _ask(small % {**said, "meant": size * 10})
        return
    meant = size / 10 if size > last.size_mm else size * 10
    if _is_meant(meant, size=size, last=last.size_mm):
        against = _(
            "%(target)s, longest: %(size)g mm stands against %(last)g mm on %(day)s: did you mean %(meant)g mm? "
            "Correct it, or confirm that the size is right."
        )
        when = dates.show(last.on_first, last.on_last, last.precision)
        _ask(against % {**said, "last": last.size_mm, "day": when, "meant": meant})


def _is_meant(meant: float, *, size: float, last: float) -> bool:
    """Whether the other unit explains the size: a ratio of about ten, or nearer to the last size by ratio and in mm."""
    ratio = max(size / last, last / size)
    nearer = max(meant / last, last / meant) < ratio
    return RATIO_LOW <= ratio <= RATIO_HIGH or (nearer and abs(meant - last) <= NEAR_MM)


def _ask(said: str) -> None:
    raise ValidationError({"size_mm": ValidationError(said, code=UNCONFIRMED)})

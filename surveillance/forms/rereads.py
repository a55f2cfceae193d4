"""The size of a second observer on the same images: one box a target, kept as a measurement of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from registry.models import Lesion, Measurement
from surveillance.forms import sizes
from surveillance.forms.fields import SizeField

LONGEST = "long"
OF_A_REREAD = ("target", "axis", "size_mm", "not_visible", *sizes.KEPT)


def reread_name(lesion: Lesion, target: str) -> str:
    """The name of the box."""
    return f"lesion{lesion.number}_{target}_reread"


def reread_fields(lesion: Lesion, kept: Sequence[Measurement]) -> dict[str, forms.Field]:
    """One box for each target: its longest size as a second observer reads it."""
    return {
        reread_name(lesion, target): SizeField(
            label=_("%s, longest, second observer on the same images") % sizes.TARGET_LABELS[target],
            initial=sizes.text_of(_shown(kept, target)),
        )
        for target in sizes.ENTERED
    }


def measurements(cleaned: Mapping[str, Any], lesion: Lesion, kept: Sequence[Measurement]) -> list[dict[str, Any]]:
    """The second readings typed for one lesion, and those of other axes that the exam holds besides."""
    found = []
    for target in sizes.ENTERED:
        size, before = cleaned.get(reread_name(lesion, target)), _shown(kept, target)
        if size and before and sizes.text_of(before) == size.reported and before.size_mm == size.mm:
            found.append(_as_it_stands(before, lesion))
        elif size:
            part = {"lesion": lesion, "target": target, "axis": LONGEST, "not_visible": False, "reread": True}
            found.append(part | {"size_mm": size.mm, "rounding_mm": size.rounding_mm, "reported": size.reported})
    boxes = [_shown(kept, target) for target in sizes.ENTERED]
    return found + [_as_it_stands(m, lesion) for m in kept if not any(m is box for box in boxes)]


def faults(cleaned: Mapping[str, Any], lesion: Lesion) -> dict[str, ValidationError]:
    """A second reading without a first."""
    said = _("The second observer’s size is given, but the first reading is empty. Enter the longest size first.")
    return {
        reread_name(lesion, target): ValidationError(said)
        for target in sizes.ENTERED
        if cleaned.get(reread_name(lesion, target)) and not cleaned.get(sizes.size_name(lesion, target, LONGEST))
    }


def _shown(kept: Sequence[Measurement], target: str) -> Measurement | None:
    """The second reading that its box shows."""
    found = (m for m in kept if m.target == target and m.axis == LONGEST and m.size_mm is not None)
    return next(found, None)


def _as_it_stands(measurement: Measurement, lesion: Lesion) -> dict[str, Any]:
    return {"lesion": lesion} | {name: getattr(measurement, name) for name in OF_A_REREAD}

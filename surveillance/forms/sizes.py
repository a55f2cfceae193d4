"""The table of sizes in an exam: one row a target, three boxes in mm and “not visible”."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from registry.models import Lesion, Measurement
from registry.sizes import Size, parse_size
from registry.vocabulary import terms
from registry.wording import labels
from surveillance.forms.fields import SizeField

AXES = tuple(term.code for term in terms.AXES)
AXIS_LABELS = labels(terms.AXES)
TARGET_LABELS = labels(terms.TARGETS)
ENTERED = tuple(term.code for term in terms.TARGETS if term.code != "not_stated")  # a person at the exam can say which
KEPT = ("rounding_mm", "reported", "method", "reread")
Kept = Mapping[tuple[str, str], Measurement]  # what stands now, by target and axis


def targets_of(kept: Kept) -> list[str]:
    """The rows of the table: every target a person may enter, and what the exam holds besides."""
    return [*ENTERED, *sorted({target for target, _axis in kept} - set(ENTERED))]


def size_name(lesion: Lesion, target: str, axis: str) -> str:
    """The name of one box; `gone` in place of an axis is “not visible”."""
    return f"lesion{lesion.number}_{target}_{axis}"


def size_fields(lesion: Lesion, kept: Kept) -> dict[str, forms.Field]:
    """The boxes of one lesion."""
    fields: dict[str, forms.Field] = {}
    for target in targets_of(kept):
        words = TARGET_LABELS[target]
        for axis in AXES:
            label = f"{words}, {AXIS_LABELS[axis].lower()}"
            fields[size_name(lesion, target, axis)] = SizeField(label=label, initial=text_of(kept.get((target, axis))))
        gone = (target, "long") in kept and kept[target, "long"].not_visible
        fields[size_name(lesion, target, "gone")] = forms.BooleanField(
            label=_("%s: not visible") % words, required=False, initial=gone
        )
    return fields


def text_of(measurement: Measurement | None) -> str:
    """A size as it was reported, where that text can be read again; else its millimetres."""
    if measurement is None or measurement.size_mm is None:
        return ""
    try:
        same = parse_size(measurement.reported).mm == measurement.size_mm
    except ValueError:
        same = False
    return measurement.reported if same else f"{measurement.size_mm:g}"


def measurements(cleaned: Mapping[str, Any], lesion: Lesion, kept: Kept) -> list[dict[str, Any]]:
    """The sizes typed for one lesion, as recording wants them."""
    found: list[dict[str, Any]] = []
    for target in targets_of(kept):
        if cleaned.get(size_name(lesion, target, "gone")):
            found.append(_part(lesion, target, "long", None, kept))
            continue
        typed = {axis: size for axis in AXES if (size := cleaned.get(size_name(lesion, target, axis)))}
        sizes = list(typed.values())
        if target != "not_stated":
            sizes.sort(key=lambda size: -size.mm)  # the order of axes varies: the largest first
        found += [_part(lesion, target, axis, size, kept) for axis, size in zip(typed, sizes, strict=True)]
    return found


def _part(lesion: Lesion, target: str, axis: str, size: Size | None, kept: Kept) -> dict[str, Any]:
    part: dict[str, Any] = {"lesion": lesion, "target": target, "axis": axis, "not_visible": size is None}
    before = kept.get((target, axis))
    if (
        before is not None
        and before.size_mm == (size and size.mm)
        and text_of(before) == (size.reported if size else "")
    ):
        return part | {"size_mm": before.size_mm} | {name: getattr(before, name) for name in KEPT}
    if size is None:
        return part | {"size_mm": None}
    return part | {"size_mm": size.mm, "rounding_mm": size.rounding_mm, "reported": size.reported}


def faults(cleaned: Mapping[str, Any], lesion: Lesion, kept: Kept) -> dict[str, ValidationError]:
    """What contradicts itself, by the name of the box."""
    found: dict[str, ValidationError] = {}
    for target in targets_of(kept):
        typed = {axis: size for axis in AXES if (size := cleaned.get(size_name(lesion, target, axis)))}
        if cleaned.get(size_name(lesion, target, "gone")) and typed:
            found[size_name(lesion, target, "gone")] = ValidationError(
                _("A size is given and “not visible” is ticked. Keep one of the two.")
            )
        elif typed and "long" not in typed and not _stood_alone(target, kept):
            found[size_name(lesion, target, "long")] = _without_longest(target, typed)
    return found


def _stood_alone(target: str, kept: Kept) -> bool:
    """Whether the exam holds another axis without the longest already, as a machine may have said."""
    return (target, "long") not in kept and any((target, axis) in kept for axis in AXES)


def _without_longest(target: str, typed: Mapping[str, Size]) -> ValidationError:
    axis, size = next(iter(typed.items()))
    said = _("%(axis)s of %(target)s is %(size)s, but the longest is empty. Enter the longest; if this is it, move it.")
    words = {"axis": AXIS_LABELS[axis], "target": TARGET_LABELS[target].lower(), "size": f"{size.mm:g} mm"}
    return ValidationError(said % words)

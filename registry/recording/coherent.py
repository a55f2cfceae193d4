"""What one exam may say at once: nothing its modality cannot see, no size or feature twice, the largest size first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from registry.vocabulary.readings import TRACERS
from registry.vocabulary.terms import AXES, FEATURE, TARGETS, VALUES, labels

if TYPE_CHECKING:
    from registry.recording.entry import ExamEntry

TRACERS_OF = {"PET": ("fdg",), "NM": ("ga67", "mdp")}  # the review's Table 2 lists all three under PET (CLINICAL A12)
SILENT = ("", "not_assessed")
ORDER = tuple(axis.code for axis in AXES)
UNORDERED = "not_stated"  # sizes of a source that does not say what they measure: neither axes nor order are known
OF_A_SIZE = ("size_mm", "rounding_mm", "reported", "method")
Part = dict[str, Any]


def complete(entry: ExamEntry) -> ExamEntry:
    """The entry with the sizes of each target largest first, each with its text; refused if it contradicts itself."""
    modality = str(entry.values.get("modality", ""))
    _check_features(entry.features, modality)
    _check_sizes(entry.measurements)
    _check_tracer(entry.reading.get("tracer") or "", modality)
    return replace(entry, measurements=_largest_first(entry.measurements))


def _check_features(features: list[Part], modality: str) -> None:
    said_of: dict[tuple[Any, str], str] = {}
    for part in features:
        feature, value = FEATURE.get(part.get("feature", "")), part.get("value") or ""
        if feature is None or value in SILENT:  # an unknown code is refused by its field
            continue
        if modality not in feature.modalities:
            blind = _(
                "“%(feature)s” is given as %(value)s, but %(modality)s cannot see it (%(able)s can). Leave it out, or "
                "record it in the exam that saw it."
            )
            able = {"modality": modality, "able": ", ".join(feature.modalities)}
            raise ValidationError({"feature": blind % {"feature": _(feature.label), "value": _word(value), **able}})
        first = said_of.setdefault((part.get("lesion"), feature.code), value)
        if first != value:
            twice = _("“%(feature)s” is given as %(first)s and as %(second)s in one exam. Keep one of the two.")
            both = {"first": _word(first), "second": _word(value)}
            raise ValidationError({"feature": twice % {"feature": _(feature.label), **both}})


def _word(value: str) -> str:
    return _(labels(VALUES).get(value, value)).lower()


def _check_sizes(measurements: list[Part]) -> None:
    """One size an axis and target; a second observer's size is a second reading."""
    found: dict[tuple[Any, str, str], Part] = {}
    for part in _first_readings(measurements):
        target, axis = _target(part), str(part.get("axis", "long"))
        first = found.setdefault((part.get("lesion"), target, axis), part)
        if first is not part:
            said = _(
                "%(target)s, %(axis)s, is given twice in one exam: %(first)s and %(second)s. Keep one, or mark the "
                "other as the second reading of the same images."
            )
            what = {"target": _(labels(TARGETS).get(target, target)), "axis": _(labels(AXES).get(axis, axis)).lower()}
            raise ValidationError({"axis": said % {**what, "first": _size(first), "second": _size(part)}})


def _size(part: Part) -> str:
    return f"{part['size_mm']:g} mm" if isinstance(part.get("size_mm"), int | float) else _("not visible")


def _check_tracer(tracer: str, modality: str) -> None:
    known = TRACERS_OF.get(modality, ())
    words = labels(TRACERS)
    if tracer in words and known and tracer not in known:
        other = next(name for name, tracers in TRACERS_OF.items() if tracer in tracers)
        choice = reduce(_either, (_(words[t]) for t in known))
        said = _(
            "%(tracer)s is not a tracer of %(modality)s, but of %(other)s. Choose %(choice)s, or record an exam of "
            "%(other)s."
        )
        told = {"tracer": _(words[tracer]), "modality": modality, "other": other, "choice": choice}
        raise ValidationError({"reading.tracer": said % told})


def _either(one: str, other: str) -> str:
    return _("%(one)s or %(other)s") % {"one": one, "other": other}


def _largest_first(measurements: list[Part]) -> list[Part]:
    """The order of axes varies in reports (35 × 40): the largest is the longest, and keeps the text it came with."""
    groups: dict[tuple[Any, str], list[Part]] = {}
    for part in _first_readings(measurements):
        if isinstance(part.get("size_mm"), int | float):
            groups.setdefault((part.get("lesion"), _target(part)), []).append(part)
    swapped: dict[int, Part] = {}
    for parts in groups.values():
        axes = sorted(parts, key=lambda part: _place(part.get("axis", "long")))
        sizes = sorted(axes, key=lambda part: -part["size_mm"])
        swapped |= {id(axis): _with_size(axis, size) for axis, size in zip(axes, sizes, strict=True)}
    return [swapped.get(id(part), part) for part in measurements]


def _place(axis: str) -> int:
    return ORDER.index(axis) if axis in ORDER else len(ORDER)


def _with_size(axis: Part, size: Part) -> Part:
    rest = {name: value for name, value in axis.items() if name not in OF_A_SIZE}
    return rest | {name: size[name] for name in OF_A_SIZE if name in size}


def _first_readings(measurements: list[Part]) -> Iterator[Part]:
    return (part for part in measurements if not part.get("reread") and _target(part) != UNORDERED)


def _target(part: Part) -> str:
    return str(part.get("target", "mass"))

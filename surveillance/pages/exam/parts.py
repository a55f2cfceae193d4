"""The exam form as rows: sizes by target, features by value, each with what the exam before said."""

from __future__ import annotations

from typing import Any

from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _

from registry.models import Lesion
from registry.vocabulary import terms
from registry.wording import labels, worded
from surveillance.engine.known.history import ExamSeen, History
from surveillance.forms import features, order, rereads, sizes
from surveillance.forms.exam import FORM_FIELDS, READING, ExamForm
from surveillance.words import phrases

FIRST = ("on", "reader", "quality")  # what is asked before the sizes
LAST = ("annulus", "reason", "site", "external", "inpatient", "accepted", "contrast", "protocol", "limited_by",
        "limits", "area_cm2", "volume_ml", "volume_method", "note")  # fmt: skip
USUAL = ("mass",)  # rows that are open; the others open when they hold something or were measured before
VALUES = labels(terms.VALUES)
OF_ONE_FORM = ("modality", "standing", "switch", "csrfmiddlewaretoken")  # what another modality must not take over


def general(form: ExamForm) -> list[list[BoundField]]:
    """The fields before and after the sizes."""
    return [[form[name] for name in names if name in form.fields] for names in (FIRST, LAST)]


def reading(form: ExamForm, history: History) -> list[dict[str, Any]]:
    """The typed reading of the modality by the steps of a reader, each field with its last value."""
    earlier = _earlier(form, history)
    told = {name for step in order.STEPS for name in step.fields}
    fields = [name.removeprefix(READING) for name in form.fields if name.startswith(READING)]
    steps: list[tuple[Any, list[str]]] = [
        (step.title, [name for name in step.fields if name in fields]) for step in order.STEPS
    ]
    steps.append((_("Other"), [name for name in fields if name not in told]))
    return [
        {"title": title, "fields": [_typed_field(form, name, earlier) for name in names]}
        for title, names in steps if names
    ]  # fmt: skip


def _typed_field(form: ExamForm, name: str, earlier: list[ExamSeen]) -> dict[str, Any]:
    field = form[READING + name]
    words_of = dict(getattr(field.field, "choices", ()))
    unit = getattr(field.field, "unit", "")
    for exam in _nearest(earlier, form.modality):
        if name in exam.typed:
            value = exam.typed[name]
            said = phrases.number(value) if isinstance(value, float | int) else str(words_of.get(value, value)).lower()
            return {"field": field, "last": f"{said} {unit}".strip() + _where(exam)}
    return {"field": field, "last": ""}


def _where(exam: ExamSeen) -> str:
    return f" · {exam.modality} {phrases.when(exam.when)}"


def _nearest(earlier: list[ExamSeen], modality: str) -> list[ExamSeen]:
    """Newest first, the exams of this modality before those of any other."""
    newest = earlier[::-1]
    return [e for e in newest if e.modality == modality] + [e for e in newest if e.modality != modality]


def _earlier(form: ExamForm, history: History) -> list[ExamSeen]:
    return [exam for exam in history.exams if form.stands.exam is None or exam.id != str(form.stands.exam.lineage)]


def take_over(form: ExamForm, typed: QueryDict) -> list[tuple[str, str]]:
    """Fill the form with what was typed in that of another modality; gives what only the other can hold."""
    known = set(OF_ONE_FORM)
    for name, field in form.fields.items():
        boxes = {name + end for end in getattr(field.widget, "widgets_names", ("",))}
        if name not in OF_ONE_FORM and not boxes.isdisjoint(typed):
            form.initial[name] = field.widget.value_from_datadict(typed, {}, name)
        known |= boxes
    idle = ("", features.NOT_ASSESSED)
    return [(name, v) for name, values in typed.lists() if name not in known for v in values if v not in idle]


def blocks(form: ExamForm, history: History) -> list[dict[str, Any]]:
    """One block a lesion."""
    earlier = _nearest(_earlier(form, history), form.modality)
    return [_block(form, lesion, earlier) for lesion in form.lesions]


def _block(form: ExamForm, lesion: Lesion, earlier: list[ExamSeen]) -> dict[str, Any]:
    rows = _size_rows(form, lesion, earlier)
    return {
        "title": str(lesion).capitalize() if len(form.lesions) > 1 else "",
        "usual": [row for row in rows if row["usual"]],
        "rare": [row for row in rows if not row["usual"]],
        "steps": _by_step(_feature_rows(form, lesion, earlier)),
        "form": [form[f"lesion{lesion.number}_{name}"] for name in FORM_FIELDS],
        "key": f"lesion{lesion.number}",
    }


def _size_rows(form: ExamForm, lesion: Lesion, earlier: list[ExamSeen]) -> list[dict[str, Any]]:
    rows = []
    for target in sizes.targets_of(form.stands.sizes.get(lesion.number, {})):
        if sizes.size_name(lesion, target, "long") not in form.fields:
            continue
        boxes = [form[sizes.size_name(lesion, target, axis)] for axis in sizes.AXES]
        gone = form[sizes.size_name(lesion, target, "gone")]
        again = rereads.reread_name(lesion, target)
        second = form[again] if again in form.fields else None
        filled = any(box.value() for box in [*boxes, gone, *([second] if second else [])])
        last = _last_size(str(lesion.pk), target, earlier)
        usual = bool(target in USUAL or filled or last)
        row = {"label": sizes.TARGET_LABELS[target], "boxes": boxes, "gone": gone, "usual": usual, "last": last}
        rows.append(
            row | {"second": second, "errors": [e for box in [*boxes, gone, second] if box for e in box.errors]}
        )
    return rows


def _last_size(lesion: str, target: str, earlier: list[ExamSeen]) -> str:
    for exam in earlier:
        for r in exam.readings:
            if (r.lesion, r.target, r.axis) == (lesion, target, "long"):
                size = _("not visible") if r.size_mm is None else f"{phrases.number(r.size_mm)} mm"
                return size + _where(exam)
    return ""


def _feature_rows(form: ExamForm, lesion: Lesion, earlier: list[ExamSeen]) -> list[dict[str, Any]]:
    rows = []
    for feature in features.shown(form.modality, form.stands.features.get(lesion.number, {})):
        name, detail = features.feature_name(lesion, feature.code), features.detail_name(lesion, feature.code)
        box = form[name]
        chosen = box.value() or features.NOT_ASSESSED
        radios = [(code, label, code == chosen, f"{box.auto_id}_{code}") for code, label in features.VALUES]
        errors = [*box.errors, *(form[detail].errors if detail in form.fields else [])]
        rows.append({
            "code": feature.code, "label": worded(feature.label), "name": box.html_name,
            "id": box.auto_id, "radios": radios, "errors": errors,
            "detail": form[detail] if detail in form.fields else None,
            "last": _last_value(str(lesion.pk), feature.code, earlier),
        })  # fmt: skip
    return rows


def _by_step(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The findings in the order of a reader; a step without one is left out."""
    steps = [{"title": s.title, "rows": [row for row in rows if row["code"] in s.features]} for s in order.STEPS]
    return [step for step in steps if step["rows"]]


def _last_value(lesion: str, code: str, earlier: list[ExamSeen]) -> str:
    for exam in earlier:
        for f in exam.features:
            if (f.lesion, f.feature) == (lesion, code) and f.value != features.NOT_ASSESSED:
                return VALUES[f.value].lower() + _where(exam)
    return ""

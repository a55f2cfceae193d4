"""The form of one exam: its fields follow the modality."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.catalogue import READING_OF
from registry.models import Exam, Feature, FormAssessment, Lesion, Measurement
from registry.models.fact import PatientFact
from registry.recording import ExamEntry, values_of
from registry.recording.coherent import TRACERS_OF
from registry.vocabulary import terms
from registry.wording import choices, labels
from surveillance.deeds.authority import ASSESSED
from surveillance.forms import features, rereads, sizes
from surveillance.forms.model import form_fields, values_of_form

MODALITIES = tuple(term.code for term in terms.MODALITIES)
READING = "reading_"  # before the names of the typed reading
FORM_FIELDS = ("form", "confidence", "basis")
HIDDEN = ("modality", "submission", "standing")
WIDE = forms.TextInput(attrs={"size": 60})


@dataclass(slots=True)
class Standing:
    """What an exam says now, as the form needs it; empty for a new exam."""

    exam: Exam | None = None
    values: dict[str, Any] = field(default_factory=dict)
    reading: dict[str, Any] = field(default_factory=dict)
    sizes: dict[int, dict[tuple[str, str], Measurement]] = field(default_factory=dict)
    rereads: dict[int, list[Measurement]] = field(default_factory=dict)
    features: dict[int, dict[str, Feature]] = field(default_factory=dict)
    forms: dict[int, FormAssessment] = field(default_factory=dict)


def standing_of(exam: Exam, parts: Sequence[PatientFact]) -> Standing:
    """The exam and its parts (their lesions joined) sorted for the form, by the number of the lesion."""
    stands = Standing(exam=exam, values=values_of(exam))
    for part in parts:
        if isinstance(part, Measurement) and part.reread:
            stands.rereads.setdefault(part.lesion.number, []).append(part)
        elif isinstance(part, Measurement):
            stands.sizes.setdefault(part.lesion.number, {})[part.target, part.axis] = part
        elif isinstance(part, Feature):
            stands.features.setdefault(part.lesion.number, {})[part.feature] = part
        elif isinstance(part, FormAssessment):
            stands.forms[part.lesion.number] = part
        else:
            stands.reading = values_of(part)
    return stands


class ExamForm(forms.Form):
    """Everything one exam can say in its modality; nothing is ticked before somebody ticks it."""

    confirmed = forms.BooleanField(
        label=gettext_lazy("The size is right as typed"), required=False, widget=forms.HiddenInput
    )
    why_changed = forms.CharField(label=gettext_lazy("Why is it changed?"), max_length=300, widget=WIDE)

    def __init__(
        self, *args: Any, modality: str, lesions: Sequence[Lesion], stands: Standing | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.modality, self.lesions, self.stands = modality, lesions, stands or Standing()
        ends = {name: self.fields.pop(name) for name in ("why_changed", "confirmed")}
        self.fields |= self._first_fields()
        for lesion in lesions:
            self.fields |= self._lesion_fields(lesion)
        self.fields |= self._reading_fields()
        if self.stands.exam is None:
            ends.pop("why_changed")
        self.fields |= ends

    def _first_fields(self) -> dict[str, forms.Field]:
        made = form_fields(Exam, leave=("modality", "source"), values=self.stands.values)
        if self.modality not in terms.SIZED:
            made.pop("annulus")
        if self.stands.exam is None:
            made["on"].widget.attrs["autofocus"] = True  # a new exam begins with its date
        standing = str(self.stands.exam.pk) if self.stands.exam else ""
        hidden = {"modality": self.modality, "submission": str(uuid.uuid4()), "standing": standing}
        for name, value in hidden.items():
            made[name] = forms.CharField(initial=value, required=False, widget=forms.HiddenInput)
        return made

    def _lesion_fields(self, lesion: Lesion) -> dict[str, forms.Field]:
        made: dict[str, forms.Field] = {}
        number = lesion.number
        if self.modality in terms.SIZED or self.stands.sizes.get(number):
            made |= sizes.size_fields(lesion, self.stands.sizes.get(number, {}))
            made |= rereads.reread_fields(lesion, self.stands.rereads.get(number, ()))
        made |= features.feature_fields(lesion, self.modality, self.stands.features.get(number, {}))
        before = self.stands.forms.get(number)
        read = form_fields(FormAssessment, values=values_of(before) if before else {})
        for name in FORM_FIELDS:
            made[f"lesion{number}_{name}"] = read[name]
        made[f"lesion{number}_form"].required = False
        made[f"lesion{number}_form"].choices = [("", _("not stated")), *choices(terms.FORMS)]  # type: ignore[attr-defined]
        return made

    def _reading_fields(self) -> dict[str, forms.Field]:
        made = form_fields(READING_OF[self.modality], values=self.stands.reading)
        if known := TRACERS_OF.get(self.modality):
            kept = (*known, self.stands.reading.get("tracer", ""))
            made["tracer"].choices = [c for c in made["tracer"].choices if c[0] in ("", *kept)]  # type: ignore[attr-defined]
        return {READING + name: made_field for name, made_field in made.items()}

    def clean(self) -> dict[str, Any]:
        """What contradicts itself, at the box where it is easiest to mend."""
        cleaned = super().clean() or {}
        for lesion in self.lesions:
            kept = self.stands.sizes.get(lesion.number, {})
            found = sizes.faults(cleaned, lesion, kept) | rereads.faults(cleaned, lesion)
            found |= features.faults(cleaned, lesion, self.modality, self.stands.features.get(lesion.number, {}))
            for name, error in found.items():
                if name in self.fields:
                    self.add_error(name, error)
            if not cleaned.get(f"lesion{lesion.number}_form") and cleaned.get(f"lesion{lesion.number}_confidence"):
                self.add_error(
                    f"lesion{lesion.number}_form", _("A confidence is chosen but no form. Choose the form too.")
                )
        self._check_annulus(cleaned)
        return cleaned

    def _check_annulus(self, cleaned: dict[str, Any]) -> None:
        """The result of the annulus and the sizes must say the same; a size of the mass says “measured”."""
        masses = [lesion for lesion in self.lesions if cleaned.get(sizes.size_name(lesion, "mass", "long"))]
        sized = any(m for lesion in self.lesions for m in self._measurements(cleaned, lesion) if not m["not_visible"])
        said = cleaned.get("annulus", "")
        if said == "measured" and not sized:
            self.add_error("annulus", ValidationError(
                _("“Examined and measured” needs a size. Enter the longest size of the mass, or choose another result.")
            ))  # fmt: skip
        if said in ("not_visible", "excised", "not_examined") and masses:
            self.add_error("annulus", ValidationError(
                _("A size of the mass is given, but the annulus is “%s”. Keep one of the two.")
                % labels(terms.ANNULUS_RESULTS)[said]
            ))  # fmt: skip
        if not said and masses:
            cleaned["annulus"] = "measured"

    def _measurements(self, cleaned: Mapping[str, Any], lesion: Lesion) -> list[dict[str, Any]]:
        return sizes.measurements(cleaned, lesion, self.stands.sizes.get(lesion.number, {}))

    def entry(self) -> ExamEntry:
        """The exam as recording wants it."""
        cleaned = self.cleaned_data
        values = values_of_form(Exam, {k: v for k, v in cleaned.items() if k not in HIDDEN}, before=self.stands.values)
        values["modality"] = self.modality
        if self.stands.exam is not None:
            values["source"] = self.stands.exam.source
        measured = [m for lesion in self.lesions for m in self._measurements(cleaned, lesion)]
        for lesion in self.lesions:
            measured += rereads.measurements(cleaned, lesion, self.stands.rereads.get(lesion.number, ()))
        if cleaned.get("annulus") == "not_visible":
            gone = {m["lesion"] for m in measured if m["target"] == "mass"}
            measured += [
                {"lesion": lesion, "target": "mass", "axis": "long", "not_visible": True, "size_mm": None}
                for lesion in self.lesions if lesion not in gone
            ]  # fmt: skip
        found = [
            f for lesion in self.lesions
            for f in features.findings(cleaned, lesion, self.modality, self.stands.features.get(lesion.number, {}))
        ]  # fmt: skip
        reading = {k.removeprefix(READING): v for k, v in cleaned.items() if k.startswith(READING)}
        for part in [*measured, *found]:
            part["lesion"] = None if part["lesion"]._state.adding else part["lesion"]  # recording makes the first one
        return ExamEntry(values, measured, found, self._forms(), reading, confirmed=bool(cleaned.get("confirmed")))

    def _forms(self) -> list[dict[str, Any]]:
        """The form as read in this exam; only a dated assessment of a cardiologist can end “ruptured”, never this.

        What a cardiologist assessed stays so while the form stays the same.
        """
        read = []
        for lesion in self.lesions:
            said = {name: self.cleaned_data.get(f"lesion{lesion.number}_{name}", "") for name in FORM_FIELDS}
            if said["form"]:
                before = self.stands.forms.get(lesion.number)
                kept = ASSESSED if before is not None and before.form == said["form"] else ()
                stays = {name: getattr(before, name) for name in kept}
                read.append({"lesion": None if lesion._state.adding else lesion} | said | stays)
        return read

    def first_size(self) -> str:
        """The box that a refusal of a size points to: the first one filled."""
        boxes = [sizes.size_name(lesion, target, "long") for lesion in self.lesions for target in sizes.ENTERED]
        boxes = [name for name in boxes if name in self.fields]
        return next((name for name in boxes if self.data.get(name)), boxes[0] if boxes else "")

    def ask_to_confirm(self) -> None:
        """Show the box that says an implausible size is right."""
        self.fields["confirmed"].widget = forms.CheckboxInput()

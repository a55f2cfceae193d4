"""One form for every other fact of a patient, its fields read off the model."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from registry import catalogue
from registry.models import Condition, Decision, Exam, FormAssessment, Lesion, PatientFact, User
from surveillance.engine.imaging.barriers import CONTRAINDICATIONS
from surveillance.forms.model import form_fields, values_of_form
from surveillance.models import AlertStep, Appointment, Contact

OWN_PAGE = (Exam, Appointment, AlertStep)  # written on pages of their own, with what belongs to them
MENU = ("event", "condition", "treatment", "visit", "lab", "form", "lesion", "brief", "answer", "decision", "plan",
        "closure", "owner", "contact", "person")  # the order in which they are offered; others follow  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact as its page writes it; what it is called and who may write it stands on the model."""

    model: type[PatientFact]
    adds: bool = True  # the menu of the patient offers it
    leave: tuple[str, ...] = ()
    fixed: Mapping[str, Any] = field(default_factory=dict)  # set by the form, never asked

    @property
    def code(self) -> str:
        """Its word in addresses."""
        return self.model.slug

    @property
    def title(self) -> Any:
        """What people call one of them."""
        return self.model.title

    @property
    def deed(self) -> str:
        """What a role must allow to write it."""
        return self.model.deed


SPECIAL = (
    Kind(FormAssessment, leave=("by_cardiologist",), fixed={"by_cardiologist": True}),
    Kind(Decision, adds=False),
    Kind(Contact, adds=False),
)


def kinds() -> Iterator[Kind]:
    """Every kind that has a page of its own, in the order of the menu."""
    special = {kind.model: kind for kind in SPECIAL}
    elsewhere = {*OWN_PAGE, *catalogue.exam_parts()}
    models = [model for model in catalogue.fact_kinds() if model not in elsewhere]
    place = {slug: number for number, slug in enumerate(MENU)}
    for model in sorted(models, key=lambda model: place.get(model.slug, len(MENU))):
        yield special.get(model) or Kind(model)


KINDS = {kind.code: kind for kind in kinds()}
WHAT = ("kind", "status", "form", "question", "decision")  # asked before when


class FactForm(forms.Form):
    """A fact of one kind; `fact` is what stands and is to be changed."""

    def __init__(
        self, *args: Any, kind: Kind, lesions: Sequence[Lesion], today: date, people: Sequence[User] = (),
        fact: PatientFact | None = None, **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **options)
        self.kind, self.lesions, self.fact = kind, lesions, fact
        self.before = {f.name: getattr(fact, f.name) for f in kind.model._meta.concrete_fields} if fact else {}
        fields = form_fields(kind.model, leave=kind.leave, lesions=lesions, values=self.before)
        self.fields |= {name: fields[name] for name in (*(n for n in WHAT if n in fields), *fields)}
        if "owner" in self.fields:
            people_by_id = [(str(user.pk), user.get_full_name() or user.get_username()) for user in people]
            self.fields["owner"] = forms.ChoiceField(
                label=_("Owner"),
                choices=people_by_id,
                initial=str(self.before.get("owner") and self.before["owner"].pk),
            )
        if kind.model is Condition:
            self.fields["kind"].choices = grouped(self.fields["kind"].choices)  # type: ignore[attr-defined]
        if "set_on" in self.fields and fact is None:
            self.fields["set_on"].initial = today
        self._people = {str(user.pk): user for user in people}
        self.fields |= self._ends()

    def _ends(self) -> dict[str, forms.Field]:
        if self.fact is None:
            return {"token": forms.UUIDField(initial=uuid.uuid4(), required=False, widget=forms.HiddenInput)}
        why = forms.CharField(label=_("Why is it changed?"), max_length=300, widget=forms.TextInput(attrs={"size": 60}))
        standing = forms.CharField(initial=str(self.fact.pk), required=False, widget=forms.HiddenInput)
        return {"why_changed": why, "standing": standing}

    def values(self) -> dict[str, Any]:
        """The fact under the names of its model, what is fixed and the one lesion included."""
        values = values_of_form(self.kind.model, self.cleaned_data, lesions=self.lesions, before=self.before)
        names = {f.name for f in self.kind.model._meta.concrete_fields}
        if "lesion" in names and "lesion" not in self.fields and self.lesions and self.kind.code in ("form", "lesion"):
            values["lesion"] = self.lesions[0]
        if "owner" in names:
            values["owner"] = self._people.get(values.get("owner", ""))
        return values | dict(self.kind.fixed)


def grouped(choices: Iterable[tuple[str, Any]]) -> list[tuple[Any, Any]]:
    """The long list of conditions under three headings; the empty choice stays first."""
    names = {"": _("Risk factors and conditions"), "d": _("Differential diagnosis"),
             "c": _("Contraindications to imaging")}  # fmt: skip
    groups: dict[str, list[tuple[str, Any]]] = {key: [] for key in names}
    empty: list[tuple[str, Any]] = []
    for code, label in choices:
        key = "c" if code in CONTRAINDICATIONS else "d" if code.startswith("differential_") else ""
        (groups[key] if code else empty).append((code, label))
    return [*empty, *((name, groups[key]) for key, name in names.items())]


def title_of(kind: Kind, fact: PatientFact) -> str:
    """The few words that tell one fact of a kind from another."""
    for name in ("kind", "form", "reason", "decision"):
        if getattr(fact, name, None):
            show = getattr(fact, f"get_{name}_display", None)
            return capfirst(str(show() if show else getattr(fact, name)))
    return str(kind.title)

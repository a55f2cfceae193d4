"""What only a cardiologist may say, checked where every fact passes: pages and API have no second opinion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from registry import access
from registry.models import Decision, Exam, FormAssessment, Lesion, Patient, PatientFact, Treatment, User

ASSESSED = ("by_cardiologist", "rupture_answer")  # these can end "ruptured" and close G6
REFUSAL = gettext_lazy("Only a cardiologist may say this, change it or take it back: ask one of your centre.")
WATCHFUL = "surveillance"  # watch and wait: it makes the findings before it historical


def check_fact(user: User, patient: Patient, model: type[PatientFact], *said: Mapping[str, Any]) -> None:
    """Refuse from others what only a cardiologist may say, change or take back; `said`: what stands and what shall."""
    reserved = [name for values in said for name in _reserved(model, values)]
    if reserved and not access.may(user, patient.centre_id, access.ANSWER):
        raise ValidationError(dict.fromkeys(reserved, REFUSAL))


def check_exam(user: User, patient: Patient, forms: Iterable[Mapping[str, Any]], *, before: Exam | None = None) -> None:
    """The same for the forms read in an exam: what a cardiologist assessed there stays as it stands."""
    stands = (
        {_assessment(patient, vars(form)) for form in before.forms.all() if _is_assessed(vars(form))}
        if before
        else set()
    )
    said = {_assessment(patient, form) for form in forms if _is_assessed(form)}
    if stands != said and not access.may(user, patient.centre_id, access.ANSWER):
        raise ValidationError({"forms": REFUSAL})


def _reserved(model: type[PatientFact], values: Mapping[str, Any]) -> Iterator[str]:
    if model is FormAssessment:
        yield from (name for name in ASSESSED if values.get(name))
    if model is Decision:
        yield "decision"
    if model is Treatment and values.get("kind") == WATCHFUL:
        yield "kind"


def _is_assessed(form: Mapping[str, Any]) -> bool:
    return any(form.get(name) for name in ASSESSED)


def _assessment(patient: Patient, form: Mapping[str, Any]) -> tuple[Any, ...]:
    """What is compared; a form that names no lesion is of the first one."""
    lesion = form.get("lesion") or Lesion.objects.filter(patient=patient, number=1).first()
    pk: UUID | None = form.get("lesion_id") or (lesion.pk if lesion else None)
    return pk, form.get("form"), bool(form.get("by_cardiologist")), form.get("rupture_answer") or ""

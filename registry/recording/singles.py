"""Of some facts one stands at a time: of a patient, or of the lesion that they are about."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from registry import deaths
from registry.models import Closure, PatientFact

DEATH = "death"  # as the sentence calls it


def check(fact: PatientFact) -> None:
    """A second entry of a kind of which one stands at a time would leave open which of the two counts."""
    dies = deaths.is_death(fact)
    if (dies or isinstance(fact, Closure)) and deaths.deaths().filter(patient=fact.patient_id).exists():
        raise _refusal(DEATH, "patient")
    if not fact.single:
        return
    about = {name: getattr(fact, name) for name in ("patient", "lesion") if hasattr(fact, name)}
    if type(fact).objects.filter(retracted_at=None, **about).exists():
        raise _refusal(str(fact._meta.verbose_name), "lesion" if "lesion" in about else "patient")


def _refusal(what: str, whose: str) -> ValidationError:
    said = f"An entry “{what}” stands for this {whose} already: amend the one that stands, or take it back first."
    return ValidationError(said, code="stands")

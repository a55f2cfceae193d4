"""What a date of a fact may not be: in the future, before birth, after death, beyond memory."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError

from registry.models import Demographics, Event, Fact
from registry.models.fact import PatientFact

OLDEST_YEARS = 120


def check(fact: Fact, *, today: date) -> None:
    """Refuse an impossible date with a sentence that names it; spans count by their nearest possible day."""
    first, last = getattr(fact, "on_first", None), getattr(fact, "on_last", None)
    if first is None or last is None or not isinstance(fact, PatientFact) or getattr(fact, "exam_id", None):
        return
    if first > last:
        raise ValidationError({"on_first": f"{first:%d-%b-%Y} is after {last:%d-%b-%Y}: turn the two dates round."})
    if first > today:
        raise ValidationError({"on_first": f"{first:%d-%b-%Y} lies in the future (today is {today:%d-%b-%Y})."})
    if last.year < today.year - OLDEST_YEARS:
        raise ValidationError({"on_first": f"{last:%d-%b-%Y} is over {OLDEST_YEARS} years ago: check the year."})
    _check_life(fact, first=first, last=last)


def _check_life(fact: PatientFact, *, first: date, last: date) -> None:
    person = Demographics.objects.filter(patient_id=fact.patient_id, retracted_at=None).first()
    if person and person.birth_first and last < person.birth_first:
        raise ValidationError(
            {"on_first": f"{last:%d-%b-%Y} is before the patient was born ({person.birth_first:%d-%b-%Y} at the earliest)."}
        )
    death = Event.objects.filter(patient_id=fact.patient_id, kind="death", retracted_at=None).first()
    if death and first > death.on_last and not isinstance(fact, Event):
        raise ValidationError({"on_first": f"{first:%d-%b-%Y} is after the death of the patient ({death.on_last:%d-%b-%Y})."})

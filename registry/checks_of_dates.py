"""What a date of a fact may not be: in the future, before birth, after death, beyond memory."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError

from registry.models import Demographics, Event, Fact
from registry.models.fact import PatientFact

OLDEST_YEARS = 120


SPANS = ("on", "since", "until", "birth")


def check(fact: Fact, *, today: date) -> None:
    """Refuse an impossible date with a sentence that names it; spans count by their nearest possible day."""
    if not isinstance(fact, PatientFact) or getattr(fact, "exam_id", None):
        return
    for span in SPANS:
        first, last = getattr(fact, f"{span}_first", None), getattr(fact, f"{span}_last", None)
        if first is not None and last is not None:
            _check_span(f"{span}_first", first=first, last=last, today=today)
            if span != "birth":
                _check_life(fact, f"{span}_first", first=first, last=last)


def _check_span(name: str, *, first: date, last: date, today: date) -> None:
    if first > last:
        raise ValidationError({name: f"{first:%d-%b-%Y} is after {last:%d-%b-%Y}: turn the two dates round."})
    if first > today:
        raise ValidationError({name: f"{first:%d-%b-%Y} lies in the future (today is {today:%d-%b-%Y})."})
    if last.year < today.year - OLDEST_YEARS:
        raise ValidationError({name: f"{last:%d-%b-%Y} is over {OLDEST_YEARS} years ago: check the year."})


def _check_life(fact: PatientFact, name: str, *, first: date, last: date) -> None:
    person = Demographics.objects.filter(patient_id=fact.patient_id, retracted_at=None).first()
    if person and person.birth_first and last < person.birth_first:
        raise ValidationError(
            {name: f"{last:%d-%b-%Y} is before the patient was born ({person.birth_first:%d-%b-%Y} at the earliest)."}
        )
    death = Event.objects.filter(patient_id=fact.patient_id, kind="death", retracted_at=None).first()
    if death and first > death.on_last and not isinstance(fact, Event):
        raise ValidationError({name: f"{first:%d-%b-%Y} is after the death of the patient ({death.on_last:%d-%b-%Y})."})

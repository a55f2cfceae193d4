"""What a date of a fact may not be: in the future, too far ahead, before birth, after death, beyond memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.dates import EARLIEST
from registry.models import Demographics, Event, Exam, Fact, Treatment, Visit
from registry.models.fact import PatientFact
from registry.vocabulary.terms import DEATH
from registry.wording import written

SPANS = ("on", "since", "until", "birth")
OLDEST_ENROLMENT_YEARS = 30  # sanity limit, ours
OF_THE_LIVING = (Exam, Visit, Event, Treatment)


def check(fact: Fact, *, today: date, born: Callable[[], date | None]) -> None:
    """Refuse an impossible date with a sentence that names it; spans count by their nearest possible day.

    `born` tells the earliest day of birth (registry.identity), if one is asked for.
    """
    if not isinstance(fact, PatientFact) or getattr(fact, "exam_id", None):
        return
    for span in SPANS:
        first, last = getattr(fact, f"{span}_first", None), getattr(fact, f"{span}_last", None)
        if first is not None and last is not None:
            _check_span(f"{span}_first", first=first, last=last, today=today)
            if span != "birth":
                _check_life(fact, f"{span}_first", first=first, last=last, born=born())
    for name, latest in fact.latest_days(today):
        day = getattr(fact, name)
        check_day(name, day, latest=latest, today=today)
        if day is not None:
            _check_birth(name, last=day, born=born())
    if isinstance(fact, Demographics):
        check_birth("birth_first", fact.birth_first, enrolled=fact.patient.enrolled_on, today=today)
    if isinstance(fact, Event) and fact.kind == DEATH:
        _check_death(fact)


def check_enrolment(day: date, *, origin: str, today: date) -> None:
    """Refuse a day to come and, but for a published case, one too long ago to be the start of a surveillance."""
    check_day("enrolled_on", day, latest=today, today=today)
    if origin != "published" and day.year < today.year - OLDEST_ENROLMENT_YEARS:
        said = ngettext(
            "%(day)s is more than %(years)d year ago: check the year of the enrolment.",
            "%(day)s is more than %(years)d years ago: check the year of the enrolment.",
            OLDEST_ENROLMENT_YEARS,
        )
        raise ValidationError({"enrolled_on": said % {"day": written(day), "years": OLDEST_ENROLMENT_YEARS}})


def check_day(name: str, day: date | None, *, latest: date, today: date) -> None:
    """Refuse a full date before 1900 or after the latest that it may be."""
    if day is None:
        return
    if day < EARLIEST:
        raise ValidationError({name: _too_early(day)})
    if day > latest == today:
        raise ValidationError({name: _to_come(day, today)})
    if day > latest:
        said = _("%(day)s is too far ahead (%(latest)s is the latest possible): check the year.")
        raise ValidationError({name: said % {"day": written(day), "latest": written(latest)}})


def _check_span(name: str, *, first: date, last: date, today: date) -> None:
    if first > last:
        said = _("%(first)s is after %(last)s: turn the two dates round.")
        raise ValidationError({name: said % {"first": written(first), "last": written(last)}})
    if first > today:
        raise ValidationError({name: _to_come(first, today)})
    if last.year > today.year:
        said = _("%(day)s lies after the end of this year, %(year)d: check the year.")
        raise ValidationError({name: said % {"day": written(last), "year": today.year}})
    if first < EARLIEST:
        raise ValidationError({name: _too_early(first)})


def _to_come(day: date, today: date) -> str:
    return _("%(day)s lies in the future (today is %(today)s).") % {"day": written(day), "today": written(today)}


def _too_early(day: date) -> str:
    return _("%(day)s is before %(year)d: check the year.") % {"day": written(day), "year": EARLIEST.year}


def check_birth(name: str, born: date | None, *, enrolled: date, today: date) -> None:
    """Refuse a day of birth that is impossible, to come, or after the enrolment."""
    check_day(name, born, latest=today, today=today)
    if born is not None and born > enrolled:
        said = _("Born %(born)s (at the earliest) is after the enrolment on %(enrolled)s: correct one of the two.")
        raise ValidationError({name: said % {"born": written(born), "enrolled": written(enrolled)}})


def _check_death(fact: Event) -> None:
    """Refuse a death before the last sign of life that is recorded."""
    found: list[Exam | Visit | Event | Treatment] = []
    for model in OF_THE_LIVING:
        live = model.objects.filter(patient_id=fact.patient_id, retracted_at=None)
        found += live.filter(on_first__gt=fact.on_last).order_by("-on_first")[:1]
    last = max(found, key=lambda sign: sign.on_first, default=None)
    if last is not None:
        kind = last.get_kind_display() if isinstance(last, Event | Treatment) else _("visit")
        what = getattr(last, "modality", "") or kind
        said = _(
            "Died %(died)s, but %(what)s is recorded on %(day)s: correct the day of death, or take that entry back."
        )
        told = {"died": written(fact.on_last), "what": what, "day": written(last.on_first)}
        raise ValidationError({"on_first": said % told})


def _check_life(fact: PatientFact, name: str, *, first: date, last: date, born: date | None) -> None:
    _check_birth(name, last=last, born=born)
    death = Event.objects.filter(patient_id=fact.patient_id, kind=DEATH, retracted_at=None).first()
    if death and first > death.on_last and not isinstance(fact, Event):
        said = _("%(day)s is after the death of the patient (%(died)s).")
        raise ValidationError({name: said % {"day": written(first), "died": written(death.on_last)}})


def _check_birth(name: str, *, last: date, born: date | None) -> None:
    if born is not None and last < born:
        said = _("%(day)s is before the patient was born (%(born)s at the earliest).")
        raise ValidationError({name: said % {"day": written(last), "born": written(born)}})

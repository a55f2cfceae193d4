"""The days of the valve clinic: which have a free place, and which one a booking should propose."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Count, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from registry.models import Centre, Patient
from surveillance.models import Alert, Appointment, ClinicDay, Standing

AHEAD_DAYS = 120  # how far a form looks for a free day when the window has passed
AROUND = timedelta(days=7)  # a date this soon after the day of a watch still serves it: clinics are weekly (ours)


class Proposal(NamedTuple):
    """The day a form fills in, and the days of the clinic with a free place."""

    on: date | None
    why: str
    free: tuple[tuple[date, int], ...]


def free_days(centre: Centre, *, first: date, last: date) -> tuple[tuple[date, int], ...]:
    """The clinic days from `first` to `last` that have places left, with their number: one query."""
    booked = (
        Appointment.objects.filter(patient__centre=centre, on=OuterRef("on"), state="booked", retracted_at=None)
        .order_by()
        .values("on")
        .annotate(n=Count("pk"))
        .values("n")
    )
    days = ClinicDay.objects.filter(centre=centre, on__range=(first, last))
    taken = Coalesce(Subquery(booked, output_field=IntegerField()), 0)
    return tuple(days.annotate(left=F("places") - taken).filter(left__gt=0).order_by("on").values_list("on", "left"))


def serves_watch(patient: Patient, on: date) -> bool:
    """Whether an alert of the patient is watched until about that day or longer: an exam by then answers it."""
    return Alert.objects.filter(patient=patient, state=Alert.WATCHING, watch_until__gte=on - AROUND).exists()


def proposal(centre: Centre, standing: Standing | None, *, today: date, watched: date | None = None) -> Proposal:
    """The first clinic day with a free place inside the window, else its target; when overdue, the first one.

    An alert watched until a day before the window opens comes first.
    """
    tomorrow = today + timedelta(days=1)
    if watched is not None and (standing is None or standing.earliest_on is None or watched < standing.earliest_on):
        return _about(centre, max(watched, tomorrow), tomorrow)
    if standing is None or standing.latest_on is None or standing.target_on is None:
        return Proposal(None, "", free_days(centre, first=tomorrow, last=today + timedelta(days=AHEAD_DAYS)))
    first = max(tomorrow, standing.earliest_on or tomorrow)
    is_over = standing.latest_on < tomorrow  # no day of the window is left to book
    last = today + timedelta(days=AHEAD_DAYS) if is_over else standing.latest_on
    free = free_days(centre, first=first, last=last)
    if free:
        return Proposal(free[0][0], _("first clinic day with a free place"), free)
    target = max(standing.target_on, tomorrow)
    why = _("tomorrow; no clinic day has a free place") if is_over else _("the target of the window")
    return Proposal(target, why, free)


def _about(centre: Centre, watched: date, tomorrow: date) -> Proposal:
    """The free clinic day nearest to the day until which an alert is watched, else that day."""
    free = free_days(centre, first=tomorrow, last=watched + AROUND)
    near = [on for on, _left in free if abs(on - watched) <= AROUND]
    if near:
        nearest = min(near, key=lambda on: abs(on - watched))
        return Proposal(nearest, _("the clinic day nearest to the end of the watch"), free)
    return Proposal(watched, _("the day until which the alert is watched"), free)

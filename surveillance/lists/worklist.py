"""The read side: what the pages and the API list, each in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Aggregate, Count, F, Max, Prefetch, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from registry import access, identity
from registry.models import Centre, Patient, User
from surveillance.engine.case import Case
from surveillance.engine.follow_up.status import NEEDS_OWNER
from surveillance.engine.known.history import History
from surveillance.engine.policy import Policy
from surveillance.models import GRAVEST_FIRST, HEADINGS, Alert, AlertStep, Signal, Standing, SweepRun
from surveillance.review.review import case_for_pages, policy_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PAGE = 25
ORDERS = {
    "due": F("latest_on").asc(nulls_last=True),
    "-due": F("latest_on").desc(nulls_last=True),
    "exam": F("last_exam_on").asc(nulls_last=True),
    "-exam": F("last_exam_on").desc(nulls_last=True),
    "contact": F("last_contact_on").asc(nulls_first=True),
    "-contact": F("last_contact_on").desc(nulls_last=True),
    "study": F("patient__study_id").asc(),
}
VIEWS: dict[str, tuple[_StrPromise, Q]] = {
    "overdue": (gettext_lazy("To act on"), Q(status__in=("overdue", "report_awaited"))),
    "soon": (gettext_lazy("Next 30 days"), Q(status="due_soon")),
    "nodate": (gettext_lazy("No date"), Q(status__in=("due_soon", "in_window", "no_plan"), booked_on=None)),
    "booked": (pgettext_lazy("patients", "Booked"), Q(status="booked")),
    "lost": (gettext_lazy("Hard to reach"), Q(hard_to_reach=True)),
    "closed": (pgettext_lazy("patients", "Closed"), Q(status="closed")),
    "all": (pgettext_lazy("patients", "All"), Q()),
}
ALIKE = ("first_at", "rule", "anchor")  # the order of signals of one severity and day: the same at every reading


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list."""

    rows: Sequence[Any]
    number: int
    has_next: bool
    total: int

    @property
    def has_previous(self) -> bool:
        """Whether an earlier page exists."""
        return self.number > 1


@dataclass(frozen=True, slots=True)
class PatientPicture:
    """Everything the patient page shows."""

    patient: Patient
    name: str
    standing: Standing | None
    case: Case
    signals: tuple[Signal, ...]
    card: Alert | None
    today: date

    @property
    def history(self) -> History:
        """What is known of the patient."""
        return self.case.history

    @property
    def policy(self) -> Policy:
        """The numbers in force."""
        return self.case.policy


def scope(user: User, centre_code: str = "") -> list[Centre]:
    """The centres whose patients the user reads, narrowed to one if asked."""
    centres = access.centres_for(user, access.READ)
    return [c for c in centres if c.code == centre_code] if centre_code else centres


def counts(centres: Sequence[Centre]) -> dict[str, Any]:
    """How many patients stand in each view, under each heading and with an open card, and when the last complete
    sweep ended: one query.
    """
    parts: dict[str, Aggregate] = {
        f"view_{name}": Count("pk", filter=condition) for name, (_, condition) in VIEWS.items() if name != "all"
    }
    parts |= {f"heading_{t.code}": Count("pk", filter=Q(heading=t.code)) for t in HEADINGS}
    parts |= {
        "view_all": Count("pk"),
        "alerts": Count("pk", filter=~Q(card="")),
        "urgent": Count("pk", filter=Q(card="S4")),
    }
    parts["unowned"] = Count("pk", filter=Q(status__in=NEEDS_OWNER, owner=None))
    parts["synthetic"] = Count("pk", filter=~Q(patient__origin="real"))
    complete = SweepRun.objects.filter(state="complete").order_by("-ended_at").values("ended_at")[:1]
    parts["swept_at"] = Max(Subquery(complete))
    return Standing.objects.filter(centre__in=centres).aggregate(**parts)


def waiting(centres: Sequence[Centre]) -> dict[str, int]:
    """What the menu of every page counts: overdue patients and open cards; one query."""
    overdue, card = Count("pk", filter=VIEWS["overdue"][1]), Count("pk", filter=~Q(card=""))
    return Standing.objects.filter(centre__in=centres).aggregate(view_overdue=overdue, alerts=card)


def rows(
    centres: Sequence[Centre],
    *,
    view: str = "overdue",
    text: str = "",
    page: int = 1,
    total: int = 0,
    order: str = "due",
) -> Page:
    """One page of the worklist, oldest due date first unless `order` says otherwise, names joined: one query."""
    standings = listed(centres).filter(VIEWS[view][1])
    if text.strip():
        found = identity.search(Patient.objects.all(), text)
        standings = standings.filter(patient__in=found)
    return _page(standings.order_by(ORDERS[order], "patient__study_id"), page, total)


def listed(centres: Sequence[Centre]) -> QuerySet[Standing]:
    """Standings with everything a row shows."""
    return Standing.objects.filter(centre__in=centres).select_related("patient__identity", "owner", "centre")


def trajectories(
    centres: Sequence[Centre], *, heading: str, page: int = 1, total: int = 0, order: str = "study"
) -> Page:
    """Every patient under one heading, by study id or last exam: never ranked by risk. One query."""
    standings = listed(centres).filter(heading=heading).order_by(ORDERS[order], "patient__study_id")
    return _page(standings, page, total, size=60)


def overview(centres: Sequence[Centre], *, each: int, order: str = "study") -> dict[str, list[Standing]]:
    """The first patients under each heading, for all headings in one query."""
    place = Window(RowNumber(), partition_by="heading", order_by=[ORDERS[order], F("patient__study_id").asc()])
    found: dict[str, list[Standing]] = {term.code: [] for term in HEADINGS}
    for standing in listed(centres).annotate(place=place).filter(place__lte=each).order_by("heading", "place"):
        found[standing.heading].append(standing)
    return found


def inbox(centres: Sequence[Centre], *, state: str = Alert.OPEN, page: int = 1) -> Page:
    """Cards by recorded severity, then by date, with their signals: two queries."""
    alerts = (
        Alert.objects.filter(patient__centre__in=centres, state=state)
        .select_related("patient__identity", "patient__centre")
        .prefetch_related(Prefetch("signals", Signal.objects.order_by(GRAVEST_FIRST, "since", *ALIKE)))
    )
    order = ("-closed_at",) if state == Alert.CLOSED else ("-severity", "evidence_on", "opened_at")
    return _page(alerts.order_by(*order), page, 0)


def alert_for(user: User, id: UUID | str) -> Alert:
    """A card with its signals, their steps and the answers, or 404 outside the user's centres."""
    alerts = Alert.objects.prefetch_related(
        Prefetch("signals", Signal.objects.order_by(GRAVEST_FIRST, "since", *ALIKE).prefetch_related("steps")),
        Prefetch(
            "answers", AlertStep.objects.filter(retracted_at=None).select_related("recorded_by").order_by("recorded_at")
        ),
    )
    alert = alerts.filter(pk=id).first()
    if alert is None:
        raise Http404("No such alert.")
    alert.patient = access.patient_for(user, alert.patient_id, access.READ, among=_people())
    return alert


def patient_picture(user: User, id: UUID | str) -> PatientPicture:
    """What the patient page shows: four queries."""
    patient = access.patient_for(user, id, access.READ, among=_people())
    now = timezone.now()
    policy, today = policy_of(patient.centre, now), timezone.localdate(now, patient.centre.zone)
    signals = tuple(
        Signal.objects.filter(patient=patient).select_related("alert").order_by(GRAVEST_FIRST, "-since", *ALIKE)
    )
    cards = {s.alert for s in signals if s.alert is not None and s.alert.state != Alert.CLOSED}
    return PatientPicture(
        patient=patient,
        name=identity.name_of(patient),
        standing=getattr(patient, "standing", None),
        case=case_for_pages(patient, policy, today),
        signals=tuple(signals),
        card=next(iter(cards), None),
        today=today,
    )


def _people() -> QuerySet[Patient]:
    return Patient.objects.select_related("centre", "identity", "standing__owner")


def _page(found: QuerySet[Any], number: int, total: int, *, size: int = PAGE) -> Page:
    number = max(number, 1)
    start = (number - 1) * size
    shown = list(found[start : start + size + 1])
    return Page(rows=shown[:size], number=number, has_next=len(shown) > size, total=total)

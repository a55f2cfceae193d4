"""The worklist: who is due, who is overdue, and who looks after it. Home of the nurse."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from registry import access, identity
from surveillance.lists import worklist
from surveillance.models import Standing
from surveillance.pages import frame
from surveillance.pages.spark import spark
from surveillance.words import phrases

SWEEP_LATE = timedelta(hours=26)  # the beat sweeps every quarter of an hour: a day without one is a fault
MOVING = ("progression", "regression")
SORTED = ("due", "exam", "contact")  # the columns a person may sort by


class Row(NamedTuple):
    """One line of the list, as templates/worklist/_row.html shows it."""

    url: str
    back: str  # the query that leads back here
    name: str
    sub: str
    card: str
    due: str
    window: str
    status: str
    status_words: str
    owner: str
    size: str
    sized: str
    spark: str
    heading: str
    heading_words: str
    verdict: str
    contact: str
    contacted: str
    closed: bool


def home(request: HttpRequest) -> HttpResponse:
    """The first page of each role: worklist, alert inbox, or the export of a researcher."""
    if not access.centres_for(request.user, access.READ):
        to_export = access.centres_for(request.user, access.EXPORT)
        return redirect(frame.EXPORT if to_export else "surveillance:settings")
    roles = {s.role for s in access.staff_of(request.user)}
    if not request.GET and "cardiologist" in roles and "nurse" not in roles:
        return redirect("surveillance:alerts")
    return listing(request)


def listing(request: HttpRequest) -> HttpResponse:
    """One page of one view, searched and sorted as the address says."""
    centres = frame.centres_of(request)
    counts = worklist.counts(centres)
    text = request.GET.get("q", "").strip()[:80]
    view = request.GET.get("view", "all" if text else "overdue")
    view = view if view in worklist.VIEWS else "overdue"
    order = request.GET.get("sort", "due")
    order = order if order in worklist.ORDERS else "due"
    total = 0 if text else counts[f"view_{view}"]
    found = worklist.rows(centres, view=view, text=text, page=frame.number_of(request), total=total, order=order)
    options: list[tuple[str, str, int | None]] = [
        (code, str(label), counts[f"view_{code}"]) for code, (label, _condition) in worklist.VIEWS.items()
    ]
    context = {
        "rows": _rows(found.rows, back=request.get_full_path()),
        "page": found,
        "total": total,
        "text": text,
        "view": worklist.VIEWS[view][0],
        "view_code": view,
        "counts": counts,
        "sweep_late": bool(counts["swept_at"]) and timezone.now() - counts["swept_at"] > SWEEP_LATE,
        "swept": phrases.swept(counts["swept_at"], centres),
        "views": frame.chips(request, "view", options, view),
        "sorts": _sorts(request, order),
        "centre_chips": frame.centre_chips(request),
        "may_enrol": bool(access.centres_for(request.user, access.RECORD)),
        "here": request.get_full_path(),
    }
    return frame.page(request, "worklist.html", context, here="worklist", counts=counts)


def _sorts(request: HttpRequest, order: str) -> dict[str, tuple[str, str]]:
    """For each column that sorts: the address of its other direction, and what a screen reader says of it."""
    found = {}
    for code in SORTED:
        query = request.GET.copy()
        query.pop("page", None)
        query["sort"] = f"-{code}" if order == code else code
        state = {code: "ascending", f"-{code}": "descending"}.get(order, "none")
        found[code] = (f"?{query.urlencode()}", state)
    return found


def _rows(standings: Any, *, back: str) -> list[Row]:
    now = timezone.now()
    days: dict[Any, date] = {}
    end = f"?back={quote(back, safe='')}"
    rows = []
    for standing in standings:
        if standing.centre_id not in days:
            days[standing.centre_id] = timezone.localdate(now, standing.centre.zone)
        rows.append(_row(standing, days[standing.centre_id], end))
    return rows


def _row(s: Standing, today: date, end: str) -> Row:
    """What a row shows, as plain text."""
    name = identity.name_of(s.patient)
    person = identity.identity_of(s.patient)
    born = f"{phrases.day(person.birth_date)} · " if person and person.birth_date else ""
    number = person.hospital_number if person and person.hospital_number else s.patient.study_id
    gone = _("not visible %(modality)s") % {"modality": s.size_modality} if s.size_on else ""
    size = f"{phrases.number(s.size_mm)} mm {s.size_modality}" if s.size_mm is not None else gone
    window = _("from %(day)s") % {"day": phrases.day(s.earliest_on)} if s.earliest_on else ""
    if s.booked_on and s.status != "booked":
        window = _("booked %(day)s") % {"day": phrases.day(s.booked_on)}
    contact, contacted = _contact(s)
    return Row(
        url=reverse("surveillance:patient", args=[s.patient_id]), back=end,
        name=name, sub=f"{born}{number}", card=s.card,
        due=phrases.day(s.latest_on), window=window,
        status=s.status, status_words=phrases.status(s, today), owner=phrases.initials(s.owner),
        size=size, sized=phrases.listed_day(s, s.size_on) if size else "", spark=spark(s.spark),
        heading=s.heading, heading_words=phrases.HEADING[s.heading], verdict=verdict(s),
        contact=contact, contacted=contacted, closed=s.status == "closed",
    )  # fmt: skip


def verdict(s: Standing) -> str:
    """The course in a word, with its rate where it moves; what is steady is so on average, not at today's rate."""
    moving = s.rate_mm_per_year if s.course in MOVING else None
    rate = "" if moving is None else f" {phrases.signed(moving)} mm/y"
    return f"{phrases.COURSE[s.course]}{rate}"


def _contact(s: Standing) -> tuple[str, str]:
    if not s.last_contact:
        return "", ""
    outcome = phrases.outcome_in_a_list(s.last_contact)
    times = f" × {s.failed_contacts}" if s.failed_contacts > 1 else ""
    return outcome + times, phrases.day(s.last_contact_on)

"""The agenda of the Heart Team: who is to be discussed, what was decided and not done, whom it decided to watch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from registry import identity
from registry.vocabulary import clinic, terms
from registry.wording import labels
from surveillance.engine.heart_team.agenda import DISCUSS, UNDONE, WATCH, Entry
from surveillance.lists.agenda import agenda, page_of, people
from surveillance.models import Standing
from surveillance.pages import frame
from surveillance.pages.alert.inbox import age
from surveillance.words import phrases
from surveillance.words.message import text

EACH = 12  # rows of a group on the overview
TITLES = {DISCUSS: _("To be discussed"), UNDONE: _("Decided, not done"), WATCH: _("Decided to watch")}
MEANING = {
    DISCUSS: _(
        "A finding that asks for the Heart Team (rupture, mobile part, embolism, heart failure, severe valve), an "
        "answer to an alert that names the team, or a brief: with no decision since, and no operation after it."
    ),
    UNDONE: _("A procedure was decided and is not recorded as done. The days it leaves are the policy's (X4)."),
    WATCH: _("The newest decision is to watch and wait; the day is that by which the next exam is due."),
}
ON = {DISCUSS: _("Since"), UNDONE: _("To be done by"), WATCH: _("Next exam by")}
NOBODY = {
    DISCUSS: _("Nobody waits for a discussion."),
    UNDONE: _("Every procedure that was decided is recorded as done."),
    WATCH: _("No decision to watch stands."),
}
INTENDED, URGENCIES = labels(terms.TREATMENTS), labels(clinic.URGENCIES)


def listing(request: HttpRequest) -> HttpResponse:
    """The three groups with their counts; all of one with ?group=."""
    centres = frame.centres_of(request)
    found = agenda(centres, now=timezone.now())
    one = request.GET.get("group", "")
    page = page_of(found[one], frame.number_of(request)) if one in found else None
    shown: dict[str, Sequence[Entry]] = (
        {one: page.rows} if page else {code: rows[:EACH] for code, rows in found.items()}
    )
    who = people(centres, [entry for rows in shown.values() for entry in rows])
    options: list[tuple[str, str, int | None]] = [("", str(_("All")), None)]
    options += [(code, str(TITLES[code]), len(rows)) for code, rows in found.items()]
    context = {
        "groups": [_group(code, rows, who, len(found[code])) for code, rows in shown.items()],
        "page": page,
        "total": len(found[one]) if page else 0,
        "one": one if page else "",
        "chips": frame.chips(request, "group", options, one if page else ""),
        "centre_chips": frame.centre_chips(request),
    }
    return frame.page(request, "team_agenda.html", context, here="agenda")


def _group(code: str, rows: Sequence[Entry], who: Mapping[str, Standing], count: int) -> dict[str, Any]:
    return {
        "code": code, "title": TITLES[code], "meaning": MEANING[code], "on": ON[code], "nobody": NOBODY[code],
        "rows": [_row(entry, who[entry.patient]) for entry in rows if entry.patient in who],
        "count": count, "more": count - len(rows),
    }  # fmt: skip


def _row(entry: Entry, standing: Standing) -> dict[str, Any]:
    """What a row shows: who, where the patient is going, why, by or since when, and what became of it."""
    patient = standing.patient
    today = timezone.localdate(timezone.now(), standing.centre.zone)
    name = identity.name_of(patient)
    shown: dict[str, Any] = {
        "url": reverse("surveillance:team", args=[patient.pk]),
        "name": name,
        "study_id": "" if name == patient.study_id else patient.study_id,
        "heading": standing.heading,
        "heading_words": phrases.HEADING[standing.heading],
    }
    return shown | _SAID[entry.group](entry, standing, today)


def _discussed(entry: Entry, standing: Standing, today: date) -> dict[str, Any]:
    first, more = entry.reasons[0], len(entry.reasons) - 1
    also = ngettext("and %d more reason", "and %d more reasons", more) % more if more else ""
    return {"severity": first.severity, "why": text(first.words), "sub": also, "on": phrases.day(entry.on),
            "state": age(entry.on, today), "tone": ""}  # fmt: skip


def _undone(entry: Entry, standing: Standing, today: date) -> dict[str, Any]:
    late = (today - entry.on).days
    left = ngettext("%d day left", "%d days left", -late) % -late
    state = ngettext("late by %d day", "late by %d days", late) % late if entry.state == "late" else left
    return _decided(entry) | {
        "on": phrases.day(entry.on),
        "state": state,
        "tone": "S3" if entry.state == "late" else "",
    }


def _watched(entry: Entry, standing: Standing, today: date) -> dict[str, Any]:
    tone = "overdue" if standing.status == "overdue" else ""
    return _decided(entry) | {
        "on": phrases.day(standing.latest_on),
        "state": phrases.status(standing, today),
        "tone": tone,
    }


def _decided(entry: Entry) -> dict[str, Any]:
    """The decision in the words of the meeting, and when it was taken."""
    decision: Any = entry.decision
    intended = ", ".join(filter(None, (INTENDED[decision.intended], URGENCIES.get(decision.urgency, "").lower())))
    on = _("decided %s") % phrases.when(decision.when)
    return {"severity": "", "why": intended, "sub": decision.decision, "decided": on}


_SAID = {DISCUSS: _discussed, UNDONE: _undone, WATCH: _watched}

"""Every patient by where the patient is going. No ranking by risk inside a group, no percentage of rupture."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from registry import identity
from surveillance.lists import worklist
from surveillance.models import Standing
from surveillance.pages import frame
from surveillance.pages.follow_up.worklist import verdict
from surveillance.pages.spark import spark
from surveillance.words import phrases
from surveillance.words.message import text

EACH = 12  # patients of a heading on the overview
SORTS = {"study": _("study ID"), "-exam": _("last exam, newest first")}
MEANING = {
    "toward_regression": _("Sizes fall, or CCMA has become MAC by two readings."),
    "stable": _("Sizes stay, and nothing points elsewhere."),
    "ruptured": _("A rupture stands until a cardiologist's assessment or a treatment ends it."),
    "undecided": _("Too few exams, findings that disagree, an urgent question that is open, or recently treated."),
}


def dashboard(request: HttpRequest) -> HttpResponse:
    """The five headings with their counts; all of one heading with ?heading=."""
    centres = frame.centres_of(request)
    counts = worklist.counts(centres)
    order = request.GET.get("sort", "study")
    order = order if order in SORTS else "study"
    heading = request.GET.get("heading", "")
    total = counts.get(f"heading_{heading}", 0)
    if heading in phrases.HEADING:
        found = worklist.trajectories(centres, heading=heading, page=frame.number_of(request), total=total, order=order)
        groups = [_group(heading, found.rows, counts)]
    else:
        found, heading = None, ""
        shown = worklist.overview(centres, each=EACH, order=order)
        groups = [_group(code, rows, counts) for code, rows in shown.items()]
    headings: list[tuple[str, str, int | None]] = [("", str(_("All")), counts["view_all"])]
    headings += [(code, label, counts[f"heading_{code}"]) for code, label in phrases.HEADING.items()]
    context = {
        "groups": groups,
        "page": found,
        "total": total,
        "one": heading,
        "headings": frame.chips(request, "heading", headings, heading),
        "sorts": frame.chips(request, "sort", [(code, str(label), None) for code, label in SORTS.items()], order),
        "swept": phrases.swept(counts["swept_at"], centres),
        "centre_chips": frame.centre_chips(request),
    }
    return frame.page(request, "trajectories.html", context, here="trajectories", counts=counts)


def _group(code: str, standings: Any, counts: dict[str, int]) -> dict[str, Any]:
    rows = [_row(standing) for standing in standings]
    more = counts[f"heading_{code}"] - len(rows)
    return {"code": code, "label": phrases.HEADING[code], "count": counts[f"heading_{code}"], "meaning": _meaning(code),
            "rows": rows, "more": more}  # fmt: skip


def _meaning(code: str) -> Any:
    return phrases.undetermined() if code == "toward_rupture" else MEANING[code]


def _row(s: Standing) -> tuple[Any, ...]:
    why = text(s.heading_reasons[0][0]) if s.heading_reasons else phrases.undecided(s)
    exams = ngettext("%d exam", "%d exams", s.exams) % s.exams
    last = phrases.listed_day(s, s.last_exam_on)
    exams = str(_("%(exams)s, last %(day)s") % {"exams": exams, "day": last}) if s.exams and last else exams
    ended = _("Surveillance ended: %s") % uncapped(text(s.status_reason)) if s.status == "closed" else ""
    name = identity.name_of(s.patient)
    return (
        reverse("surveillance:patient", args=[s.patient_id]), name,
        "" if name == s.patient.study_id else s.patient.study_id, spark(s.spark), verdict(s), why, exams, ended,
    )  # fmt: skip


def uncapped(sentence: str) -> str:
    """A sentence as it stands inside another."""
    return sentence[:1].lower() + sentence[1:]

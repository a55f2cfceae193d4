"""The page of one patient: where the patient is going, why, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from registry import access
from surveillance.chart import Figure, figure
from surveillance.chart.figure import WIDTHS
from surveillance.engine.follow_up.windows import Window, window
from surveillance.forms.facts import KINDS
from surveillance.lists import other_facts, worklist
from surveillance.lists.worklist import PatientPicture
from surveillance.pages import frame
from surveillance.pages.frame import user_of
from surveillance.pages.patient import card, imaging
from surveillance.pages.patient import parts as patient_parts
from surveillance.pages.patient.banner import banner
from surveillance.review.standing import leading
from surveillance.words import phrases
from surveillance.words.finished import finished
from surveillance.words.message import text

DEEDS = (access.RECORD, access.SCHEDULE, access.ANSWER)


def overview(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Everything of one patient on one page."""
    picture = worklist.patient_picture(user_of(request), patient_id)
    due = window(picture.case)
    may = {deed: access.may(request.user, picture.patient.centre_id, deed) for deed in DEEDS}
    standing, others = picture.standing, other_facts.rows(picture.patient)
    context = {
        "picture": picture,
        "banner": banner(picture),
        "standing": standing,
        "heading": phrases.HEADING.get(standing.heading, "") if standing else "",
        "course": worklist_verdict(picture),
        "status": phrases.status(standing, picture.today, card.watched(picture)) if standing else "",
        "undecided": phrases.undecided(standing),
        "reasons": phrases.reasons(standing),
        "figures": figures(picture, due),
        "due": finished(due),
        "status_reason": text(standing.status_reason) if standing else "",
        "due_days": [phrases.day(d) for d in (due.earliest, due.target, due.latest)] if due else [],
        "contact": phrases.OUTCOME.get(standing.last_contact, "") if standing else "",
        "contact_on": phrases.day(standing.last_contact_on) if standing else "",
        "owner": phrases.person(standing.owner) if standing else "",
        "policy": policy_words(picture),
        "urgent": phrases.TELEPHONE if patient_parts.is_urgent(picture.signals) else "",
        "undetermined": phrases.undetermined(),
        "watch": card.watch_words(picture),
        "signals": patient_parts.signals(picture),
        "silent": card.silent_words(picture.card, picture.signals),
        "tasks": card.tasks(picture, others),
        "answers": patient_parts.answers(others),
        "risks": patient_parts.risks(picture.history, picture.today),
        "exams": patient_parts.exams(picture.history),
        "facts": patient_parts.facts(picture.history) + patient_parts.others(others),
        "follow_up": patient_parts.follow_up(picture.history),
        "imaging": imaging.box(picture),
        "may": may,
        "kinds": [(k.code, k.title) for k in KINDS.values() if k.adds and may[k.deed]],
        "here": request.path,
    }
    return frame.page(request, "patient.html", context)


def worklist_verdict(picture: PatientPicture) -> tuple[str, str]:
    """The course of the leading target, as code and words."""
    standing = picture.standing
    return (
        (standing.course, phrases.COURSE[standing.course]) if standing else ("undecided", phrases.COURSE["undecided"])
    )


def policy_words(picture: PatientPicture) -> str:
    """Which policy the page rests on."""
    if not picture.policy.signed:
        return str(phrases.UNSIGNED)
    return _("policy version %s, signed") % picture.policy.version


def figures(picture: PatientPicture, due: Window | None, widths: Sequence[int] = WIDTHS) -> list[Figure]:
    """One chart a target; the one that speaks for the patient first."""
    growths = picture.case.growth
    first = leading(growths)
    days: tuple[date, date, date] | None = (due.earliest, due.target, due.latest) if due else None
    ordered: list[Any] = sorted(
        growths.values(), key=lambda g: (g is not first, g.target != "mass", g.lesion, g.target)
    )
    common: dict[str, Any] = {"window": days, "today": picture.today, "policy": picture.policy, "widths": widths}
    common["read"] = text
    return [figure(picture.history, growth, key=f"chart{n}", **common) for n, growth in enumerate(ordered)]

"""The alert inbox: one card a patient, the most severe first. Home of the cardiologist."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registry import identity
from surveillance.engine.policy import Policy
from surveillance.engine.rules.base import time_allowed
from surveillance.lists import worklist
from surveillance.models import Alert
from surveillance.pages import frame
from surveillance.pages.patient.card import silent_words
from surveillance.pages.patient.parts import said
from surveillance.review.reconcile import is_late
from surveillance.review.review import policies_of
from surveillance.words import phrases
from surveillance.words.message import text

STATES = {"open": gettext_lazy("For review"), "watching": gettext_lazy("Watching"), "closed": gettext_lazy("Done")}


def listing(request: HttpRequest) -> HttpResponse:
    """One page of the cards in one state."""
    centres, now = frame.centres_of(request), timezone.now()
    policies = policies_of(centres, now)
    counts = worklist.counts(centres)
    state = request.GET.get("state", "open")
    state = state if state in STATES else "open"
    found = worklist.inbox(centres, state=state, page=frame.number_of(request))
    options: list[tuple[str, str, int | None]] = [
        (code, str(label), counts["alerts"] if code == "open" else None) for code, label in STATES.items()
    ]
    context = {
        "cards": [
            _card(alert, policies[alert.patient.centre_id], now, back=request.get_full_path()) for alert in found.rows
        ],
        "page": found,
        "state": state,
        "states": frame.chips(request, "state", options, state),
        "centre_chips": frame.centre_chips(request),
        "counts": counts,
    }
    return frame.page(request, "alerts.html", context, here="alerts", counts=counts)


def _card(alert: Alert, policy: Policy, now: datetime, *, back: str) -> dict[str, Any]:
    patient = alert.patient
    today = timezone.localdate(now, patient.centre.zone)
    asked = timezone.localdate(alert.asked_at, patient.centre.zone)
    signals = [said(s, policy) for s in alert.signals.all()]
    return {
        "url": f"{reverse('surveillance:alert', args=[alert.pk])}?back={quote(back, safe='')}",
        "patient_url": reverse("surveillance:patient", args=[patient.pk]),
        "name": identity.name_of(patient),
        "study_id": patient.study_id,
        "severity": alert.severity,
        "allowed": text(time_allowed(alert.severity, policy)),
        "age": age(asked, today),
        "late": is_late(alert, policy, now),
        "again": alert.again,
        "until": phrases.day(alert.watch_until) if alert.watch_until else "",
        "closed": phrases.day(timezone.localdate(alert.closed_at, patient.centre.zone)) if alert.closed_at else "",
        "signals": signals,
        "silent": silent_words(alert, alert.signals.all()),
        "repeats": sum("ended" not in s.marks for s in signals),
    }


def age(opened: date, today: date) -> str:
    """How long a card waits."""
    days = (today - opened).days
    return ngettext("%d day", "%d days", days) % days if days else _("today")

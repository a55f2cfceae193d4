"""Messages to people: that an alert waits, never about whom or why."""

from __future__ import annotations

from datetime import datetime

from django.core.mail import send_mail
from django.db import transaction

from registry.models import Centre, Staff
from surveillance.models import Outbox
from surveillance.review import policy_of
from surveillance.rules.base import time_allowed

BATCH = 50


def deliver(*, now: datetime) -> int:
    """Mail each waiting notice to the cardiologists of its centre; at least once, in order. Gives their number."""
    sent = 0
    while _deliver_batch(now):
        sent += 1
    return sent


def _deliver_batch(now: datetime) -> bool:
    with transaction.atomic():
        waiting = Outbox.objects.select_for_update(skip_locked=True, of=("self",)).filter(delivered_at=None)
        notices = list(waiting.select_related("alert", "patient__centre__deputy").order_by("pk")[:BATCH])
        for notice in notices:
            _send(notice, now)
            notice.delivered_at = now
            notice.save(update_fields=["delivered_at"])
    return bool(notices)


def _send(notice: Outbox, now: datetime) -> None:
    if notice.alert is None:
        return
    centre = notice.patient.centre
    addresses = _deputy(centre) if notice.kind == "escalation" else []
    if not addresses:
        doctors = Staff.objects.filter(centre=centre, role="cardiologist", user__is_active=True).exclude(user__email="")
        addresses = sorted(set(doctors.values_list("user__email", flat=True)))
    if addresses:
        severity = notice.alert.severity
        late = " and has not been answered in time" if notice.kind == "escalation" else ""
        allowed = time_allowed(severity, policy_of(centre, now))
        text = f"An alert of severity {severity} ({allowed}) waits at {centre.name}{late}. Log in to Annulus."
        send_mail(f"Annulus: an alert {severity} waits{' too long' if late else ''}", text, None, addresses)


def _deputy(centre: Centre) -> list[str]:
    """The address of the deputy cardiologist, who is told of alerts nobody answered; empty when there is none."""
    deputy = centre.deputy
    return [deputy.email] if deputy is not None and deputy.is_active and deputy.email else []

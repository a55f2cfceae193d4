"""Messages to people: that an alert waits, never about whom or why."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.core.mail.utils import DNS_NAME
from django.db.models import Q
from django.utils.translation import gettext as _

from registry import access
from registry.models import Centre
from surveillance.engine.rules.base import time_allowed
from surveillance.models import Outbox
from surveillance.review.review import policy_of
from surveillance.words.message import text

BATCH = 20
SENDING = timedelta(minutes=5)  # whoever claimed a notice longer ago was killed before it could say whether it was sent


def deliver(*, now: datetime) -> int:
    """Mail the next waiting notices to those of their centre who may answer, in order; gives how many.

    A notice is claimed before it is sent and marked after, so that nobody else sends it meanwhile. Of a sender that was
    killed in between nobody can know whether the mail left: a late alert is worse than the same one twice, so it is
    sent again, with the same Message-ID, by which the embedded house's folder and most mail systems keep one.
    """
    sent = 0
    while sent < BATCH and _deliver_next(now):
        sent += 1
    return sent


def _deliver_next(now: datetime) -> bool:
    waiting = Outbox.objects.filter(Q(claimed_at=None) | Q(claimed_at__lte=now - SENDING), delivered_at=None)
    pk = waiting.order_by("pk").values_list("pk", flat=True).first()
    if pk is None:
        return False
    if not waiting.filter(pk=pk).update(claimed_at=now):
        return True  # another worker was quicker
    ours = Outbox.objects.filter(pk=pk)
    try:
        _send(ours.select_related("alert", "patient__centre").get(), now)
    except Exception:
        ours.update(claimed_at=None)
        raise
    ours.update(delivered_at=now)
    return True


def _send(notice: Outbox, now: datetime) -> None:
    if notice.alert is None:
        return
    centre = notice.patient.centre
    addresses = _addresses(centre, only_deputy=notice.kind == "escalation")
    if addresses:
        severity = notice.alert.severity
        subject = _("Annulus: an alert %(severity)s waits")
        body = _("An alert of severity %(severity)s (%(allowed)s) waits at %(centre)s. Log in to Annulus.")
        if notice.kind == "escalation":
            subject = _("Annulus: an alert %(severity)s waits too long")
            body = _(
                "An alert of severity %(severity)s (%(allowed)s) waits at %(centre)s and has not been answered in "
                "time. Log in to Annulus."
            )
        allowed = text(time_allowed(severity, policy_of(centre, now)))
        told = {"severity": severity, "allowed": allowed, "centre": centre.name}
        EmailMessage(subject % told, body % told, None, addresses, headers={"Message-ID": _message_id(notice)}).send()


def _message_id(notice: Outbox) -> str:
    """The same at every attempt, and of no other house: the instant stands beside the number."""
    return f"<{notice.pk}.{notice.made_at:%Y%m%d%H%M%S%f}@{DNS_NAME}>"


def _addresses(centre: Centre, *, only_deputy: bool) -> list[str]:
    """Of everybody who may answer an alert of the centre; of the deputy alone, if there is one who may."""
    able = list(access.people_for(centre.pk, access.ANSWER).exclude(email=""))
    deputy = [person for person in able if only_deputy and person.pk == centre.deputy_id]
    return sorted({person.email for person in deputy or able})

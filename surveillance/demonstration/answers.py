"""What the cardiologist of the demonstration has answered already, so that no list of cards is empty."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from registry.models import User
from surveillance.deeds.answer import settle_alert
from surveillance.demonstration.cast_courses import core_vanishes, grows_on_dialysis
from surveillance.demonstration.cast_events import mac_turns_ccma, ruptures
from surveillance.demonstration.simulated import CAST
from surveillance.models import Alert

WATCH_DAYS = 21
ANSWERS = (
    (ruptures, "act", "Surgeon and Heart Team telephoned, transferred today."),
    (grows_on_dialysis, "act", "TOE and Heart Team asked for."),
    (core_vanishes, "watch", "No symptoms; TOE booked."),
    (mac_turns_ccma, "not_a_problem", "Read again side by side: the core was there before."),
)


def settle(centre: str, *, now: datetime) -> None:
    """Answer a few open cards of the first synthetic centre."""
    user = User.objects.filter(staff__centre__code=centre, staff__role="cardiologist").order_by("pk")[0]
    for play, answer, reason in ANSWERS:
        study_id = f"SYN-{centre}-{CAST.index(play) + 1:04d}"
        card = (
            Alert.objects.filter(patient__study_id=study_id, state=Alert.OPEN).select_related("patient__centre").first()
        )
        if card is None:
            continue
        today = timezone.localdate(now, card.patient.centre.zone)
        until = today + timedelta(days=WATCH_DAYS) if answer == "watch" else None
        settle_alert(user, card, answer=answer, reason=reason, until=until, now=now)

"""Answer a card."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from registry import recording
from registry.models import Exam, Patient, User
from registry.wording import written
from surveillance.deeds.deed import Recorded, review_after, stamp
from surveillance.engine import cards
from surveillance.engine.cards import Answers, Moment
from surveillance.engine.policy import Policy
from surveillance.models import Alert, AlertStep, FollowUpPlan, Signal
from surveillance.review.review import policy_of
from surveillance.words.stored import rendered

NEEDS_REASON = ("act", "not_a_problem", "data_error")


@transaction.atomic
def settle_alert(
    user: User, alert: Alert, *, answer: str, now: datetime, reason: str = "", until: date | None = None
) -> Recorded[AlertStep]:
    """Answer a card: act, watch until, not a problem, data error. The answer is a fact and stays.

    An act with a day becomes the patient's plan: the next exam is then due on that day, and the nurse sees it.
    """
    patient = recording.lock(alert.patient_id)
    alert = Alert.objects.select_for_update().get(pk=alert.pk)
    by, policy = stamp(user, patient.centre, now), policy_of(patient.centre, now)
    _check_answer(alert, answer=answer, reason=reason, until=until, today=by.today, policy=policy)
    signals = list(Signal.objects.filter(alert=alert))
    step = recording.record(
        AlertStep, patient=patient, stamp=by, alert=alert, answer=answer, reason=reason, until=until,
        signals=[[s.rule, s.anchor, s.severity] for s in signals], shown=_as_read(signals),
    )  # fmt: skip
    moment = Moment(now, patient.centre.zone, _exams(patient) if answer == "watch" else ())
    row, card = cards.answer(alert.card, answer, moment, until=until)
    for signal in signals:
        if signal.holds and row.answers is Answers.GIVEN:  # what was withdrawn before the answer is new when it returns
            signal.answered = signal.severity
            signal.save(update_fields=["answered"])
    if answer == "act" and until is not None:
        why = (_("alert %(severity)s: %(reason)s") % {"severity": alert.severity, "reason": reason})[:300]
        recording.record(FollowUpPlan, patient=patient, stamp=by, kind="date", on=until, set_on=by.today, reason=why)
    alert.become(card)
    alert.save()
    return Recorded.of(step, review_after(patient, now))


def _as_read(signals: Iterable[Signal]) -> dict[str, Any]:
    """The words of the signals in the language of whoever answers: what was shown stays shown."""
    names = ("rule", "severity", "headline", "numbers", "against", "advice")
    told = [{name: rendered(getattr(signal, name)) for name in names} for signal in signals]
    return {"language": translation.get_language() or settings.LANGUAGE_CODE, "signals": told}


def _exams(patient: Patient) -> list[str]:
    """The exams known now."""
    known = Exam.objects.filter(patient=patient, retracted_at=None).values_list("lineage", flat=True)
    return [str(lineage) for lineage in known]


def _check_watch(alert: Alert, *, until: date | None, today: date, policy: Policy) -> None:
    last = today + timedelta(days=policy.longest_watch_days(alert.severity))
    if until is None or until > last:
        said = _("Say until which day this is to be watched: %(day)s at the latest for %(severity)s.")
        raise ValidationError({"until": said % {"day": written(last), "severity": alert.severity}})


def _check_answer(alert: Alert, *, answer: str, reason: str, until: date | None, today: date, policy: Policy) -> None:
    if not cards.may_be_answered(alert.card):
        said = _("This alert has been answered meanwhile. Open the patient to see what was decided.")
        raise ValidationError(said, code="stale")
    if not reason.strip() and (answer in NEEDS_REASON or alert.severity == "S4"):
        said = _("Say why. This answer needs a reason.")
        if answer == "act":
            said = _("Say what is done: TOE, CT, Heart Team, an earlier exam …. This answer needs a reason.")
        raise ValidationError({"reason": said})
    if until is not None and until <= today and answer in ("act", "watch"):
        said = _("%(day)s has come already. Choose a day after today.")
        raise ValidationError({"until": said % {"day": written(until)}})
    if answer == "watch":
        _check_watch(alert, until=until, today=today, policy=policy)

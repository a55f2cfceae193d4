"""One alert: why it stands, what speaks against it, its history, and the four answers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry import access
from surveillance.deeds.answer import settle_alert
from surveillance.engine.cards import may_be_answered
from surveillance.engine.follow_up.windows import Window, window
from surveillance.engine.policy import Policy
from surveillance.engine.rules.base import time_allowed
from surveillance.forms.answer import AnswerForm
from surveillance.forms.refusals import refuse
from surveillance.lists import worklist
from surveillance.models import Alert, Signal
from surveillance.pages import frame
from surveillance.pages.frame import REFUSED
from surveillance.pages.patient import card, form_reading
from surveillance.pages.patient import parts as patient_parts
from surveillance.pages.patient.banner import banner
from surveillance.pages.patient.page import figures
from surveillance.words import phrases
from surveillance.words.message import text
from surveillance.words.stored import rendered

KEYS = {"act": "a", "watch": "w", "not_a_problem": "d", "data_error": "q"}
MEANING = {
    "act": gettext_lazy("order an exam, ask the Heart Team, bring the visit forward"),
    "watch": gettext_lazy("it comes back on that day, at the next exam, or when it worsens"),
    "not_a_problem": gettext_lazy("with the reason"),
    "data_error": gettext_lazy("what is wrong, and where"),
}
CHANGES = {
    "opened": gettext_lazy("raised"),
    "raised": gettext_lazy("became more severe"),
    "lowered": gettext_lazy("became less severe"),
    "ended": gettext_lazy("no longer holds"),
    "withdrawn": gettext_lazy("its evidence was taken back"),
    "returned": gettext_lazy("holds again"),
    "aged": gettext_lazy("became historical"),
}
WATCH_DAYS = 90  # proposed where no exam is due; the person may change it


def detail(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """GET explains, POST answers."""
    alert = worklist.alert_for(request.user, alert_id)  # type: ignore[arg-type]
    back = frame.back_of(request, reverse("surveillance:alerts"))
    if request.method != "POST":
        return _show(request, alert, None, back)
    access.require(request.user, alert.patient.centre_id, access.ANSWER)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            answered = settle_alert(request.user, alert, now=timezone.now(), **form.deed())  # type: ignore[arg-type]
        except ValidationError as error:
            if not hasattr(error, "error_dict"):  # answered meanwhile: show what was decided
                messages.warning(request, " ".join(error.messages))
                return redirect("surveillance:alert", alert.pk)
            refuse(form, error, names={"until": "next_on"} if form.cleaned_data["answer"] == "act" else {})
        else:
            messages.success(request, _("Answered: %s.") % phrases.answered(answered.fact.answer, answered.fact.until))
            return redirect(back)
    return _show(request, alert, form, back)


def _show(request: HttpRequest, alert: Alert, form: AnswerForm | None, back: str) -> HttpResponse:
    picture = worklist.patient_picture(request.user, alert.patient_id)  # type: ignore[arg-type]
    due = window(picture.case)
    zone = picture.patient.centre.zone
    signals = list(alert.signals.all())
    last = picture.today + timedelta(days=picture.policy.longest_watch_days(alert.severity))
    form = form or AnswerForm(initial={"until": min(_until(picture.today, due), last)})
    context = {
        "alert": alert,
        "picture": picture,
        "banner": banner(picture),
        "allowed": text(time_allowed(alert.severity, picture.policy)),
        "opened": phrases.day(timezone.localdate(alert.opened_at, zone)),
        "until": phrases.day(alert.watch_until) if alert.watch_until else "",
        "urgent": phrases.TELEPHONE if may_be_answered(alert.card) and patient_parts.is_urgent(signals) else "",
        "silent": card.silent_words(alert, signals),
        "late": card.late_words(alert, picture, timezone.now()),
        "signals": _folded([_reasons(signal, picture.policy) for signal in signals]),
        "figures": figures(picture, due),
        "patient_url": reverse("surveillance:patient", args=[picture.patient.pk]),
        "history": _history(alert, zone),
        "form": form,
        "answers": [(code, label, KEYS[code], MEANING[code]) for code, label in phrases.ANSWERS.items()],
        "chosen": form["answer"].value(),
        "longest": phrases.day(last),
        "may_answer": may_be_answered(alert.card)
        and access.may(request.user, picture.patient.centre_id, access.ANSWER),
        "disagreements": form_reading.disagreements(picture.history)[:1],
        "undetermined": phrases.undetermined()
        if picture.standing and picture.standing.heading == "toward_rupture"
        else "",
        "back": back,
    }
    return frame.page(request, "alert.html", context, here="alerts", status=REFUSED if form.errors else 200)


def _folded(reasons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each with a note whether its rule has spoken above, so that source and advice are read once."""
    rules = [reason["said"].rule for reason in reasons]
    return [
        reason | {"repeated": rule in rules[:place]}
        for place, (reason, rule) in enumerate(zip(reasons, rules, strict=True))
    ]


def _until(today: date, due: Window | None) -> date:
    """Until when “watch” proposes to wait: the target of the next exam, or three months."""
    return due.target if due and due.target > today else today + timedelta(days=WATCH_DAYS)


def _reasons(signal: Signal, policy: Policy) -> dict[str, Any]:
    """Everything a signal rests on."""
    rule = patient_parts.RULES.get(signal.rule)
    return {
        "said": patient_parts.said(signal, policy),
        "numbers": [(n["label"], shown(n["value"]), n["unit"], n["origin"]) for n in rendered(signal.numbers)],
        "against": rendered(signal.against),
        "version": signal.rule_version,
        "policy": phrases.policy(signal.policy_version),
        "source": text(rule.source) if rule else "",
        "since": phrases.day(signal.since),
        "holds": signal.holds,
    }


def shown(value: Any) -> str:
    """A number of the evidence, with no more digits than it needs."""
    if isinstance(value, float):
        return f"{value:.3g}".replace("-", "\N{MINUS SIGN}")
    return "" if value is None else str(value)


def _history(alert: Alert, zone: Any) -> list[tuple[str, str, str]]:
    """Steps of the signals and answers of people, in order: when, what, who and why."""
    told: list[tuple[Any, str, str]] = [
        (step.at, f"{signal.rule} {CHANGES.get(step.change, step.change)} ({step.severity})", "")
        for signal in alert.signals.all() for step in signal.steps.all()
    ]  # fmt: skip
    for answer in alert.answers.all():
        who = f"{phrases.person(answer.recorded_by)}: {answer.reason or phrases.NONE}"
        told.append((answer.recorded_at, phrases.answered(answer.answer, answer.until), who))
    told.sort(key=lambda row: row[0])
    return [(phrases.instant(at, zone), what, who) for at, what, who in told]

"""Addresses of surveillance: pages for people, each behind the log-in."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from surveillance.pages import evidence, preferences, trajectories
from surveillance.pages.alert import inbox
from surveillance.pages.alert import page as alert
from surveillance.pages.exam import page as exam
from surveillance.pages.follow_up import contact, schedule, worklist
from surveillance.pages.patient import enrolment, fact
from surveillance.pages.patient import page as patient
from surveillance.pages.policy import draft
from surveillance.pages.policy import page as policy
from surveillance.pages.team import agenda
from surveillance.pages.team import page as team

View = Callable[..., Any]


def read(view: View) -> View:
    """A page that only shows."""
    return login_required(require_safe(view))


def write(view: View) -> View:
    """A page with a form: shown by GET, written by POST, never by GET."""
    return login_required(require_http_methods(["GET", "HEAD", "POST"])(view))


app_name = "surveillance"
urlpatterns: list[URLPattern] = [
    path("", read(worklist.home), name="worklist"),
    path("trajectories/", read(trajectories.dashboard), name="trajectories"),
    path("alerts/", read(inbox.listing), name="alerts"),
    path("alerts/<uuid:alert_id>/", write(alert.detail), name="alert"),
    path("heart-team/", read(agenda.listing), name="agenda"),
    path("patients/new/", write(enrolment.enrol), name="enrol"),
    path("patients/<uuid:patient_id>/", read(patient.overview), name="patient"),
    path("patients/<uuid:patient_id>/identity/", write(enrolment.correct), name="identity"),
    path("patients/<uuid:patient_id>/exams/new/", write(exam.new), name="exam-new"),
    path("patients/<uuid:patient_id>/exams/<uuid:lineage>/", write(exam.change), name="exam"),
    path("patients/<uuid:patient_id>/schedule/", write(schedule.book), name="schedule"),
    path("patients/<uuid:patient_id>/contact/", write(contact.log), name="contact"),
    path("patients/<uuid:patient_id>/facts/<slug:kind>/new/", write(fact.new), name="fact-new"),
    path("patients/<uuid:patient_id>/facts/<slug:kind>/<uuid:lineage>/", write(fact.change), name="fact"),
    path("patients/<uuid:patient_id>/heart-team/", write(team.page), name="team"),
    path("appointments/<uuid:lineage>/", write(schedule.appointment), name="appointment"),
    path("policy/", read(policy.read), name="policy"),
    path("policy/edit/", write(draft.edit), name="policy-edit"),
    path("policy/drafts/<uuid:lineage>/", write(draft.draft), name="policy-draft"),
    path("evidence/", read(evidence.glossary), name="evidence"),
    path("evidence/cases/", read(evidence.backtest), name="backtest"),
    path("settings/", write(preferences.edit), name="settings"),
]

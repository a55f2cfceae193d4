"""Addresses of the API: facts under their patient, one fact under its lineage, what follows from them beside."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, include, path, re_path

from api.pages import contents
from api.rest.facts import VIEWS
from api.rest.patients import Identities, Patients
from api.rest.standing import Alerts, Answers, Policies, Signals, Standings
from api.rest.who import Me, Nowhere, SchemaView

app_name = "api"
LIST: dict[str, Any] = {"get": "list"}  # method: action, the name of one or a function that is one
ONE: dict[str, Any] = {"get": "retrieve"}
WRITES: dict[str, Any] = {"put": "update", "patch": "partial_update", "delete": "destroy"}


def facts() -> list[URLPattern]:
    """Two addresses for each kind of fact."""
    found = []
    for kind, view in VIEWS.items():
        if kind.signed:
            of_patient, one = view.as_view(LIST), view.as_view(ONE)
        else:
            of_patient, one = view.as_view(LIST | {"post": "create"}), view.as_view(ONE | WRITES)
        found.append(path(f"patients/<uuid:patient_id>/{kind.path}/", of_patient, name=f"{kind.path}-of-patient"))
        found.append(path(f"{kind.path}/<uuid:lineage>/", one, name=kind.path))
    return found


v1 = [
    path("me/", Me.as_view(ONE), name="me"),
    path("patients/", Patients.as_view(LIST | {"post": "create"}), name="patients"),
    path("patients/<uuid:patient_id>/", Patients.as_view(ONE), name="patient"),
    path("patients/<uuid:patient_id>/identity/", Identities.as_view(ONE), name="identity"),
    path("patients/<uuid:patient_id>/standing/", Standings.as_view(ONE), name="standing"),
    path("patients/<uuid:patient_id>/signals/", Signals.as_view(LIST), name="signals-of-patient"),
    *facts(),
    path("standings/", Standings.as_view(LIST), name="standings"),
    path("signals/", Signals.as_view(LIST), name="signals"),
    path("alerts/", Alerts.as_view(LIST), name="alerts"),
    path("alerts/<uuid:alert_id>/", Alerts.as_view(ONE), name="alert"),
    path("alerts/<uuid:alert_id>/answers/", Answers.as_view({"post": "create"}), name="answers"),
    path("policies/", Policies.as_view(LIST), name="policies"),
    path("policies/default/", Policies.as_view({"get": "default"}), name="default-policy"),
    path("policies/<uuid:lineage>/", Policies.as_view(ONE), name="policy"),
    re_path("", Nowhere.as_view(), name="nowhere"),
]
urlpatterns = [
    path("", contents.page, name="contents"),
    path("v1/", include(v1)),
    path("schema/", SchemaView.as_view(), name="schema"),
]

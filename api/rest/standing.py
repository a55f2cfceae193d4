"""What follows from the facts, read by machine: standings, signals, alerts and their answers, policies."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import django_filters
from django.db import transaction
from django.db.models import Prefetch
from django.http import Http404
from django.utils import timezone
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from api.rest.documents import AlertSerializer, AnswerSerializer, PolicySerializer, SignalSerializer, StandingSerializer
from api.rest.filters import CentreFilter, YesNoFilter, one_of
from api.rest.preconditions import Sent, check_revision
from api.rest.views import View, locked, readable, tagged, user_of
from registry import access
from registry.models import SignedPolicy
from surveillance.deeds.answer import settle_alert
from surveillance.engine.rules import RULES
from surveillance.lists import worklist
from surveillance.models import (
    COURSES,
    GRAVEST_FIRST,
    HEADINGS,
    SEVERITY_TERMS,
    STATUSES,
    Alert,
    AlertStep,
    Signal,
    Standing,
)
from surveillance.words.message import text_lazy

STATES = (Alert.OPEN, Alert.WATCHING, Alert.CLOSED)


class StandingFilters(django_filters.FilterSet):
    """By what the worklist and the trajectories ask."""

    centre = CentreFilter(field_name="centre__code")
    status = one_of(STATUSES)
    heading = one_of(HEADINGS)
    course = one_of(COURSES)
    card = one_of(SEVERITY_TERMS)
    lapsed = YesNoFilter()
    due_before = django_filters.DateFilter(field_name="latest_on", lookup_expr="lt")


class SignalFilters(django_filters.FilterSet):
    """By rule, severity, and whether it holds."""

    centre = CentreFilter(field_name="patient__centre__code")
    patient = django_filters.UUIDFilter(field_name="patient_id")
    rule = django_filters.ChoiceFilter(choices=[(rule.id, text_lazy(rule.title)) for rule in RULES])
    severity = one_of(SEVERITY_TERMS)
    holds = YesNoFilter()
    historical = YesNoFilter()


class AlertFilters(django_filters.FilterSet):
    """By state, severity, and whether it came again."""

    centre = CentreFilter(field_name="patient__centre__code")
    patient = django_filters.UUIDFilter(field_name="patient_id")
    state = django_filters.ChoiceFilter(choices=[(state, state) for state in STATES])
    severity = one_of(SEVERITY_TERMS)
    again = YesNoFilter()


class Standings(View):
    """The derived row of each patient: course, heading, window, follow-up."""

    serializer_class = StandingSerializer
    filterset_class = StandingFilters
    queryset = Standing.objects.none()
    order = ("patient_id",)

    def list(self, request: Request) -> Response:
        """The standings of the user's centres."""
        mine = Standing.objects.filter(centre__in=readable(user_of(request)))
        return self.page(mine.select_related("patient", "centre", "owner"))

    def retrieve(self, request: Request, patient_id: UUID) -> Response:
        """The standing of one patient."""
        patient = access.patient_for(user_of(request), patient_id, access.READ)
        standing = Standing.objects.filter(patient=patient).select_related("patient", "centre", "owner").first()
        if standing is None:
            raise Http404
        return Response(self.serializer_class(standing).data)


class Signals(View):
    """What the rules say, newest evidence first."""

    serializer_class = SignalSerializer
    filterset_class = SignalFilters
    queryset = Signal.objects.none()
    order = ("-since", "id")

    def list(self, request: Request, patient_id: UUID | None = None) -> Response:
        """The signals of one patient, or of the user's centres."""
        if patient_id is not None:
            patient = access.patient_for(user_of(request), patient_id, access.READ)
            return self.page(Signal.objects.filter(patient=patient).select_related("patient__centre"))
        mine = Signal.objects.filter(patient__centre__in=readable(user_of(request)))
        return self.page(mine.select_related("patient__centre"))


class Alerts(View):
    """The cards that a cardiologist answers, by recorded severity, then by date."""

    serializer_class = AlertSerializer
    filterset_class = AlertFilters
    queryset = Alert.objects.none()
    order = ("-severity", "evidence_on", "id")

    def list(self, request: Request) -> Response:
        """The alerts of the user's centres with their signals and answers."""
        mine = Alert.objects.filter(patient__centre__in=readable(user_of(request)))
        signals = Signal.objects.order_by(GRAVEST_FIRST, "since", *worklist.ALIKE).select_related("patient__centre")
        answers = AlertStep.objects.live().select_related("recorded_by").order_by("recorded_at")
        parts = Prefetch("signals", signals), Prefetch("answers", answers)
        return self.page(mine.select_related("patient__centre").prefetch_related(*parts))

    def retrieve(self, request: Request, alert_id: UUID) -> Response:
        """One alert; the ETag is the revision of its patient."""
        alert = worklist.alert_for(user_of(request), alert_id)
        return tagged(Response(self.serializer_class(alert).data), alert.patient)


class Answers(View):
    """Answering an alert."""

    serializer_class = AlertSerializer

    def request_document(self) -> type[serializers.Serializer] | None:
        """The answer; what comes back is the alert."""
        return AnswerSerializer

    def create(self, request: Request, alert_id: UUID) -> Response:
        """Act, watch until, not a problem, data error; with If-Match only if nothing has been recorded since."""
        user = user_of(request)
        with transaction.atomic():
            alert = Alert.objects.filter(pk=alert_id).first()
            if alert is None:
                raise Http404
            patient = locked(user, alert.patient_id, access.ANSWER)
            sent, now = Sent(request), timezone.now()
            if sent.earlier() is None:
                check_revision(request, patient, required=False)
                values = self.values(AnswerSerializer, request.data)
                sent.keep(settle_alert(user, alert, now=now, **values).fact.lineage, now=now)
            settled = worklist.alert_for(user, alert_id)
            answer = Response(self.serializer_class(settled).data, status=status.HTTP_201_CREATED)
            return tagged(answer, settled.patient)


class Policies(View):
    """The signed numbers of the user's centres."""

    serializer_class = PolicySerializer
    queryset = SignedPolicy.objects.none()
    order = ("signed_at", "lineage")

    def list(self, request: Request) -> Response:
        """The versions that stand."""
        mine = SignedPolicy.objects.live().filter(centre__in=readable(user_of(request)), signed_at__isnull=False)
        return self.page(mine.select_related("centre", "signed_by"))

    def retrieve(self, request: Request, lineage: UUID) -> Response:
        """One version with every number, its unit and its origin."""
        signed = (
            SignedPolicy.objects.live()
            .select_related("centre", "signed_by")
            .filter(lineage=lineage, signed_at__isnull=False)
            .first()
        )
        here = {staff.centre_id for staff in access.staff_of(user_of(request))}
        if signed is None or signed.centre_id not in here:
            raise Http404
        access.require(user_of(request), signed.centre_id, access.READ)
        return Response(self.serializer_class(signed).data)

    def default(self, request: Request) -> Response:
        """The numbers that ship, in force where a centre has signed none."""
        unsigned: dict[str, Any] = dict.fromkeys(("lineage", "version", "signed_at"))
        shipped = SignedPolicy(**unsigned, document={})
        return Response(self.serializer_class(shipped).data)

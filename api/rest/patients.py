"""Patients by machine: list, enrol, read; the name only at an address of its own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import django_filters
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from api.rest.filters import CentreFilter, one_of
from api.rest.preconditions import Sent
from api.rest.serializers import EnrolmentSerializer, IdentitySerializer, PatientSerializer
from api.rest.views import View, readable, tagged, user_of
from registry import access, identity
from registry.models import Patient
from registry.models.patient import ORIGINS
from surveillance.deeds.enrol import enrol


class PatientFilters(django_filters.FilterSet):
    """By study id, centre, origin."""

    study_id = django_filters.CharFilter()
    centre = CentreFilter(field_name="centre__code")
    origin = one_of(ORIGINS)


class Patients(View):
    """The patients of the user's centres."""

    serializer_class = PatientSerializer
    filterset_class = PatientFilters
    queryset = Patient.objects.none()
    order = ("study_id", "id")  # two centres may use the same study id

    def request_document(self) -> type[serializers.Serializer] | None:
        """Enrolment says more than a patient shows."""
        return EnrolmentSerializer if self.action == "create" else None

    def list(self, request: Request) -> Response:
        """Patients by study id."""
        mine = access.patients_for(user_of(request)).filter(centre__in=readable(user_of(request)))
        return self.page(mine.select_related("centre").prefetch_related("lesions"))

    def retrieve(self, request: Request, patient_id: UUID) -> Response:
        """One patient; the ETag is what If-Match of a write names."""
        return self.shown(access.patient_for(user_of(request), patient_id, access.READ))

    def create(self, request: Request) -> Response:
        """Enrol a patient at one of your centres."""
        with transaction.atomic():
            sent, user = Sent(request), user_of(request)
            known = sent.earlier()
            if known is None:
                known = self.enrolled(request, now=(now := timezone.now()))
                sent.keep(known, now=now)
            return self.shown(access.patient_for(user, known, access.READ), status=status.HTTP_201_CREATED)

    def enrolled(self, request: Request, *, now: datetime) -> UUID:
        """The id of a new patient."""
        values, user = self.values(EnrolmentSerializer, request.data), user_of(request)
        centre = values.pop("centre")
        access.require(user, centre.pk, access.RECORD)
        return enrol(user, centre, now=now, **values).pk

    def shown(self, patient: Patient, *, status: int = status.HTTP_200_OK) -> Response:
        """The document of one patient."""
        return tagged(
            Response(self.serializer_class(patient, context=self.about(patient)).data, status=status), patient
        )


class Identities(View):
    """Who a patient is, for those who read the patient."""

    serializer_class = IdentitySerializer

    def retrieve(self, request: Request, patient_id: UUID) -> Response:
        """Name, record number and contact."""
        patient = access.patient_for(user_of(request), patient_id, access.READ)
        known = identity.identity_of(patient)
        if known is None:
            raise Http404
        return Response(self.serializer_class(known, context=self.about(patient)).data)

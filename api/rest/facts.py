"""Recording, amending and retracting facts by machine: the same deeds as on the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers, status
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.request import Request
from rest_framework.response import Response

from api.rest.errors import Conflict
from api.rest.exams import exam_entry
from api.rest.kinds import APPOINTMENTS, CLOSURES, CONTACTS, EXAMS, OTHERS, Kind
from api.rest.paging import CURSOR
from api.rest.preconditions import Sent, check_revision
from api.rest.serializers import WHY, RetractionSerializer
from api.rest.views import View, locked, merged, tagged, user_of
from registry import access
from registry.deaths import closure_of, deaths
from registry.models import Event, Patient, PatientFact
from registry.vocabulary.terms import DEATH
from surveillance.deeds.book import book, move_appointment, settle_appointment
from surveillance.deeds.contact import log_contact
from surveillance.deeds.record import amend_exam, amend_fact, record_exam, record_fact, retract_exam, retract_fact


class Facts(View):
    """One kind of fact: of a patient (list, create), or one of them (retrieve, amend, retract)."""

    kind: Kind

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.serializer_class, self.order = self.kind.document, self.kind.order
        self.queryset = self.kind.model.objects.none()

    def request_document(self) -> type[serializers.Serializer] | None:
        """What may be sent for each action."""
        amendment = self.kind.amendment
        taken = {
            "create": self.kind.new,
            "update": amendment,
            "partial_update": amendment,
            "destroy": RetractionSerializer,
        }
        return taken.get(self.action)

    def http_method_not_allowed(self, request: Request | HttpRequest, *args: Any, **kwargs: Any) -> Response:
        """What is signed on a page is only read here, and the refusal says where it is signed."""
        raise MethodNotAllowed(str(request.method), detail=self.kind.signed or None)

    def list(self, request: Request, patient_id: UUID) -> Response:
        """The facts of this kind that stand for the patient."""
        patient = access.patient_for(user_of(request), patient_id, access.READ)
        return self.page(self.kind.rows().filter(patient=patient), patient=patient)

    def retrieve(self, request: Request, lineage: UUID) -> Response:
        """What stands under this lineage."""
        patient = access.patient_for(user_of(request), self._patient_id(lineage), access.READ)
        return self.shown(patient, lineage)

    def create(self, request: Request, patient_id: UUID) -> Response:
        """Record a fact; the patient has been reviewed when the answer comes."""
        with transaction.atomic():
            patient = locked(user_of(request), patient_id, self.kind.deed)
            check_revision(request, patient, required=False)
            sent = Sent(request)
            lineage = sent.earlier()
            if lineage is None:
                lineage = self.record(
                    patient, self.values(self.kind.new, request.data, patient=patient), sent.key
                ).lineage
                sent.keep(lineage, now=timezone.now())
            return self.shown(patient, lineage, status=status.HTTP_201_CREATED)

    def update(self, request: Request, lineage: UUID) -> Response:
        """Amend: what stood is taken back and the whole document recorded under the same lineage."""
        with transaction.atomic():
            fact = self.standing(request, lineage)
            return self._amended(fact, request.data)

    def partial_update(self, request: Request, lineage: UUID) -> Response:
        """Amend some fields: the document that stands, merged with what is sent."""
        with transaction.atomic():
            fact = self.standing(request, lineage)
            shown = self.kind.document(fact, context=self.about(fact.patient))
            current = {name: value for name, value in shown.data.items() if name in shown.writable()}
            return self._amended(fact, merged(current, request.data))

    def destroy(self, request: Request, lineage: UUID) -> Response:
        """Retract: it stands no more and is not shown again here; the history page of the patient keeps it."""
        with transaction.atomic():
            fact = self.standing(request, lineage)
            reason = self.values(RetractionSerializer, request.data)[WHY]
            self.retract(fact, reason)
            return tagged(Response(status=status.HTTP_204_NO_CONTENT), fact.patient)

    def standing(self, request: Request, lineage: UUID) -> PatientFact:
        """The fact that stands, its patient locked and unchanged since the client read it."""
        patient = locked(user_of(request), self._patient_id(lineage), self.kind.deed)
        fact = self._fact(patient, lineage)
        if fact is None:
            raise Http404
        check_revision(request, patient, required=True)
        fact.patient = patient
        return fact

    def shown(self, patient: Patient, lineage: UUID, *, status: int = status.HTTP_200_OK) -> Response:
        """The document of what stands, under the patient's present revision."""
        fact = self._fact(patient, lineage)
        if fact is None:
            if status == 201:
                raise Conflict(_("What this request recorded has been taken back since."))
            raise Http404
        return tagged(Response(self.kind.document(fact, context=self.about(patient)).data, status=status), patient)

    def record(self, patient: Patient, values: dict[str, Any], submission: UUID | None) -> PatientFact:
        """The deed of recording."""
        return record_fact(user_of(self.request), self.kind.model, patient, values=values, now=timezone.now()).fact

    def amend(self, fact: Any, values: dict[str, Any], reason: str) -> None:
        """The deed of amending."""
        amend_fact(user_of(self.request), fact, changes=values, reason=reason, now=timezone.now())

    def retract(self, fact: Any, reason: str) -> None:
        """The deed of retracting."""
        retract_fact(user_of(self.request), fact, reason=reason, now=timezone.now())

    def _amended(self, fact: PatientFact, data: Any) -> Response:
        values = self.values(self.kind.amendment, data, patient=fact.patient)
        reason = values.pop(WHY)
        self.amend(fact, values, reason)
        return self.shown(fact.patient, fact.lineage)

    def _patient_id(self, lineage: UUID) -> UUID:
        found = self.kind.model.objects.filter(lineage=lineage).values_list("patient_id", flat=True).first()
        if found is None:
            raise Http404
        return found

    def _fact(self, patient: Patient, lineage: UUID) -> PatientFact | None:
        return self.kind.rows().filter(lineage=lineage, patient=patient).first()


class Exams(Facts):
    """Exams, each with its measurements, features, forms and reading in one document."""

    kind = EXAMS

    def record(self, patient: Patient, values: dict[str, Any], submission: UUID | None) -> PatientFact:
        """Record the exam with its parts; its alert exists when this returns."""
        entry, user = exam_entry(values), user_of(self.request)
        return record_exam(user, patient, entry=entry, now=timezone.now(), submission=submission).fact

    def amend(self, fact: Any, values: dict[str, Any], reason: str) -> None:
        """Amend the exam with its parts."""
        amend_exam(user_of(self.request), fact, entry=exam_entry(values), reason=reason, now=timezone.now())

    def retract(self, fact: Any, reason: str) -> None:
        """Take back the exam with its parts."""
        retract_exam(user_of(self.request), fact, reason=reason, now=timezone.now())


class Appointments(Facts):
    """Booked dates: one is moved, or its outcome said, or the rest corrected."""

    kind = APPOINTMENTS

    def record(self, patient: Patient, values: dict[str, Any], submission: UUID | None) -> PatientFact:
        """Book a date."""
        return book(user_of(self.request), patient, now=timezone.now(), **values).fact

    def amend(self, fact: Any, values: dict[str, Any], reason: str) -> None:
        """The deed that the changed fields ask for."""
        changed = {name for name, value in values.items() if value != getattr(fact, name)}
        user, now = user_of(self.request), timezone.now()
        if changed == {"on"}:
            move_appointment(user, fact, on=values["on"], reason=reason, now=now)
        elif changed == {"state"}:
            settle_appointment(user, fact, state=values["state"], reason=reason, now=now)
        elif not changed & {"on", "state"}:
            super().amend(fact, values, reason)
        else:
            said = _("Move the date or say what became of it, in a request of its own.")
            raise serializers.ValidationError({name: [said] for name in sorted(changed)})


class Contacts(Facts):
    """Attempts to reach the patient."""

    kind = CONTACTS

    def record(self, patient: Patient, values: dict[str, Any], submission: UUID | None) -> PatientFact:
        """Log a contact."""
        return log_contact(user_of(self.request), patient, now=timezone.now(), **values).fact


class Closures(Facts):
    """Ends of surveillance: those recorded, and the one that follows from a death."""

    kind = CLOSURES

    def list(self, request: Request, patient_id: UUID) -> Response:
        """The ends that stand for the patient; one that follows from a death stands last on the first page."""
        answer = super().list(request, patient_id)
        death = deaths().filter(patient=patient_id).select_related("recorded_by").first()
        if death is not None and CURSOR not in request.query_params:
            context = self.about(Patient(pk=patient_id))
            answer.data["results"].append(self.kind.document(closure_of(death), context=context).data)
        return answer

    def _patient_id(self, lineage: UUID) -> UUID:
        death = Event.objects.filter(lineage=lineage, kind=DEATH).values_list("patient_id", flat=True).first()
        return death or super()._patient_id(lineage)

    def _fact(self, patient: Patient, lineage: UUID) -> PatientFact | None:
        death = deaths().filter(lineage=lineage, patient=patient).select_related("recorded_by").first()
        return closure_of(death) if death else super()._fact(patient, lineage)


VIEWS: dict[Kind, type[Facts]] = {EXAMS: Exams, APPOINTMENTS: Appointments, CONTACTS: Contacts, CLOSURES: Closures}
VIEWS |= {kind: type(kind.model.__name__ + "Facts", (Facts,), {"kind": kind, "__doc__": ""}) for kind in OTHERS}

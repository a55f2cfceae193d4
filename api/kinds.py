"""The kinds of facts that the API offers: address, model, documents, order of a list, and the deed of writing one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from api.exams import ExamSerializer, whole_exams
from api.serializers import Document, amendment, fact_document
from registry.models import (
    Closure,
    Condition,
    Decision,
    Demographics,
    Event,
    Exam,
    FormAssessment,
    LabResult,
    LesionDescription,
    PatientFact,
    TeamAnswer,
    TeamBrief,
    Treatment,
    Visit,
)
from surveillance.models import Appointment, Assignment, Contact, FollowUpPlan

BY_DAY = ("on_first", "on_last", "lineage")
BY_DATE = ("on", "lineage")
BY_ENTRY = ("recorded_at", "lineage")
SIGNED = (
    "A decision of the Heart Team is signed with the password on the patient's Heart-Team page; a token cannot sign. "
    "Here it is read."
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fact."""

    path: str
    model: type[PatientFact]
    document: type[Document]
    amendment: type[Document]
    new: type[Document]
    order: tuple[str, ...]
    signed: str = ""  # why no machine writes it: a person signs it on a page

    @property
    def deed(self) -> str:
        """What a role must allow to write it."""
        return self.model.deed

    def rows(self) -> QuerySet[Any]:
        """The live facts with what their document joins; a form read in an exam stands in the exam."""
        links = {field.name for field in self.model._meta.concrete_fields} & {"lesion", "owner"}
        live = self.model.objects.live().select_related("recorded_by", *links)
        if self.model is Exam:
            return whole_exams(live)
        return live.filter(exam=None) if self.model is FormAssessment else live


def kind(
    path: str, model: type[PatientFact], *, order: tuple[str, ...] = BY_DAY,
    said: type[Document] | None = None, not_when_new: Iterable[str] = (), signed: str = "",
) -> Kind:  # fmt: skip
    """A kind whose documents are read off its model."""
    whole = said or fact_document(model)
    new = whole
    if not_when_new:
        new = fact_document(model, without=not_when_new)
        new.__name__ = f"New{new.__name__}"
    return Kind(path, model, whole, amendment(whole), new, order, signed)


EXAMS = kind("exams", Exam, said=ExamSerializer)
APPOINTMENTS = kind("appointments", Appointment, order=BY_DATE, not_when_new=("state",))
CONTACTS = kind("contacts", Contact, order=BY_DATE)
CLOSURES = kind("closures", Closure)
OTHERS = (
    kind("demographics", Demographics, order=BY_ENTRY),
    kind("lesion-descriptions", LesionDescription, order=BY_ENTRY),
    kind("form-assessments", FormAssessment),
    kind("events", Event),
    kind("conditions", Condition, order=BY_ENTRY),
    kind("treatments", Treatment),
    kind("visits", Visit),
    kind("lab-results", LabResult),
    kind("team-briefs", TeamBrief),
    kind("team-answers", TeamAnswer),
    kind("decisions", Decision, signed=SIGNED),
    kind("plans", FollowUpPlan, order=("set_on", "lineage")),
    kind("assignments", Assignment, order=BY_ENTRY),
)

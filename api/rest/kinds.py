"""The kinds of facts that the API offers: address, model, documents, order of a list, and the deed of writing one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from api.rest.exams import ExamSerializer, whole_exams
from api.rest.serializers import Document, amendment, fact_document
from registry import catalogue
from registry.models import Closure, Decision, Demographics, Exam, FormAssessment, PatientFact
from surveillance.models import AlertStep, Appointment, Contact, FollowUpPlan

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

BY_DAY = ("on_first", "on_last", "lineage")
BY_DATE = ("on", "lineage")
BY_ENTRY = ("recorded_at", "lineage")
SIGNED = gettext_lazy(
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
    signed: str | _StrPromise = ""  # why no machine writes it: a person signs it on a page

    @property
    def deed(self) -> str:
        """What a role must allow to write it."""
        return self.model.deed

    def rows(self) -> QuerySet[Any]:
        """The live facts with what their document joins; a form read in an exam stands in the exam."""
        links = {field.name for field in self.model._meta.concrete_fields} & {"lesion", "owner"}
        live = self.model.objects.live().select_related("recorded_by", *links)
        if self.model is Exam:
            return whole_exams(cast(QuerySet[Exam], live))
        return live.filter(Q(exam=None)) if self.model is FormAssessment else live


def kind(
    model: type[PatientFact], path: str = "", *, order: tuple[str, ...] = (), said: type[Document] | None = None,
    not_when_new: Iterable[str] = (), signed: str | _StrPromise = "",
) -> Kind:  # fmt: skip
    """A kind whose documents, address and order are read off its model where nothing else is said."""
    whole = said or fact_document(model)
    new = whole
    if not_when_new:
        new = fact_document(model, without=not_when_new)
        new.__name__ = f"New{new.__name__}"
    path = path or str(model._meta.verbose_name_plural).replace(" ", "-")
    return Kind(path, model, whole, amendment(whole), new, order or _order(model), signed)


def _order(model: type[PatientFact]) -> tuple[str, ...]:
    names = {field.name for field in model._meta.concrete_fields}
    return BY_DAY if "on_first" in names else BY_DATE if "on" in names else BY_ENTRY


EXAMS = kind(Exam, said=ExamSerializer)
APPOINTMENTS = kind(Appointment, not_when_new=("state",))
CONTACTS = kind(Contact)
CLOSURES = kind(Closure)
SPECIAL = (
    EXAMS,
    APPOINTMENTS,
    CONTACTS,
    CLOSURES,
    kind(Demographics, "demographics"),
    kind(Decision, signed=SIGNED),
    kind(FollowUpPlan, "plans", order=("set_on", "lineage")),
)
ELSEWHERE = (AlertStep,)  # an answer has its address under its alert


def others() -> Iterator[Kind]:
    """Every other kind: parts of an exam stand in its document."""
    special = {kind.model: kind for kind in SPECIAL}
    own_view = {kind.model for kind in (EXAMS, APPOINTMENTS, CONTACTS, CLOSURES)}
    for model in catalogue.fact_kinds():
        if model not in {*own_view, *ELSEWHERE, *catalogue.exam_parts()}:
            yield special.get(model) or kind(model)


OTHERS = tuple(others())

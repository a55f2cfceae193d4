"""Enter an exam, correct it, take it back. The fields follow the modality."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from registry import access, recording
from registry.models import Exam, Lesion, Patient
from surveillance.deeds.deed import Recorded
from surveillance.deeds.record import amend_exam, record_exam, retract_exam
from surveillance.forms.exam import MODALITIES, READING, ExamForm, Standing, standing_of
from surveillance.forms.refusals import refuse
from surveillance.lists import worklist
from surveillance.pages import conflict, frame
from surveillance.pages.exam import parts as exam_parts
from surveillance.pages.frame import REFUSED
from surveillance.pages.patient import form_reading
from surveillance.pages.patient.banner import banner
from surveillance.pages.patient.fact import lesions_of
from surveillance.pages.told import tell


def new(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """A new exam: GET shows the fields of ?modality=, POST records; `switch` shows those of another modality."""
    patient = access.patient_for(request.user, patient_id, access.RECORD)
    typed = request.POST if request.method == "POST" else request.GET
    modality = typed.get("switch") or typed.get("modality") or MODALITIES[0]
    if modality not in MODALITIES:
        fault = _("“%(said)s” is not a modality. Choose one of %(known)s.") % {
            "said": modality[:20], "known": ", ".join(MODALITIES)
        }  # fmt: skip
        return _show(request, patient, None, fault=fault, status=400)
    if "switch" in request.POST:
        other = ExamForm(modality=modality, lesions=lesions_of(patient))
        return _show(request, patient, other, kept=exam_parts.take_over(other, request.POST))
    form = ExamForm(request.POST or None, modality=modality, lesions=lesions_of(patient))
    if request.method == "POST" and form.is_valid():
        try:
            return _record(request, patient, form)
        except ValidationError as error:
            _refuse(form, error)
    return _show(request, patient, form, status=REFUSED if form.errors else 200)


def _record(request: HttpRequest, patient: Patient, form: ExamForm) -> HttpResponse:
    submission, now = _uuid(form.cleaned_data["submission"]), timezone.now()
    recorded = record_exam(request.user, patient, entry=form.entry(), now=now, submission=submission)  # type: ignore[arg-type]
    if recorded.fact.recorded_at != now:
        messages.info(request, _("This exam was saved already; nothing was written twice."))
    else:
        tell(request, _("Exam saved."), recorded.changes)
        _tell_form(request, recorded)
    if "another" in request.POST:
        return redirect("surveillance:exam-new", patient.pk)
    return redirect("surveillance:patient", patient.pk)


def _tell_form(request: HttpRequest, recorded: Recorded[Exam]) -> None:
    """Say what the features read as, and whether the reader decided otherwise."""
    if recorded.findings is None:
        return
    for shown in form_reading.of_exam(recorded.findings.case.history, str(recorded.fact.lineage)):
        level = messages.WARNING if shown.disagrees else messages.INFO
        messages.add_message(request, level, form_reading.sentence(shown))


def change(request: HttpRequest, patient_id: UUID, lineage: UUID) -> HttpResponse:
    """Correct or take back an exam; a form opened on an older version is not written over the newer one."""
    patient = access.patient_for(request.user, patient_id, access.READ if request.method == "GET" else access.RECORD)
    exam = (
        Exam.objects.filter(patient=patient, lineage=lineage)
        .order_by("-recorded_at")
        .select_related("patient__centre")
        .first()
    )
    if exam is None:
        raise Http404("No such exam.")
    if exam.retracted_at is not None:
        return _show(request, patient, None, taken_back=exam)
    stands = standing_of(exam, parts_of(exam))
    stale = request.method == "POST" and conflict.is_stale(request.POST, exam.pk)
    data = conflict.on_top(request.POST, exam.pk) if stale else request.POST or None
    form = ExamForm(data, modality=exam.modality, lesions=lesions_of(patient), stands=stands)
    if stale:
        return _show(request, patient, form, stands=stands, conflict=conflict.differences(form), status=409)
    if request.method == "POST":
        try:
            if "retract" in request.POST:
                return _retract(request, exam)
            if form.is_valid():
                return _amend(request, exam, form)
        except ValidationError as error:
            form.is_valid()
            _refuse(form, error)
    return _show(request, patient, form, stands=stands, status=REFUSED if form.errors else 200)


def _amend(request: HttpRequest, exam: Exam, form: ExamForm) -> HttpResponse:
    reason = form.cleaned_data["why_changed"]
    amended = amend_exam(request.user, exam, entry=form.entry(), reason=reason, now=timezone.now())  # type: ignore[arg-type]
    tell(request, _("Exam corrected; what stood before stays in the history."), amended.changes)
    _tell_form(request, amended)
    return redirect("surveillance:patient", exam.patient_id)


def _retract(request: HttpRequest, exam: Exam) -> HttpResponse:
    reason = request.POST.get("why_changed", "")
    retract_exam(request.user, exam, reason=reason, now=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("Exam taken back; it stays in the history."))
    return redirect("surveillance:patient", exam.patient_id)


def parts_of(exam: Exam) -> list[Any]:
    """The live parts of an exam with their lesions as objects."""
    lesions = {lesion.pk: lesion for lesion in Lesion.objects.filter(patient=exam.patient_id)}
    parts = recording.parts_of(exam)
    for part in parts:
        if getattr(part, "lesion_id", None) in lesions:
            part.lesion = lesions[part.lesion_id]  # type: ignore[attr-defined]
    return parts


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _refuse(form: ExamForm, error: ValidationError) -> None:
    """Sentences to their boxes; a size the last exam makes implausible may be confirmed."""
    first = form.first_size()
    if hasattr(error, "error_dict") and "size_mm" in error.error_dict:
        form.ask_to_confirm()
    names = {"size_mm": first, "reading.mr_mechanism": f"{READING}mr_mechanism"}
    names |= {"reading.tracer": f"{READING}tracer", "axis": first}
    refuse(form, error, names=names | ({"reason": "why_changed"} if form.stands.exam else {}))


def _show(
    request: HttpRequest,
    patient: Patient,
    form: ExamForm | None,
    *,
    status: int = 200,
    stands: Standing | None = None,
    **more: Any,
) -> HttpResponse:
    picture = worklist.patient_picture(request.user, patient.pk)  # type: ignore[arg-type]
    chosen = form.modality if form else ""
    chips = frame.chips(request, "modality", [(m, m, None) for m in MODALITIES], chosen)
    context = {
        "picture": picture,
        "banner": banner(picture),
        "form": form,
        "stands": stands,
        "modality": chosen,
        "chips": [] if stands else chips,
        "lesions": exam_parts.blocks(form, picture.history) if form else [],
        "general": exam_parts.general(form) if form else [],
        "reading": exam_parts.reading(form, picture.history) if form else [],
        "features_read": form_reading.of_exam(picture.history, str(stands.exam.lineage))
        if stands and stands.exam
        else [],
        "may_record": access.may(request.user, patient.centre_id, access.RECORD),
    }
    return frame.page(request, "exam.html", context | more, status=status)

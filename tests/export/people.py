"""Patients whose every text field holds a canary, written through the functions that record facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from api.export.tables import FACTS
from registry import catalogue, recording
from registry.catalogue import BOOKKEEPING, READING_OF
from registry.fields import CodedField
from registry.models import (
    Centre,
    Closure,
    Condition,
    Decision,
    Event,
    Exam,
    Fact,
    Feature,
    FormAssessment,
    LabResult,
    LesionDescription,
    Measurement,
    Patient,
    TeamAnswer,
    TeamBrief,
    Treatment,
    User,
    Visit,
)
from registry.recording import ExamEntry, Stamp
from registry.recording.person import record_person
from registry.vocabulary.terms import FEATURE
from surveillance.models import Signal, Standing
from tests.kinds import values_of

CANARY = "qzcanary"
FORMULA = f"={CANARY}+1"  # every free text of every fact begins like a formula
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
DATE_FORMS = ("%Y-%m-%d", "%Y%m%d", "%d-%b-%Y", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y")
READINGS: dict[str, dict[str, Any]] = {
    "TTE": {"mr_grade": "mild", "lvef_percent": 55.5},
    "CT": {"core_hu": -12.5, "phase": "venous"},
    "CMR": {"t1_centre": "hypointense"},
    "PET": {"tracer": "fdg", "suv_max": 3.2},
}


def texts(model: type[models.Model]) -> dict[str, str]:
    """Every free-text field of a model, planted; a field added tomorrow is planted too."""
    fields = [f for f in model._meta.concrete_fields if isinstance(f, models.CharField | models.TextField)]
    free = [f for f in fields if not isinstance(f, CodedField) and f.name not in BOOKKEEPING]
    return {f.name: FORMULA[: f.max_length] for f in free}


def days(first: str, last: str = "", precision: str = "day") -> dict[str, Any]:
    """The three fields of a dated fact."""
    return {"on_first": date.fromisoformat(first), "on_last": date.fromisoformat(last or first), "precision": precision}


def centre_of(code: str) -> Centre:
    """A centre whose code and name are canaries."""
    return Centre.objects.create(code=f"{CANARY}{code}"[:12], name=f"{CANARY} Hospital {code}")


def enrol(
    centre: Centre, by: User, number: int, *, born: str = "1945-07-14", sex: str = "F", at: datetime = NOW, **more: Any
) -> Patient:
    """A patient with an identity apart and demographics."""
    patient = Patient.objects.create(
        centre=centre, study_id=f"{CANARY.upper()}{centre.code[-2:]}{number}", enrolled_on=date(2024, 1, 3),
        source=FORMULA, caution=FORMULA, **more,
    )  # fmt: skip
    who = {
        "family_name": f"{CANARY} Bianchi{number}", "given_name": "Lucrezia", "title": "Mrs",
        "birth_date": date.fromisoformat(born), "hospital_number": f"HN-24026{number:05}",
        "phone": f"+39 06 555 {number:04}", "email": f"{CANARY}{number}@example.org", "address": "Via Appia Nuova 77",
    }  # fmt: skip
    record_person(patient, stamp=stamp(by, at), who=who, described={"sex": sex})
    return patient


def stamp(by: User, at: datetime = NOW) -> Stamp:
    """Who writes and when."""
    return Stamp(by=by, at=at, today=at.date())


def _seen() -> list[dict[str, Any]]:
    """One feature with a detail, one with texts planted."""
    return [
        {"feature": "flow_into_core", "value": "present", "detail": "from_lv"},
        texts(Feature) | {"feature": "vegetation", "value": "absent"},
    ]


def scan(
    patient: Patient, by: User, on: str, size_mm: float | None = 27.2, *, modality: str = "TTE", at: datetime = NOW,
    when: dict[str, Any] | None = None, **more: Any,
) -> Exam:  # fmt: skip
    """An exam with one size, one feature, one form and one reading, texts planted."""
    size = {"size_mm": size_mm} if size_mm else {"not_visible": True}
    entry = ExamEntry(
        values=texts(Exam) | (when or days(on)) | {"modality": modality, "quality": "good"} | more,
        measurements=[texts(Measurement) | size | {"rounding_mm": 0.1}],
        features=[f for f in _seen() if modality in FEATURE[f["feature"]].modalities],
        forms=[texts(FormAssessment) | {"form": "ccma", "by_cardiologist": True}],
        reading=texts(READING_OF[modality]) | READINGS[modality],
        confirmed=True,
    )
    return recording.record_exam(patient, stamp=stamp(by, at), entry=entry)


def rest_of_life(patient: Patient, by: User) -> None:
    """One fact of every other kind, texts planted."""
    lesion = patient.lesions.get(number=1)
    kinds: list[tuple[Any, dict[str, Any]]] = [
        (LesionDescription, {"lesion": lesion, "annulus": "posterior", "segments": ["P2", "P1"], "arc_deg": 90}),
        (Event, days("2025-02-01", "2025-02-28", "month") | {"kind": "sepsis", "workup": ["af"]}),
        (Condition, {"kind": "dialysis", "since_first": date(2019, 1, 1), "since_last": date(2019, 12, 31),
                     "since_precision": "year"}),
        (Treatment, days("2025-03-03") | {"kind": "antibiotics"}),
        (Visit, days("2025-04-04") | {"nyha": "2", "temperature_c": 36.6}),
        (LabResult, days("2025-04-04") | {"kind": "crp", "value": 12.5, "unit": "mg/dL"}),
        (LabResult, days("2025-04-05") | {"kind": "crp", "value": 7, "unit": "mg/L"}),
        (TeamBrief, days("2025-05-05") | {"sts_percent": 4.2, "frailty": 3, "dialysis_days": ["mon"]}),
        (TeamAnswer, days("2025-05-06") | {"question": "tumour", "answer": "no"}),
        (Decision, days("2025-05-06") | {"intended": "replacement", "urgency": "elective"}),
        (Closure, days("2026-05-05") | {"reason": "discharged"}),
    ]  # fmt: skip
    named = {model for model, _ in kinds}
    others = [t.model for t in FACTS if t.model not in {Exam, FormAssessment, *named, *catalogue.exam_parts()}]
    kinds += [(model, values_of(model, patient, by=by, now=NOW) | texts(model)) for model in others]
    for model, values in kinds:
        recording.record(model, patient=patient, stamp=stamp(by), **(texts(model) | values))


def remember(patient: Patient) -> None:
    """What the engine would hold: a standing and a signal, texts and dates in every free field."""
    Standing.objects.create(
        patient=patient, centre=patient.centre, revision=patient.revision, policy_version="default", engine="e1",
        course="progression", heading="toward_rupture", heading_reasons=[[FORMULA, "2025-07-08"]], size_mm=27.2,
        size_on=date(2025, 7, 8), size_modality="TTE", rate_mm_per_year=2.34567891234, rate_sd=0.5,
        p_progression=0.912345, p_regression=0.001, exams=2, spark=[["2025-07-08", 27.2, "TTE"]],
        status="in_window", status_reason=FORMULA,
        earliest_on=date(2026, 1, 8), latest_on=date(2026, 7, 8), badges=[FORMULA],
    )  # fmt: skip
    Signal.objects.create(
        patient=patient, rule="G1", anchor=FORMULA, severity="S2", since=date(2025, 7, 8), headline=FORMULA,
        numbers=[FORMULA], against=[FORMULA], advice=FORMULA, facts=[str(patient.pk)], first_at=NOW,
    )  # fmt: skip


def everybody(centre: Centre, by: User, *, count: int = 3) -> list[Patient]:
    """`count` patients with exams of every kind and one fact of every other kind."""
    people = []
    for number in range(count):
        patient = enrol(centre, by, number)
        scan(patient, by, "2024-07-08", 24.0 + number)
        scan(patient, by, "2025-07-08", 27.2 + number)
        for modality in ("CT", "CMR"):
            scan(patient, by, "2025-08-09", 26, modality=modality)
        scan(patient, by, "2025-09-09", None, modality="PET")
        rest_of_life(patient, by)
        remember(patient)
        people.append(patient)
    return people


def few(centre: Centre, by: User) -> list[Patient]:
    """Two patients with an exam and an event each."""
    people = [enrol(centre, by, number) for number in (11, 12)]
    for patient in people:
        scan(patient, by, "2024-07-08")
        recording.record(Event, patient=patient, stamp=stamp(by), **days("2025-02-01"), kind="sepsis")
    return people


def stored() -> Iterator[Any]:
    """Every value of every row of our own tables."""
    for model in apps.get_models():
        if model._meta.app_label in ("registry", "surveillance"):
            for row in model.objects.values_list(*[f.attname for f in model._meta.concrete_fields]):
                yield from row


def keys_and_dates() -> set[bytes]:
    """Every key of the database, and every date in the forms people write."""
    found: set[str] = set()
    for value in stored():
        if isinstance(value, UUID):
            found |= {str(value), value.hex}
        elif isinstance(value, datetime | date):
            found |= {value.strftime(form) for form in DATE_FORMS}
    return {text.encode() for text in found}


def identifiers() -> set[bytes]:
    """What must never be found: keys, dates and the canaries."""
    canaries = {CANARY, CANARY.upper(), CANARY.title(), "Lucrezia", "Bianchi", "HN-24026", "555 0", "Appia", "Mrs"}
    return keys_and_dates() | {text.encode() for text in canaries}


def live_rows() -> dict[str, int]:
    """How many facts of each kind stand."""
    models = [model for model in apps.get_models() if issubclass(model, Fact)]
    return {model.__name__: model.objects.live().count() for model in models}  # type: ignore[attr-defined]


def later(minutes: int) -> datetime:
    """A while after NOW."""
    return NOW + timedelta(minutes=minutes)

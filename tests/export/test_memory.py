"""A large export takes no more memory than a small one."""

from __future__ import annotations

import gc
import tracemalloc
import uuid
from datetime import date, timedelta

from api.export import build as building
from registry.models import Exam, Lesion, Measurement, Patient
from tests.export import people

BYTES_A_PATIENT = 2000  # noise and an id of 72 bytes; the rows of one patient would take over 8,000


def many(centre, by, *, patients, exams):
    """Patients with exams and sizes in bulk: an export reads facts, it does not judge them."""
    names = [uuid.uuid4().hex[:20] for _ in range(patients)]
    rows = [Patient(centre=centre, study_id=name, enrolled_on=date(2020, 1, 1)) for name in names]
    Patient.objects.bulk_create(rows)
    lesions = Lesion.objects.bulk_create([Lesion(patient=patient) for patient in rows])
    said = {"recorded_at": people.NOW, "recorded_by": by, "precision": "day"}
    seen, sizes = [], []
    for lesion in lesions:
        for nth in range(exams):
            day = date(2020, 1, 1) + timedelta(days=180 * nth)
            fact = said | {"patient": lesion.patient, "on_first": day, "on_last": day}
            seen.append(Exam(modality="TTE", **fact))
            sizes.append(Measurement(exam=seen[-1], lesion=lesion, size_mm=20 + nth, **fact))
    Exam.objects.bulk_create(seen)
    Measurement.objects.bulk_create(sizes)


def peak(make):
    """Rows and bytes at the highest."""
    tracemalloc.start()
    made = make(progress=lambda done, total: gc.collect())  # Django's queries are cycles: what is left is really held
    rows = sum(file["rows"] or 0 for file in made.manifest["files"])
    top = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return rows, top


def test_seven_times_the_rows_take_the_same_memory(home, nurse, make, monkeypatch):
    monkeypatch.setattr(building, "CHUNK", 20)
    many(home, nurse, patients=20, exams=6)
    make()  # what is read once for ever, such as the codes
    few_rows, few = peak(make)
    many(home, nurse, patients=120, exams=6)
    many_rows, top = peak(make)
    assert many_rows > 6 * few_rows > 1500
    assert top - few < 120 * BYTES_A_PATIENT, (few, top)

"""Exams by machine: the alert comes with the answer, sizes as reported, the typed reading, one exam sent twice."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from rest_framework.response import Response
from rest_framework.test import APIClient

from registry.models import EchoReading, Exam, Patient
from tests.api.conftest import V1
from tests.api.samples import SAMPLES, days_ago

Record = Callable[..., Response]
RUPTURED = {"features": [{"feature": "capsule_defect", "value": "present"}]}
WHY = {"retraction_reason": "typing error"}


IMPOSSIBLE_SIZES = [
    ({"size_mm": -27}, "size_mm", "between 0.1 and 120 mm; -27 is negative"),
    ({"size_mm": 272}, "size_mm", "did you mean 27.2?"),
    ({"size_mm": "27"}, "size_mm", "not a number"),
    ({"reported": "big"}, "reported", "Write one number in mm"),
    ({"reported": "40 cm"}, "reported", "between 0.1 and 120 mm"),
    ({}, "size_mm", "Give the size in mm"),
    ({"size_mm": 3, "not_visible": True}, "size_mm", "leave one of them out"),
    ({"size_mm": 3, "target": "tail"}, "target", "“tail” is not one of: mass, core"),
    ({"size_mm": 3, "axes": "long"}, "axes", "not known here"),
]
IMPOSSIBLE_EXAMS = [
    ({"on": days_ago(-3)}, "on"),
    ({"on": "1850"}, "on"),
    ({"on": "10-Mar-2026"}, "on"),
    ({"on": "2026-02-30"}, "on"),
    ({"on": "2024-03-02/2024-03-01"}, "on"),
    ({"modality": "MRI"}, "modality"),
    ({"modality": None}, "modality"),
    ({"centre": "OSL"}, "centre"),
    ({"patient": str(uuid4())}, "patient"),
    ({"recorded_by": "admin"}, "recorded_by"),
    ({"reading": {"core_hu": 300}}, "reading.core_hu"),
    ({"reading": {"lvef_percent": 4}}, "reading.lvef_percent"),
    ({"reading": []}, "reading"),
    ({"features": [{"feature": "abscess", "value": "maybe"}]}, "features.0.value"),
    ({"measurements": {"size_mm": 2}}, "measurements"),
]


def test_an_exam_that_shows_rupture_has_its_alert_when_the_answer_comes(
    record: Record, nurse: APIClient, patient: Patient
):
    assert record("exams", **RUPTURED).status_code == 201
    alert = nurse.get(f"{V1}alerts/?state=open").json()["results"][0]
    assert (alert["patient"], alert["severity"]) == (str(patient.pk), "S4")
    assert "R1" in {signal["rule"] for signal in alert["signals"]}
    standing = nurse.get(f"{V1}patients/{patient.pk}/standing/").json()
    assert (standing["heading"], standing["card"]) == ("ruptured", "S4")


def test_an_overdue_patient_is_found_by_status(record: Record, nurse: APIClient, patient: Patient):
    record("exams", on=days_ago(700))
    overdue = nurse.get(f"{V1}standings/?status=overdue").json()["results"]
    assert [row["patient"] for row in overdue] == [str(patient.pk)]
    assert nurse.get(f"{V1}standings/?status=closed").json()["results"] == []


def test_size_and_rounding_are_read_as_they_were_reported(record: Record):
    reports = [
        ({"reported": "2.7 cm"}, (27.0, 1.0)),
        ({"reported": "27,2"}, (27.2, 0.1)),
        ({"size_mm": 27}, (27.0, 1.0)),
        ({"size_mm": 27.25}, (27.25, 0.01)),
        ({"size_mm": 30, "reported": "3 cm"}, (30.0, 10.0)),
        ({"size_mm": 30, "rounding_mm": 5}, (30.0, 5.0)),
    ]
    targets = ("mass", "core", "cavity", "strand", "vegetation", "leaked_mass")
    sizes = [sent | {"method": str(i), "target": targets[i]} for i, (sent, _) in enumerate(reports)]
    shown = record("exams", measurements=sizes).json()
    read = {m["method"]: (m["size_mm"], m["rounding_mm"]) for m in shown["measurements"]}
    assert read == {str(i): kept for i, (_, kept) in enumerate(reports)}


def test_a_size_that_cannot_be_is_refused_with_the_remedy(record: Record):
    for sent, field, said in IMPOSSIBLE_SIZES:
        refused = record("exams", measurements=[{"size_mm": 22}, sent])
        assert said in refused.json()["errors"][f"measurements.1.{field}"][0]
    assert Exam.objects.count() == 0


def test_a_size_in_cm_is_stopped_until_it_is_confirmed(record: Record):
    record("exams", measurements=[{"size_mm": 27}])
    tenth = {"on": days_ago(2), "measurements": [{"size_mm": 2.7}]}
    refused = record("exams", **tenth)
    assert refused.status_code == 400
    assert "did you mean 27 mm?" in refused.json()["errors"]["size_mm"][0]
    assert "with “confirmed”: true" in refused.json()["errors"]["size_mm"][1]
    assert record("exams", confirmed=True, **tenth).status_code == 201


def test_an_exam_that_cannot_be_names_the_field_and_writes_nothing(record: Record):
    for change, field in IMPOSSIBLE_EXAMS:
        refused = record("exams", **change)
        assert (refused.status_code, list(refused.json()["errors"])) == (400, [field])
    assert Exam.objects.count() == 0


def test_the_reading_follows_from_the_modality(record: Record):
    scan = record("exams", modality="CT", features=[], reading={"core_hu": 300, "phase": None}).json()
    assert (scan["reading"]["core_hu"], scan["reading"]["phase"]) == (300, None)
    assert "mr_grade" not in scan["reading"]


def test_a_patch_merges_the_reading_and_replaces_a_list(record: Record, nurse: APIClient):
    made = record("exams")
    change = {"reading": {"lvef_percent": 50}, "measurements": [{"size_mm": 23}]} | WHY
    url = f"{V1}exams/{made.json()['lineage']}/"
    after = nurse.patch(url, change, headers={"If-Match": made["ETag"]}).json()
    assert (after["reading"]["lvef_percent"], after["reading"]["mr_grade"]) == (50, "mild")
    assert [m["size_mm"] for m in after["measurements"]] == [23]
    assert EchoReading.objects.filter(retracted_at=None).count() == 1


def test_a_change_of_modality_never_drops_the_reading_silently(record: Record, nurse: APIClient):
    made = record("exams")
    url = f"{V1}exams/{made.json()['lineage']}/"
    refused = nurse.patch(url, {"modality": "CT"} | WHY, headers={"If-Match": made["ETag"]})
    assert "reading.mr_grade" in refused.json()["errors"]
    change = {"modality": "CT", "reading": None} | WHY
    unseen = nurse.patch(url, change, headers={"If-Match": made["ETag"]})
    assert "but CT cannot see it" in unseen.json()["errors"]["feature"][0]
    changed = nurse.patch(url, change | {"features": []}, headers={"If-Match": made["ETag"]})
    assert (changed.status_code, changed.json()["reading"]) == (200, None)


def test_an_amended_exam_alerts_nobody_again(record: Record, nurse: APIClient):
    made = record("exams", **RUPTURED)
    nurse.patch(f"{V1}exams/{made.json()['lineage']}/", {"reader": "X"} | WHY, headers={"If-Match": made["ETag"]})
    assert len(nurse.get(f"{V1}alerts/").json()["results"]) == 1


def test_the_same_submission_twice_is_one_exam(record: Record):
    key = {"Idempotency-Key": str(uuid4())}
    first, second = record("exams", headers=key), record("exams", headers=key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert Exam.objects.count() == 1


def test_a_key_that_was_used_for_another_request_is_refused(record: Record):
    key = {"Idempotency-Key": str(uuid4())}
    record("exams", headers=key)
    assert record("exams", headers=key, quality="poor").status_code == 409
    assert record("events", headers=key).status_code == 409
    assert Exam.objects.count() == 1


def test_two_people_may_use_the_same_key_by_chance(record: Record, machine: Callable[..., APIClient], patient: Patient):
    key = {"Idempotency-Key": str(uuid4())}
    record("exams", headers=key)
    other = machine("nurse").post(f"{V1}patients/{patient.pk}/exams/", SAMPLES["exams"], headers=key)
    assert (other.status_code, Exam.objects.count()) == (201, 2)


def test_a_submission_that_was_taken_back_is_not_recorded_again(record: Record, nurse: APIClient):
    key = {"Idempotency-Key": str(uuid4())}
    made = record("exams", headers=key)
    nurse.delete(f"{V1}exams/{made.json()['lineage']}/", WHY, headers={"If-Match": made["ETag"]})
    assert record("exams", headers=key).status_code == 409


def test_a_form_read_in_an_exam_is_amended_with_the_exam_only(record: Record, nurse: APIClient, patient: Patient):
    exam = Exam.objects.get(lineage=record("exams").json()["lineage"])
    assert nurse.get(f"{V1}form-assessments/{exam.forms.get().lineage}/").status_code == 404
    assert nurse.get(f"{V1}patients/{patient.pk}/form-assessments/").json()["results"] == []

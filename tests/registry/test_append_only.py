"""The database itself refuses to overwrite or delete a fact, on both engines."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from registry import recording
from registry.audit import triggers
from registry.models import Exam, Measurement, Patient
from registry.recording import Stamp

from .entries import tte


@pytest.fixture
def exam(patient: Patient, stamp: Stamp) -> Exam:
    return recording.record_exam(patient, stamp=stamp, entry=tte(date(2026, 3, 10), 27.2))


def refused(sql: str) -> str:
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    return str(caught.value)


def test_a_bulk_update_of_a_fact_is_refused(exam: Exam):
    with pytest.raises(DatabaseError, match="never overwritten"), transaction.atomic():
        Exam.objects.filter(pk=exam.pk).update(reader="someone else")


def test_raw_sql_cannot_change_a_size(exam: Exam):
    assert "never overwritten" in refused("UPDATE registry_measurement SET size_mm = 1")
    assert Measurement.objects.get().size_mm == 27.2


def test_raw_sql_cannot_delete_a_fact(exam: Exam):
    assert "never overwritten or deleted" in refused("DELETE FROM registry_measurement")
    assert Measurement.objects.count() == 1


@pytest.mark.sqlite
def test_raw_sql_cannot_replace_a_fact(exam: Exam):
    """REPLACE deletes what it replaces, and SQLite asks the triggers only where it is told to."""
    assert "never overwritten or deleted" in refused(
        "INSERT OR REPLACE INTO registry_measurement SELECT * FROM registry_measurement"
    )
    assert Measurement.objects.count() == 1


def test_a_retraction_cannot_change_anything_else_on_the_way(exam: Exam, stamp: Stamp):
    with pytest.raises(DatabaseError, match="never overwritten"), transaction.atomic():
        Exam.objects.filter(pk=exam.pk).update(retracted_at=stamp.at, retracted_by=stamp.by, modality="CT")


def test_what_was_retracted_cannot_come_back(exam: Exam, stamp: Stamp):
    recording.retract_exam(exam, stamp=stamp, reason="wrong patient")
    with pytest.raises(DatabaseError, match="never overwritten"), transaction.atomic():
        Exam.objects.filter(pk=exam.pk).update(retracted_at=None)


def test_every_table_of_facts_has_its_triggers(db: None):
    assert triggers.faults(connection) == []
    assert len(triggers.fact_models()) > 15


def test_two_live_rows_of_one_lineage_are_refused(exam: Exam, patient: Patient, stamp: Stamp):
    day = {"on_first": date(2026, 3, 10), "on_last": date(2026, 3, 10)}
    twin = Exam(
        patient=patient, recorded_by=stamp.by, recorded_at=stamp.at, lineage=exam.lineage, modality="TTE", **day
    )
    with pytest.raises(DatabaseError, match="(?i)unique"), transaction.atomic():
        twin.save()

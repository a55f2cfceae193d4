"""Two people write about one patient at the same moment: the standing knows both."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from registry.models import Centre, Condition, Patient, User
from surveillance.deeds.enrol import enrol
from surveillance.deeds.record import record_fact
from surveillance.models import Signal, Standing
from surveillance.review.facts import histories

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_simultaneous_saves_leave_a_standing_that_knows_both():
    nurse = User.objects.create_user("a-nurse")
    centre = Centre.objects.create(code="ROM", name="Policlinico", recall_owner=nurse)
    for round_ in range(5):
        patient = enrol(nurse, centre, study_id=f"ROM-{round_}", enrolled_on=date(2024, 1, 1), now=NOW)
        start = threading.Barrier(2)
        faults: list[Exception] = []

        def save(
            kind: str, patient: Patient = patient, start: threading.Barrier = start, faults: list = faults
        ) -> None:
            try:
                start.wait(5)
                record_fact(nurse, Condition, patient, values={"kind": kind, "status": "present"}, now=NOW)
            except Exception as error:  # noqa: BLE001
                faults.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=save, args=(kind,)) for kind in ("dialysis", "diabetes")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert faults == []
        patient = Patient.objects.select_related("centre").get(pk=patient.pk)
        assert Standing.objects.get(patient=patient).revision == patient.revision
        assert {c.kind for c in histories([patient])[patient.pk].conditions} == {"dialysis", "diabetes"}
    assert Signal.objects.filter(rule="X0").count() == 0

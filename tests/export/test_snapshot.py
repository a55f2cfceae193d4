"""An export shows one moment: what is recorded while it is written is not in it, and nobody has to wait for it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from api.export import build as building
from registry import recording
from registry.models import Event
from tests.export import people


@pytest.mark.django_db(transaction=True)
def test_what_is_recorded_meanwhile_is_not_in_it(small, make, nurse, monkeypatch):
    monkeypatch.setattr(building, "CHUNK", 1)

    def record():
        for patient in small:
            recording.record(
                Event, patient=patient, stamp=people.stamp(nurse), kind="stroke", **people.days("2025-05-05")
            )
        connections.close_all()

    def meanwhile(done, total):
        if done == 1:
            pool.submit(record).result(timeout=15)

    with ThreadPoolExecutor(max_workers=1) as pool:
        made = make(progress=meanwhile)
    assert Event.objects.filter(kind="stroke").count() == 2
    assert [row["kind"] for row in made.table("events")] == ["sepsis", "sepsis"]

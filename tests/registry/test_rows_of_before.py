"""Rows written before birth and death had one home each are moved by the migration."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE, AFTER = ("registry", "0002_transfer_proposed"), ("registry", "0004_one_home_of_births_and_deaths")
AT = datetime(2026, 6, 1, 9, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_the_day_moves_to_the_identity_and_the_closure_to_the_event() -> None:
    executor = MigrationExecutor(connection)
    last = executor.loader.graph.leaf_nodes()
    executor.migrate([BEFORE])
    get = executor.loader.project_state([BEFORE]).apps.get_model
    user = get("registry", "User").objects.create(username="nurse-of-before")
    centre = get("registry", "Centre").objects.create(code="OLD", name="Old", time_zone="UTC")
    patient = get("registry", "Patient").objects.create(centre=centre, study_id="OLD-1", enrolled_on=date(2024, 1, 1))
    get("registry", "Identity").objects.create(patient=patient, family_name="Serra")
    by: dict[str, Any] = {"patient": patient, "recorded_by": user, "recorded_at": AT}
    born, died = date(1945, 7, 14), {"on_first": date(2026, 5, 1), "on_last": date(2026, 5, 31), "precision": "month"}
    person = {"birth_first": born, "birth_last": born, "birth_precision": "day"}
    get("registry", "Demographics").objects.create(**by, **person)
    end = get("registry", "Closure").objects.create(**by, **died, reason="died", note="at home")
    executor = MigrationExecutor(connection)
    try:
        executor.migrate(last)
        get = executor.loader.project_state(last).apps.get_model
        moved = get("registry", "Demographics").objects.get()
        assert get("registry", "Identity").objects.get().birth_date == born
        assert (moved.birth_first, moved.birth_precision) == (date(1945, 1, 1), "year")
        death = get("registry", "Event").objects.get()
        assert (death.kind, death.lineage, death.detail, death.on_last) == (
            "death",
            end.lineage,
            "at home",
            died["on_last"],
        )
        assert get("registry", "Closure").objects.get().retracted_at == AT
    finally:
        MigrationExecutor(connection).migrate(last)

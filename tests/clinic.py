"""A centre with its people, and a way to record exams as a nurse would (models are imported late)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from registry.models import Centre, Exam, Patient, User

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """The morning of 1 June 2026."""
    return NOW


@pytest.fixture
def nurse(db: None) -> User:
    from registry.models import User

    return User.objects.create_user("ward-nurse")


@pytest.fixture
def centre(nurse: User) -> Centre:
    from registry.models import Centre, Staff

    centre = Centre.objects.create(code="ROM", name="Policlinico", time_zone="Europe/Rome", recall_owner=nurse)
    Staff.objects.create(user=nurse, centre=centre, role="nurse")
    return centre


@pytest.fixture
def doctor(centre: Centre) -> User:
    from registry.models import Staff, User

    user = User.objects.create_user("ward-doctor", email="doctor@example.org")
    Staff.objects.create(user=user, centre=centre, role="cardiologist")
    return user


@pytest.fixture
def patient(centre: Centre, nurse: User) -> Patient:
    from surveillance.deeds.enrol import enrol

    return enrol(nurse, centre, study_id="ROM-0001", enrolled_on=date(2026, 5, 1), now=NOW)


@pytest.fixture
def scan(nurse: User) -> Callable[..., Exam]:
    """scan(patient, "2026-05-20", 27) records a TTE; feature="mobile_element" adds a feature that is present."""
    from registry.recording import ExamEntry
    from surveillance.deeds.record import record_exam

    def record(
        patient: Patient, on: str, mm: float | None, *, feature: str = "", now: datetime = NOW, **values: Any
    ) -> Exam:
        day = date.fromisoformat(on)
        size = {"target": "mass", "axis": "long"} | ({"size_mm": mm} if mm else {"not_visible": True})
        seen = {"annulus": "measured" if mm else "not_visible", "quality": "good", "modality": "TTE"}
        entry = ExamEntry(
            values={"on_first": day, "on_last": day, "precision": "day"} | seen | values,
            measurements=[size],
            features=[{"feature": feature, "value": "present"}] if feature else [],
        )
        return record_exam(nurse, patient, entry=entry, now=now).fact

    return record

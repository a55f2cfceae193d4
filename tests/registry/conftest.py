"""One centre, one nurse and one patient for the facts (models are imported late: conftests load before Django)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from registry.models import Centre, Patient, User
    from registry.recording import Stamp


@pytest.fixture
def centre(db: None) -> Centre:
    from registry.models import Centre

    return Centre.objects.create(code="ROM", name="Policlinico", time_zone="Europe/Rome")


@pytest.fixture
def nurse(centre: Centre) -> User:
    from registry.models import Staff, User

    user = User.objects.create_user("nurse-of-facts")
    Staff.objects.create(user=user, centre=centre, role="nurse")
    return user


@pytest.fixture
def patient(centre: Centre) -> Patient:
    from registry.models import Patient

    return Patient.objects.create(centre=centre, study_id="ROM-0001", enrolled_on=date(2024, 1, 1))


@pytest.fixture
def stamp(nurse: User) -> Stamp:
    from registry.recording import Stamp

    return Stamp(by=nurse, at=datetime(2026, 6, 1, 9, tzinfo=UTC), today=date(2026, 6, 1))

"""Two centres with their people, one patient, and machines that speak for them (models are imported late)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from tests.api.samples import SAMPLES, TODAY

if TYPE_CHECKING:
    from rest_framework.response import Response
    from rest_framework.test import APIClient

    from registry.models import Centre, Patient, User

V1 = "/api/v1/"
NAME = "CANARYNAME"  # the identity of the patient: it may stand at one address only


@pytest.fixture
def centres(db: None) -> dict[str, Centre]:
    from registry.models import Centre

    zones = {"ROM": "Europe/Rome", "OSL": "Europe/Oslo"}
    return {code: Centre.objects.create(code=code, name=code.title(), time_zone=zone) for code, zone in zones.items()}


@pytest.fixture
def staff(centres: dict[str, Centre]) -> dict[str, User]:
    """One person for each role at ROM, and a foreign cardiologist with every right at OSL."""
    from registry.access import DEEDS
    from registry.models import Staff, User

    people = {}
    for role in DEEDS:
        people[role] = User.objects.create_user(f"api-{role}")
        Staff.objects.create(user=people[role], centre=centres["ROM"], role=role)
    people["foreign"] = User.objects.create_user("api-foreign")
    for role in DEEDS:
        Staff.objects.create(user=people["foreign"], centre=centres["OSL"], role=role)
    return people


@pytest.fixture
def patient(staff: dict[str, User], centres: dict[str, Centre]) -> Patient:
    from django.utils import timezone

    from surveillance.deeds.enrol import enrol

    return enrol(
        staff["nurse"], centres["ROM"], study_id="ROM-0001", enrolled_on=TODAY - timedelta(days=400),
        now=timezone.now(), identity={"family_name": NAME, "given_name": "Ada", "hospital_number": "H-4711"},
    )  # fmt: skip


@pytest.fixture
def machine(staff: dict[str, User]) -> Callable[..., APIClient]:
    """machine("nurse") is a logged-in client of that person."""
    from rest_framework.test import APIClient

    def speak_for(role: str, **options: Any) -> APIClient:
        client = APIClient(**options)
        client.force_login(staff[role])
        return client

    return speak_for


@pytest.fixture
def nurse(machine: Callable[..., APIClient]) -> APIClient:
    return machine("nurse")


@pytest.fixture
def cardiologist(machine: Callable[..., APIClient]) -> APIClient:
    return machine("cardiologist")


@pytest.fixture
def record(cardiologist: APIClient, patient: Patient) -> Callable[..., Response]:
    """record("events", detail="left arm") posts the sample of that kind, changed."""

    def post(path: str, headers: dict[str, str] | None = None, **changes: Any) -> Response:
        return cardiologist.post(f"{V1}patients/{patient.pk}/{path}/", SAMPLES[path] | changes, headers=headers or {})

    return post


def _decided(who: User, patient: Patient) -> UUID:
    """A decision of the Heart Team, which no machine writes."""
    from django.utils import timezone

    from surveillance.deeds import team

    values = {"question": "Operate?", "decision": "No, follow up", "on_first": TODAY, "on_last": TODAY}
    return team.decide(who, patient, values=values | {"precision": "day"}, now=timezone.now()).fact.lineage


@pytest.fixture
def house(
    machine: Callable[..., APIClient], staff: dict[str, User], centres: dict[str, Centre], patient: Patient
) -> dict[str, UUID]:
    """One of everything at ROM; the id of each object by the name of its route."""
    from django.utils import timezone

    from api.rest.facts import VIEWS
    from registry.models import SignedPolicy
    from surveillance.models import Alert

    cardiologist, ids = machine("cardiologist"), {}
    for kind in sorted(VIEWS, key=lambda kind: kind.path == "closures"):  # a closed patient is booked nowhere
        if kind.signed:
            ids[f"api:{kind.path}"] = _decided(staff["cardiologist"], patient)
            continue
        body = SAMPLES[kind.path] | (
            {"features": [{"feature": "capsule_defect", "value": "present"}]} if kind.path == "exams" else {}
        )
        made = cardiologist.post(f"{V1}patients/{patient.pk}/{kind.path}/", body)
        ids[f"api:{kind.path}"] = UUID(made.json()["lineage"])
    signed = SignedPolicy.objects.create(
        centre=centres["ROM"], version=1, signed_at=timezone.now(), signed_by=staff["cardiologist"],
        recorded_at=timezone.now(), recorded_by=staff["cardiologist"],
    )  # fmt: skip
    alert = Alert.objects.get()
    return ids | {
        "api:policy": signed.lineage,
        "api:alert": alert.pk,
        "api:answers": alert.pk,
        "patient_id": patient.pk,
    }

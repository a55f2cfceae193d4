"""May: outside the centre nothing exists, inside the role decides."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from registry import access
from registry.models import Centre, Patient, Staff, User


@pytest.fixture
def outsider(db: None) -> User:
    user = User.objects.create_user("nurse-elsewhere")
    Staff.objects.create(user=user, centre=Centre.objects.create(code="BER", name="Klinik"), role="nurse")
    return user


def test_a_nurse_reaches_the_patients_of_her_centre(nurse: User, patient: Patient):
    assert access.patient_for(nurse, patient.pk, access.RECORD) == patient
    assert list(access.patients_for(nurse)) == [patient]


def test_for_another_centre_the_patient_does_not_exist(outsider: User, patient: Patient):
    with pytest.raises(Http404):
        access.patient_for(outsider, patient.pk, access.READ)
    assert not access.patients_for(outsider).exists()


def test_a_nurse_may_not_answer_alerts(nurse: User, patient: Patient):
    with pytest.raises(PermissionDenied, match="answer"):
        access.patient_for(nurse, patient.pk, access.ANSWER)


def test_a_researcher_sees_no_patient_of_the_own_centre(centre: Centre, patient: Patient):
    user = User.objects.create_user("researcher-of-facts")
    Staff.objects.create(user=user, centre=centre, role="researcher")
    with pytest.raises(PermissionDenied):
        access.patient_for(user, patient.pk, access.READ)
    assert not access.patients_for(user).exists()


def test_a_switched_off_account_reaches_nothing(nurse: User, patient: Patient):
    nurse.is_active = False
    with pytest.raises(Http404):
        access.patient_for(nurse, patient.pk, access.READ)

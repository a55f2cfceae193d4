"""Enrolling a patient: the identity apart, the study id taken once, the same person not twice."""

from __future__ import annotations

from typing import Any

from tests.cast import Cast
from tests.pages.conftest import Browse, fields_of
from tests.pages.test_exam_page import refusals

URL = "/patients/new/"


def filled(browse: Browse, who: str = "nurse", **typed: Any) -> dict[str, Any]:
    born = {"birth_day": "3", "birth_month": "may", "birth_year": "1950"}
    who_is = {
        "study_id": "RMP-0900",
        "family_name": "Serra",
        "given_name": "Lina",
        "sex": "F",
        "hospital_number": "H900",
    }
    return fields_of(browse(who), URL) | who_is | born | typed


def test_a_patient_is_enrolled_with_identity_and_birth(cast: Cast, browse: Browse) -> None:
    answer = browse("nurse").post(URL, filled(browse), follow=True)
    assert b"Enrolled as RMP-0900" in answer.content
    patient = cast.rome.patients.get(study_id="RMP-0900")
    assert (patient.identity.family_name, patient.identity.birth_date.isoformat()) == ("Serra", "1950-05-03")
    assert patient.demographicss.get().birth_precision == "day"
    assert patient.lesions.count() == 1


def test_a_birth_known_to_the_year_stays_a_year(cast: Cast, browse: Browse) -> None:
    browse("nurse").post(URL, filled(browse, birth_day="", birth_month=""))
    patient = cast.rome.patients.get(study_id="RMP-0900")
    assert patient.identity.birth_date is None
    person = patient.demographicss.get()
    assert (person.birth_precision, person.birth_first.isoformat(), person.birth_last.isoformat()) == (
        "year",
        "1950-01-01",
        "1950-12-31",
    )


def test_a_study_id_is_taken_once(cast: Cast, browse: Browse) -> None:
    answer = browse("nurse").post(URL, filled(browse, study_id="RMP-0001"))
    assert answer.status_code == 422
    assert "Study" in refusals(answer)
    assert cast.rome.patients.count() == 3


def test_the_same_hospital_number_is_the_same_person(cast: Cast, browse: Browse) -> None:
    answer = browse("nurse").post(URL, filled(browse, hospital_number="H0001"))
    assert "H0001 is enrolled already, as RMP-0001." in refusals(answer)


def test_a_nurse_enrols_at_the_own_centre_only(cast: Cast, browse: Browse) -> None:
    answer = browse("nurse").post(URL, filled(browse, centre=str(cast.milan.pk)))
    assert answer.status_code == 422
    assert not cast.milan.patients.exists()
    browse("traveller").post(URL, filled(browse, "traveller", centre=str(cast.milan.pk)))
    assert cast.milan.patients.get().study_id == "RMP-0900"


def test_a_day_of_enrolment_to_come_is_refused(cast: Cast, browse: Browse) -> None:
    assert "lies in the future" in refusals(browse("nurse").post(URL, filled(browse, enrolled_on="2199-01-01")))

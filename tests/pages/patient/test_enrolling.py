"""Enrolling a patient: the identity apart, the study id taken once, the same person not twice."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import Cast
from tests.pages.conftest import Browse, fields_of
from tests.pages.exam.test_exam import refusals

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
    person = patient.demographicss.get()
    assert (person.birth_precision, person.birth_first.isoformat()) == ("year", "1950-01-01")
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
    assert "“RMP-0001” is the study ID of another patient of Policlinico di Prova. Choose another" in refusals(answer)
    assert cast.rome.patients.count() == 3


def test_the_same_hospital_number_is_the_same_person(cast: Cast, browse: Browse) -> None:
    answer = browse("nurse").post(URL, filled(browse, hospital_number="H0001"))
    assert "H0001 is enrolled already, as RMP-0001." in refusals(answer)


def test_a_number_that_is_somebody_elses_is_refused_when_an_identity_is_corrected(cast: Cast, browse: Browse) -> None:
    client, url = browse("nurse"), f"/patients/{cast.growing.pk}/identity/"
    answer = client.post(url, fields_of(client, url) | {"hospital_number": "H0001"})
    assert "H0001 is enrolled already, as RMP-0001." in refusals(answer)
    assert client.post(url, fields_of(client, url) | {"phone": "1"}).status_code == 302


@pytest.mark.parametrize(
    "study_id",
    ["SERRA-0900", "rmp lina 900", "Sèrra900", "RMP-03051950", "1950-05-03", "RMP 03.05.50", "3MAY-03may1950"],
)
def test_a_study_id_that_tells_who_it_is_is_refused(cast: Cast, browse: Browse, study_id: str) -> None:
    said = refusals(browse("nurse").post(URL, filled(browse, study_id=study_id)))
    assert f"“{study_id}” holds the" in said
    assert "such as RMP-0001." in said
    assert cast.rome.patients.count() == 3


@pytest.mark.parametrize("family", ["Li", "R.", "Rm", "van den Berg", "RMP", ""])
def test_a_short_name_that_letters_of_the_study_id_begin_with_is_no_matter(
    cast: Cast, browse: Browse, family: str
) -> None:
    browse("nurse").post(URL, filled(browse, study_id="RMP-LIV0900", family_name=family or "Serra"))
    assert cast.rome.patients.filter(study_id="RMP-LIV0900").exists()


def test_a_nurse_enrols_at_the_own_centre_only(cast: Cast, browse: Browse) -> None:
    answer = browse("nurse").post(URL, filled(browse, centre=str(cast.milan.pk)))
    assert answer.status_code == 422
    assert not cast.milan.patients.exists()
    browse("traveller").post(URL, filled(browse, "traveller", centre=str(cast.milan.pk)))
    assert cast.milan.patients.get().study_id == "RMP-0900"


def test_an_enrolment_before_birth_or_long_ago_is_refused(cast: Cast, browse: Browse) -> None:
    said = refusals(browse("nurse").post(URL, filled(browse, enrolled_on="1900-01-01")))
    assert "01-Jan-1900 is more than 30 years ago: check the year of the enrolment." in said
    said = refusals(browse("nurse").post(URL, filled(browse, enrolled_on="2010-01-01", birth_year="2012")))
    assert "Born 03-May-2012 (at the earliest) is after the enrolment on 01-Jan-2010: correct one of the two." in said
    assert cast.rome.patients.count() == 3


def test_a_day_of_enrolment_to_come_is_refused(cast: Cast, browse: Browse) -> None:
    assert "lies in the future" in refusals(browse("nurse").post(URL, filled(browse, enrolled_on="2199-01-01")))

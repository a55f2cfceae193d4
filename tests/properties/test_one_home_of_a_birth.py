"""A person is born once: the exact day stands with the name, and what describes the patient keeps the year of it."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import assume, example, given
from hypothesis import strategies as st
from rest_framework.test import APIClient

from api.export.case import OLDEST_YEARS, age_band
from registry.identity import identity_of
from registry.models import Demographics, Identity, Patient
from surveillance.deeds.record import amend_fact
from surveillance.demonstration import bulk, loading
from surveillance.demonstration.centres import open_house
from surveillance.demonstration.simulated import simulate
from surveillance.engine.day import Day
from surveillance.engine.known.dates import ages
from tests.cast import Cast
from tests.pages.conftest import fields_of

BORN = ("1945-07-14", "1945-12-31", "1946-01-01", "1945-07", "1945", "1946", "1940-01-01/1949-12-31", None)
DAYS = ("1945-07-14", "1946-01-01", "1951-02-28", None)


def check(patient: Patient) -> None:
    """No exact day outside the identity, and the span that stands is the year of the day that stands there."""
    rows = Demographics.objects.filter(patient=patient)
    assert not [row for row in rows if row.birth_precision == "day" or (row.birth_first or 0) == (row.birth_last or 1)]
    known = Identity.objects.filter(patient=patient).first()
    if known is None or known.birth_date is None:
        return
    (person,) = rows.filter(retracted_at=None)
    year = known.birth_date.year
    assert (person.birth_first, person.birth_last) == (date(year, 1, 1), date(year, 12, 31))


class Desk:
    """Somebody who enters one person by every road, drawn from a seed."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.rng, self.told = cast, random.Random(seed), list[str]()
        self.api, self.browser = APIClient(), Client()
        self.api.force_login(cast.nurse)
        self.browser.force_login(cast.nurse)

    def enrol(self) -> Patient:
        """By machine, with or without a name."""
        said: dict[str, Any] = {"centre": "RMP", "study_id": "RMP-0700", "enrolled_on": "2024-01-03"}
        for _ in range(100):
            who = {"family_name": "Serra", "birth_date": self.rng.choice(DAYS)} if self.rng.random() < 0.8 else None
            person = {"sex": "F", "birth": self.rng.choice(BORN)} if self.rng.random() < 0.8 else None
            answer = self.api.post("/api/v1/patients/", said | {"identity": who, "demographics": person})
            self.told.append(f"enrol {who} {person}: {answer.status_code}")
            if answer.status_code == 201:
                return Patient.objects.get(pk=answer.json()["id"])
        raise AssertionError(answer.content)

    def name_page(self, patient: Patient) -> int:
        """The page of name and contact."""
        url = f"/patients/{patient.pk}/identity/"
        born = self.rng.choice(DAYS)
        form = fields_of(self.browser, url) | {"family_name": "Serra", "birth_date": born or ""}
        self.told.append(f"name page {born}")
        return self.browser.post(url, form).status_code

    def person_page(self, patient: Patient) -> int:
        """The page of sex and birth."""
        there = Demographics.objects.filter(patient=patient, retracted_at=None).first()
        base = f"/patients/{patient.pk}/facts/person/"
        url = f"{base}{there.lineage}/" if there else f"{base}new/"
        form = fields_of(self.browser, url) | {"sex": self.rng.choice(("F", "M", ""))}
        day, month, year = self.rng.choice((("", "", ""), ("", "", "1945"), ("14", "7", "1945"), ("1", "1", "1946")))
        if self.rng.random() < 0.6:
            form |= {"birth_day": day, "birth_month": month, "birth_year": year}
        deed = {"retract": "1"} if there and self.rng.random() < 0.3 else {}
        self.told.append(f"person page {form} {deed}")
        return self.browser.post(url, form | {"why_changed": "as told"} | deed).status_code

    def machine(self, patient: Patient) -> int:
        """Recording, amending and taking back by machine."""
        there = Demographics.objects.filter(patient=patient, retracted_at=None).first()
        born = self.rng.choice(BORN)
        self.told.append(f"machine {born} {'amends' if there else 'records'}")
        if there is None:
            return self.api.post(f"/api/v1/patients/{patient.pk}/demographics/", {"birth": born}).status_code
        url, now = f"/api/v1/demographics/{there.lineage}/", {"If-Match": "*"}
        if self.rng.random() < 0.2:
            return self.api.delete(url, {"retraction_reason": "wrong"}, headers=now).status_code
        said = {"birth": born} if self.rng.random() < 0.7 else {"sex": "X"}
        return self.api.patch(url, said | {"retraction_reason": "wrong"}, headers=now).status_code

    def step(self, patient: Patient) -> int:
        """One deed by any road."""
        return self.rng.choice((self.name_page, self.person_page, self.machine))(patient)


@pytest.mark.parametrize("seed", range(6))
def test_no_sequence_of_deeds_gives_a_birth_two_homes(cast: Cast, seed: int) -> None:
    desk = Desk(cast, seed)
    patient, done = desk.enrol(), 0
    check(patient)
    for _ in range(14):
        before = Demographics.objects.filter(patient=patient).count()
        code = desk.step(patient)
        desk.told[-1] += f": {code}"
        assert code < 500, desk.told
        done += Demographics.objects.filter(patient=patient).count() != before
        try:
            check(patient)
        except AssertionError as error:
            error.add_note("\n".join(desk.told))
            raise
    assert done > 1


def test_the_whole_cast_keeps_the_year_and_the_day_apart(cast: Cast) -> None:
    for patient in Patient.objects.all():
        check(patient)
        assert identity_of(patient).birth_date == date(1945, 7, 14)


def test_the_database_refuses_an_exact_day_beside_the_sex(cast: Cast) -> None:
    person = Demographics.objects.get(patient=cast.stable)
    for wrong in ({"birth_precision": "day"}, {"birth_last": person.birth_first}):
        values = {"birth_first": person.birth_first, "birth_last": person.birth_last, "birth_precision": "year"} | wrong
        row = Demographics(patient=cast.growing, recorded_by=cast.nurse, recorded_at=cast.now, **values)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_a_birth_without_a_name_is_told_where_its_day_belongs(cast: Cast) -> None:
    api = APIClient()
    api.force_login(cast.nurse)
    said = {"centre": "RMP", "study_id": "RMP-0700", "enrolled_on": "2024-01-03"}
    answer = api.post("/api/v1/patients/", said | {"demographics": {"birth": "1945-07-14"}})
    assert answer.status_code == 400
    assert "the day of birth is kept with the name" in str(answer.json()["errors"])
    assert api.post("/api/v1/patients/", said | {"demographics": {"birth": "1945"}}).status_code == 201


def test_a_year_that_contradicts_the_day_kept_with_the_name_is_refused(cast: Cast) -> None:
    person = Demographics.objects.get(patient=cast.stable, retracted_at=None)
    span = {"birth_first": date(1946, 1, 1), "birth_last": date(1946, 12, 31), "birth_precision": "year"}
    with pytest.raises(Exception, match="another day of birth is kept with the name"):
        amend_fact(cast.nurse, person, changes=span, reason="as told", now=cast.now)
    day = {"birth_first": date(1946, 3, 1), "birth_last": date(1946, 3, 1), "birth_precision": "day"}
    amend_fact(cast.nurse, person, changes=day, reason="as told", now=cast.now)
    assert Identity.objects.get(patient=cast.stable).birth_date == date(1946, 3, 1)
    check(cast.stable)


@pytest.mark.parametrize("load", [loading.load, bulk.load])
def test_a_demonstration_keeps_day_and_year_apart_by_either_road(db: None, load: Any) -> None:
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    house = open_house(centres=1, now=now)
    stories = list(simulate(patients=6, centres=[*house.centres][:1], seed=3, until=now.date()))
    assert sum(load(stories, house, now=now))
    for patient in Patient.objects.all():
        check(patient)
    assert Demographics.objects.count() == Identity.objects.exclude(birth_date=None).count() == len(stories)


def test_an_age_says_both_years_that_the_year_of_birth_allows() -> None:
    year = Day(date(1945, 1, 1), date(1945, 12, 31), "year")
    assert ages(year, date(2026, 7, 1)) == (80, 81)
    assert ages(year, date(2026, 12, 31)) == (81, 81)
    assert ages(Day(date(1945, 1, 1), date(1945, 12, 31), "nominal"), date(2026, 7, 1)) is None
    assert ages(None, date(2026, 7, 1)) is None


@given(born=st.dates(date(1906, 1, 1), date(2026, 1, 1)), on=st.dates(date(2020, 1, 1), date(2026, 12, 31)))
@example(born=date(1956, 11, 23), on=date(2026, 11, 23))
def test_the_export_puts_a_patient_in_the_band_of_the_age_on_the_page(born: date, on: date) -> None:
    """Seen: counted in days of 365.25 a year, whoever was 70 today was still "65 to 69"."""
    assume(born <= on)
    years = ages(Day.exactly(born), on)
    assert years is not None
    low, _, high = age_band(Day.exactly(on), Day.exactly(born)).rstrip("+").partition(" to ")
    assert years[0] == years[1]
    assert int(low) <= years[0] <= int(high or OLDEST_YEARS)

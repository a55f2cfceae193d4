"""A mistyped date is refused with a sentence on every page and at every address of the API, and nothing is written."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from api.rest.kinds import APPOINTMENTS, CONTACTS, EXAMS, OTHERS, Kind
from api.rest.values import Day, PartialDate
from registry.fields import CodedField
from registry.models import Identity, Patient, PatientFact
from surveillance.deeds.enrol import enrol
from surveillance.forms.facts import KINDS as FORMS
from tests.api.samples import SAMPLES
from tests.cast import Cast
from tests.pages.addresses import addresses
from tests.pages.conftest import fields_of
from tests.pages.exam.test_exam import refusals

DIGITS = "9" * 20
ABSURD = ("0001-01-01", "1899-12-31", "9998-12-31", "9999-12-31", f"{DIGITS}-01-01", f"2026-01-{DIGITS}",
          f"2026-01-{'9' * 29}", f"2026-{DIGITS}-01", f"2026-{'9' * 12}-01", DIGITS)  # fmt: skip
VAGUE = ("1899", "9999", "9999-12")  # where a year or a month is enough
SPANS = ("2026-01-01/9999-12-30", "2026-01-01/9999-12-31", "1899-12-31/2026-01-01", "0001-01-01/9999-12-31")
PASSWORD = "a long sentence to sign with"
WHY = {"why_changed": "read again"}
UNDATED = ("lesion", "owner")  # no date is asked for


def chosen(model: type[PatientFact]) -> dict[str, str]:
    """The first of every code that a form of a new kind asks for."""
    fields = [field for field in model._meta.concrete_fields if isinstance(field, CodedField)]
    return {f.name: f.terms[0].code for f in fields if f.required and not f.name.endswith("precision")}


FACTS: dict[str, dict[str, str]] = {
    "event": {"kind": "tia"},
    "condition": {"kind": "dialysis", "status": "present"},
    "treatment": {"kind": "anticoagulation_af"},
    "visit": {},
    "lab": {"kind": "creatinine", "value": "88", "unit": "umol/L"},
    "form": {"form": "ccma"},
    "brief": {"sts_percent": "4.2"},
    "answer": {"question": "tumour", "answer": "no", "basis": "CMR"},
    "plan": {"kind": "date", "reason": "asked"},
    "closure": {"reason": "transferred"},
    "person": WHY,
}
FACTS |= {kind.code: chosen(kind.model) for kind in FORMS.values() if kind.adds and kind.code not in {*FACTS, *UNDATED}}
PAGES: dict[str, dict[str, str]] = {
    "enrol": {"study_id": "RMP-0099", "family_name": "Verdi"},
    "identity": {},
    "exam-new": {},
    "exam": WHY,
    "schedule": {"reason": "as agreed"},
    "appointment": {"move": "1", "reason": "as agreed"},
    "contact": {"outcome": "no_answer", "way": "phone"},
    "team answer": {"deed": "answer", "answer-question": "tumour", "answer-answer": "no", "answer-basis": "CMR"},
    "team decide": {"deed": "decide", "decision-password": PASSWORD}
    | {f"decision-{name}": "as said" for name in ("question", "decision", "reason", "present")},
    "fact": WHY,
    "alert act": {"answer": "act", "reason": "CT"},
    "alert watch": {"answer": "watch", "reason": "stable so far"},
} | {f"fact-new {kind}": typed for kind, typed in FACTS.items()}
ONE_DAY_OF = {
    "alert act": {"next_on"},
    "alert watch": {"until"},
    "team answer": {"answer-on*"},
    "team decide": {"decision-on*", "decision-next_on"},
}  # an answer takes the one day that belongs to it
KINDS = (EXAMS, APPOINTMENTS, CONTACTS, *OTHERS)
FIELDS = [
    (kind, name) for kind in KINDS if not kind.signed for name, field in kind.new().fields.items()
    if isinstance(field, Day | PartialDate) and not field.read_only
]  # fmt: skip


def everything() -> list[Any]:
    """All that people can have written."""
    written = [model for model in apps.get_models() if issubclass(model, PatientFact | Patient | Identity)]
    return [list(model.objects.order_by("pk").values()) for model in written]


def page_of(cast: Cast, name: str) -> tuple[Client, str]:
    """A browser of the cardiologist, who may write everything, and the address of the form."""
    client = Client()
    client.force_login(cast.cardiologist)
    route, _, kind = name.partition(" ")
    if name == "team decide":
        cast.cardiologist.set_password(PASSWORD)
        cast.cardiologist.save()
        client.force_login(cast.cardiologist)
    if route == "fact-new":
        new = reverse("surveillance:fact-new", args=[cast.stable.pk, kind])
        return client, client.get(new).headers.get("Location", new)
    if route == "schedule":  # one who has no booking yet
        return client, reverse("surveillance:schedule", args=[cast.stable.pk])
    return client, addresses(cast)[route]


def dates_of(client: Client, url: str) -> set[str]:
    """The dates that a page asks for: a browser's date input, or the three boxes of a partial date."""
    page = client.get(url).content.decode()
    days = re.findall(r'<input type="date" name="([\w-]+)"', page)
    return {*days, *(f"{box}*" for box in re.findall(r'name="([\w-]+)_year"', page))}


def typed(name: str, text: str) -> dict[str, str]:
    """What a browser sends when `text` is typed into a date; a star marks three boxes."""
    if not name.endswith("*"):
        return {name: text}
    year, month, day = (*text.split("-"), "", "")[:3]
    return {f"{name[:-1]}_{part}": said for part, said in (("year", year), ("month", month), ("day", day))}


def sound(today: date, url: str, name: str) -> dict[str, str]:
    """A date that the field takes: to come where something is planned, else yesterday, or long ago for a birth."""
    if name.startswith("birth"):
        return typed(name, "1944-07-14")
    ahead = name in ("again_on", "next_on", "until", "decision-next_on") or (name == "on" and "contact" not in url)
    return typed(name, (today + timedelta(days=30 if ahead else -1)).isoformat())


@pytest.mark.parametrize("name", PAGES)
def test_a_page_refuses_an_absurd_date_and_writes_nothing(cast: Cast, name: str) -> None:
    client, url = page_of(cast, name)
    dates = ONE_DAY_OF.get(name) or dates_of(client, url)
    form = fields_of(client, url) | PAGES[name]
    for field in dates:
        form |= sound(cast.today, url, field)
    before = everything()
    assert dates
    for field in dates:
        for text in (*ABSURD, *(VAGUE if field.endswith("*") else ())):
            answer = client.post(url, form | typed(field, text))
            assert answer.status_code == 422, (field, text)
            assert len(refusals(answer)) > 40, (field, text)
    assert everything() == before
    assert client.post(url, form).status_code == 302  # it was the date alone
    assert everything() != before


def test_no_page_that_asks_for_a_date_is_forgotten(cast: Cast) -> None:
    kinds = {
        kind for kind in FORMS if kind not in ("contact", "decision") and dates_of(*page_of(cast, f"fact-new {kind}"))
    }
    client = machine(cast.cardiologist)
    asking = {name for name, url in addresses(cast).items() if dates_of(client, url)}
    assert kinds == set(FACTS)
    assert asking | {"schedule"} == {name.partition(" ")[0] for name in PAGES}  # the one booked there hides the form


def machine(user: Any) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client


def refused_by(post: Callable[[str], Any], field: str) -> None:
    """Every absurd date is answered by 400 with a sentence about this field, and nothing is written."""
    before = everything()
    for text in (*ABSURD, *VAGUE, *SPANS):
        answer = post(text)
        assert answer.status_code == 400, (text, answer.content)
        assert len(answer.json()["errors"][field][0]) > 20, (text, answer.content)
    assert everything() == before


@pytest.mark.parametrize(("kind", "field"), FIELDS, ids=lambda said: getattr(said, "path", said))
def test_the_api_refuses_an_absurd_date_and_writes_nothing(cast: Cast, kind: Kind, field: str) -> None:
    nobody = enrol(cast.nurse, cast.rome, study_id="RMP-0050", enrolled_on=date(2025, 1, 1), now=cast.now)
    client, url = machine(cast.cardiologist), f"/api/v1/patients/{nobody.pk}/{kind.path}/"
    refused_by(lambda text: client.post(url, SAMPLES[kind.path] | {field: text}), field)
    assert client.post(url, SAMPLES[kind.path]).status_code == 201


@pytest.mark.parametrize("field", ["enrolled_on", "birth", "birth_date"])
def test_the_api_enrols_nobody_with_an_absurd_date(cast: Cast, field: str) -> None:
    person = {"centre": "RMP", "study_id": "RMP-0099", "enrolled_on": cast.today.isoformat()}
    inner = {"birth": "demographics", "birth_date": "identity"}.get(field)
    rest = {"family_name": "Verdi"} if inner == "identity" else {}

    def post(text: str) -> Any:
        said = {inner: rest | {field: text}} if inner else {field: text}
        answer = machine(cast.nurse).post("/api/v1/patients/", person | said)
        names = answer.json().get("errors", {})
        return names.get(field) or names[f"{inner}.{field}"], answer

    before = everything()
    for text in (*ABSURD, *SPANS, *(("1899", "9999") if field == "birth" else ())):
        said, answer = post(text)
        assert (answer.status_code, len(said[0]) > 20) == (400, True), (text, said)
    assert everything() == before


def test_the_api_takes_no_absurd_day_in_an_answer(cast: Cast) -> None:
    client, url = machine(cast.cardiologist), f"/api/v1/alerts/{cast.growing.alerts.get().pk}/answers/"
    for answer in ("act", "watch", "not_a_problem"):
        said = {"answer": answer, "reason": "x"}
        refused_by(lambda text, said=said: client.post(url, said | {"until": text}), "until")

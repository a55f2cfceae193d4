"""Booking, moving, cancelling and settling a date; noting a contact; all in few steps and only once."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from tests.cast import Cast
from tests.pages.conftest import Browse, fields_of
from tests.pages.exam.test_exam import refusals


def schedule(patient: Any) -> str:
    return f"/patients/{patient.pk}/schedule/"


def contact(patient: Any) -> str:
    return f"/patients/{patient.pk}/contact/"


def booked(patient: Any) -> Any:
    return patient.appointments.get(retracted_at=None)


def test_an_overdue_patient_is_booked_on_the_first_free_clinic_day_with_one_press(cast: Cast, browse: Browse) -> None:
    from surveillance.models import ClinicDay

    full, free = (cast.today + timedelta(days=days) for days in (6, 13))
    ClinicDay.objects.create(centre=cast.rome, on=full, places=0)
    ClinicDay.objects.create(centre=cast.rome, on=free, places=1)
    client = browse("nurse")
    form = fields_of(client, schedule(cast.stable))
    assert form["on"] == free.isoformat()
    assert client.post(schedule(cast.stable), form).status_code == 302
    assert (booked(cast.stable).on, booked(cast.stable).modality) == (free, "TTE")
    assert fields_of(client, schedule(cast.growing))["on"] != free.isoformat()


def test_without_a_clinic_day_the_target_of_the_window_is_filled_in(cast: Cast, browse: Browse) -> None:
    cast.growing.standing.refresh_from_db()
    form = fields_of(browse("nurse"), schedule(cast.growing))
    assert form["on"] == cast.growing.standing.target_on.isoformat()


def test_the_window_says_why_it_is_and_on_which_policy(cast: Cast, browse: Browse) -> None:
    page = browse("nurse").get(schedule(cast.stable)).content.decode()
    last = cast.today - timedelta(days=400)
    assert f"6 to 12 months after the TTE of {last:%d-%b-%Y}" in page
    assert "unsigned default policy" in page


def test_a_day_outside_the_window_needs_a_reason(cast: Cast, browse: Browse) -> None:
    client = browse("nurse")
    early = (cast.today + timedelta(days=1)).isoformat()
    form = fields_of(client, schedule(cast.growing)) | {"on": early}
    refused = client.post(schedule(cast.growing), form)
    assert "lies outside the window" in refusals(refused)
    assert not cast.growing.appointments.exists()
    client.post(schedule(cast.growing), form | {"reason": "patient abroad later"})
    assert booked(cast.growing).reason == "patient abroad later"


def test_a_past_or_impossible_day_is_refused(cast: Cast, browse: Browse) -> None:
    client = browse("nurse")
    form = fields_of(client, schedule(cast.stable))
    for day, said in (
        ((cast.today - timedelta(days=1)).isoformat(), "is past"),
        ("2026-02-31", "not a day in the calendar"),
        ("", "required"),
    ):
        assert said in refusals(client.post(schedule(cast.stable), form | {"on": day})), day
    assert not cast.stable.appointments.exists()


def test_R12_booking_twice_is_one_date(cast: Cast, browse: Browse) -> None:
    client = browse("nurse")
    form = fields_of(client, schedule(cast.stable))
    assert [client.post(schedule(cast.stable), form).status_code for _ in range(2)] == [302, 302]
    assert cast.stable.appointments.count() == 1


def test_a_second_date_is_not_booked_beside_the_first(cast: Cast, browse: Browse) -> None:
    client = browse("nurse")
    first, second = fields_of(client, schedule(cast.stable)), fields_of(client, schedule(cast.stable))
    client.post(schedule(cast.stable), first)
    assert "A date is booked already: move or cancel that one." in refusals(client.post(schedule(cast.stable), second))
    assert b"A date is booked" in client.get(schedule(cast.stable)).content


def test_a_date_is_moved_then_cancelled(cast: Cast, browse: Browse) -> None:
    client = browse("nurse")
    client.post(schedule(cast.stable), fields_of(client, schedule(cast.stable)))
    url = f"/appointments/{booked(cast.stable).lineage}/"
    later = cast.today + timedelta(days=40)
    standing = booked(cast.stable).pk
    client.post(url, {"move": "1", "on": later.isoformat(), "reason": "patient asked", "standing": standing})
    assert booked(cast.stable).on == later
    stale = client.post(url, {"state": "cancelled", "why": "x", "standing": standing}, follow=True)
    assert b"Somebody has changed this date meanwhile" in stale.content
    client.post(url, {"state": "cancelled", "why": "moved away", "standing": booked(cast.stable).pk})
    assert booked(cast.stable).state == "cancelled"


def test_a_date_to_come_is_not_attended(cast: Cast, browse: Browse) -> None:
    client = browse("nurse")
    client.post(schedule(cast.stable), fields_of(client, schedule(cast.stable)))
    url = f"/appointments/{booked(cast.stable).lineage}/"
    assert "is still to come" in refusals(client.post(url, {"state": "attended", "standing": booked(cast.stable).pk}))


def test_a_date_of_today_is_attended_and_the_report_awaited(cast: Cast, browse: Browse) -> None:
    client = browse("nurse")
    client.post(schedule(cast.stable), fields_of(client, schedule(cast.stable)) | {"on": cast.today.isoformat()})
    url = f"/appointments/{booked(cast.stable).lineage}/"
    assert re.search(rb'name="state" value="attended"', client.get(url).content)
    client.post(url, {"state": "attended", "standing": booked(cast.stable).pk})
    cast.stable.standing.refresh_from_db()
    assert cast.stable.standing.status == "report_awaited"


def test_no_answer_is_one_press_on_the_contact_page(cast: Cast, browse: Browse) -> None:
    client = browse("nurse")
    page = client.get(contact(cast.stable)).content.decode()
    first = re.search(r"<button[^>]*>", page[page.index("By phone, today") :]).group(0)  # type: ignore[union-attr]
    assert 'value="no_answer"' in first
    assert "autofocus" in first
    token = re.search(r'name="token" value="([^"]+)"', page).group(1)  # type: ignore[union-attr]
    answer = client.post(contact(cast.stable), {"outcome": "no_answer", "token": token, "back": "/?view=overdue"})
    assert answer["Location"] == "/?view=overdue"
    noted = cast.stable.contacts.get()
    assert (noted.outcome, noted.way, noted.on) == ("no_answer", "phone", cast.today)
    client.post(contact(cast.stable), {"outcome": "no_answer", "token": token})
    assert cast.stable.contacts.count() == 1


def test_one_form_with_other_contents_is_refused_rather_than_lost(cast: Cast, browse: Browse) -> None:
    client = browse("nurse")
    form = fields_of(client, contact(cast.stable)) | {"outcome": "letter_sent", "way": "letter"}
    client.post(contact(cast.stable), form)
    answer = client.post(contact(cast.stable), form | {"outcome": "agreed"})
    assert "This form was saved before with other values." in refusals(answer)


def test_a_contact_in_the_future_is_refused(cast: Cast, browse: Browse) -> None:
    client = browse("nurse")
    form = fields_of(client, contact(cast.stable)) | {"outcome": "agreed", "on": date(2199, 1, 1).isoformat()}
    assert "01-Jan-2199 lies in the future" in refusals(client.post(contact(cast.stable), form))
    assert not cast.stable.contacts.exists()


def test_a_death_told_by_phone_leads_to_the_end_of_surveillance(cast: Cast, browse: Browse) -> None:
    client = browse("nurse")
    form = fields_of(client, contact(cast.stable)) | {"outcome": "died"}
    answer = client.post(contact(cast.stable), form, follow=True)
    assert "End of surveillance" in answer.content.decode()
    assert answer.redirect_chain[-1][0] == f"/patients/{cast.stable.pk}/"


def test_a_contact_before_birth_is_refused(cast: Cast, browse: Browse) -> None:
    client = browse("nurse")
    form = fields_of(client, contact(cast.stable)) | {"outcome": "letter_sent", "way": "letter", "on": "1944-01-01"}
    said = client.post(contact(cast.stable), form).content.decode()
    assert "01-Jan-1944 is before the patient was born (14-Jul-1945" in said
    assert not cast.stable.contacts.exists()

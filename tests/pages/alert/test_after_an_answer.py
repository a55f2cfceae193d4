"""What an answered card leaves: a dated task, a reported error, a finding that is still true; and a card left empty."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest

from registry.models import Exam
from surveillance.deeds.answer import settle_alert
from surveillance.deeds.record import record_fact, retract_exam
from surveillance.models import ClinicDay
from tests.cast import Cast, scan
from tests.pages.alert.test_alert import address, card
from tests.pages.conftest import Browse, fields_of
from tests.pages.exam.test_exam import refusals
from tests.pages.follow_up.test_booking import booked, schedule

TASK = "Data error reported on R1 Rupture by Anna Conti, cardiologist, “wrong patient on the trolley”"


def answer(cast: Cast, patient: Any, verb: str, reason: str = "seen", until: date | None = None) -> None:
    settle_alert(cast.cardiologist, card(patient), answer=verb, reason=reason, until=until, now=cast.now)


def text_of(browse: Browse, url: str, who: str = "nurse") -> str:
    page = browse(who).get(url).content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def page_of(browse: Browse, patient: Any) -> str:
    return text_of(browse, f"/patients/{patient.pk}/")


def between(text: str, start: str, end: str) -> str:
    return text[text.index(start) : text.index(end)]


def test_a_watched_alert_stands_in_the_next_follow_up_and_is_booked_about_its_day_without_a_reason(
    cast: Cast, browse: Browse
) -> None:
    until = cast.today + timedelta(days=30)
    answer(cast, cast.growing, "watch", until=until)
    for page in (page_of(browse, cast.growing), text_of(browse, schedule(cast.growing))):
        assert f"Watched until {until:%d-%b-%Y}" in page
        assert f"Alert watched until {until:%d-%b-%Y}: Mass growing" in page
        assert "An exam up to about that day needs no reason" in page
        assert "Not before" not in page
    client = browse("nurse")
    form = fields_of(client, schedule(cast.growing))
    assert form["on"] == until.isoformat()
    assert client.post(schedule(cast.growing), form).status_code == 302
    assert booked(cast.growing).reason == ""


def test_the_free_clinic_day_nearest_to_the_end_of_the_watch_is_filled_in(cast: Cast, browse: Browse) -> None:
    answer(cast, cast.growing, "watch", until=cast.today + timedelta(days=30))
    for days in (10, 25, 33, 38):
        ClinicDay.objects.create(centre=cast.rome, on=cast.today + timedelta(days=days))
    filled = fields_of(browse("nurse"), schedule(cast.growing))["on"]
    assert filled == (cast.today + timedelta(days=33)).isoformat()


def test_a_watch_that_ends_inside_the_window_leaves_the_proposal_of_the_window(cast: Cast, browse: Browse) -> None:
    standing = cast.growing.standing
    answer(cast, cast.growing, "watch", until=standing.earliest_on + timedelta(days=20))
    assert fields_of(browse("nurse"), schedule(cast.growing))["on"] == standing.target_on.isoformat()
    assert "needs no reason" not in text_of(browse, schedule(cast.growing))


@pytest.mark.parametrize("verb", ["watch", "not_a_problem", "data_error"])
def test_a_day_typed_for_the_next_exam_is_refused_with_any_answer_but_act(
    cast: Cast, browse: Browse, verb: str
) -> None:
    client, url = browse("cardiologist"), address(cast.growing)
    typed = {"answer": verb, "reason": "TOE", "next_on": (cast.today + timedelta(days=9)).isoformat()}
    assert "This day belongs to “Act” and would be lost." in refusals(client.post(url, fields_of(client, url) | typed))
    assert card(cast.growing).state == "open"


def test_a_day_typed_for_watching_is_refused_with_any_other_answer(cast: Cast, browse: Browse) -> None:
    client, url = browse("cardiologist"), address(cast.growing)
    typed = {"answer": "act", "reason": "TOE", "until": (cast.today + timedelta(days=9)).isoformat()}
    refused = client.post(url, fields_of(client, url) | typed)
    assert "This day belongs to “Watch until” and would be lost." in refusals(refused)
    proposed = re.search(r'name="initial-until" value="([^"]+)"', refused.content.decode())
    assert proposed is not None
    assert proposed.group(1) == fields_of(client, url)["until"]


def test_a_reported_data_error_is_a_task_until_the_fact_is_corrected(cast: Cast, browse: Browse) -> None:
    assert "Data error" not in page_of(browse, cast.ruptured)
    answer(cast, cast.ruptured, "data_error", "wrong patient on the trolley")
    page = page_of(browse, cast.ruptured)
    assert TASK in between(page, "Notes and tasks", "Answers")
    client, exam = browse("nurse"), Exam.objects.live().get(patient=cast.ruptured)
    url = f"/patients/{cast.ruptured.pk}/exams/{exam.lineage}/"
    client.post(url, fields_of(client, url) | {"quality": "adequate", "why_changed": "compared with the report"})
    assert TASK not in page_of(browse, cast.ruptured)


def test_a_reported_data_error_ends_with_its_signal_or_another_answer(cast: Cast, browse: Browse) -> None:
    answer(cast, cast.ruptured, "data_error", "wrong patient on the trolley")
    exam = Exam.objects.live().get(patient=cast.ruptured)
    retract_exam(cast.nurse, exam, reason="wrong patient", now=cast.now)
    assert TASK not in page_of(browse, cast.ruptured)
    answer(cast, cast.growing, "data_error", "sizes of another reader")
    assert "Data error reported on G1" in page_of(browse, cast.growing)


def test_an_answered_finding_that_still_holds_has_a_list_of_its_own(cast: Cast, browse: Browse) -> None:
    answer(cast, cast.ruptured, "act", "TOE and Heart Team today")
    page = page_of(browse, cast.ruptured)
    assert "S4 R1 Rupture" in between(page, "Answered, still true", "Answers ")
    notes = between(page, "Notes and tasks", "Answers ") if "Notes and tasks" in page else ""
    assert "S4" not in notes


def test_a_card_whose_evidence_was_taken_back_says_so_wherever_it_stands(cast: Cast, browse: Browse) -> None:
    exam = scan(cast.nurse, cast.stable, cast.today, 20, cast.now, present=["mobile_element"])
    retract_exam(cast.nurse, exam, reason="wrong patient", now=cast.now)
    for url in ("/alerts/", f"/patients/{cast.stable.pk}/", address(cast.stable)):
        assert "Its evidence was taken back; waits for an answer." in text_of(browse, url, "cardiologist"), url
    answer(cast, cast.stable, "not_a_problem", "wrong patient")
    assert "taken back; waits" not in text_of(browse, address(cast.stable))


def test_an_answer_with_a_day_is_said_once(cast: Cast, browse: Browse) -> None:
    until, soon = cast.today + timedelta(days=60), cast.today + timedelta(days=2)
    answer(cast, cast.growing, "watch", until=until)
    answer(cast, cast.ruptured, "act", "TOE", until=soon)
    for url in (address(cast.growing), f"/patients/{cast.growing.pk}/"):
        assert f"Watch until {until:%d-%b-%Y}" in text_of(browse, url)
    page = page_of(browse, cast.ruptured)
    assert f"Act, next exam on {soon:%d-%b-%Y}" in page
    assert f"the date set by a clinician for this patient on {cast.today:%d-%b-%Y}" in page


def test_a_dead_patient_is_listed_under_a_heading_with_the_end_of_surveillance(cast: Cast, browse: Browse) -> None:
    from registry.models import Closure

    values = {"reason": "died", "on_first": cast.today, "on_last": cast.today, "precision": "day"}
    record_fact(cast.nurse, Closure, cast.stable, values=values, now=cast.now)
    page = text_of(browse, "/trajectories/")
    assert f"Surveillance ended: died, {cast.today:%d-%b-%Y}" in page
    assert page.count("Surveillance ended") == 1

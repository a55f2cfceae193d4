"""The inbox and the page of one alert: why it stands, and the four answers."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.cast import Cast, scan
from tests.pages.conftest import Browse, fields_of
from tests.pages.exam.test_exam import refusals

TELEPHONE = b"Telephone the on-call cardiologist now; this system is not an emergency service."


def card(patient: Any) -> Any:
    return patient.alerts.get()


def address(patient: Any) -> str:
    return f"/alerts/{card(patient).pk}/"


def test_the_inbox_shows_the_most_severe_card_first_with_the_time_allowed(cast: Cast, browse: Browse) -> None:
    page = browse("cardiologist").get("/alerts/").content.decode()
    assert re.findall(r'data-severity="(S\d)"', page) == ["S4", "S2"]
    assert "S4 same day" in page
    assert "S2 within 30 days" in page
    assert page.index("GRECO, Ida") < page.index("ROSSI, Carla")
    assert "BIANCHI" not in page  # overdue is a task of the nurse, not an alert


def test_the_detail_says_everything_the_alert_rests_on(cast: Cast, browse: Browse) -> None:
    page = browse("cardiologist").get(address(cast.growing)).content.decode()
    for said in (
        "G1",
        "mm/y",
        "version 1",
        "unsigned default policy",
        "Against",
        "Evidence",
        "no published cut-off",
        "Source",
        'figure class="chart"',
    ):
        assert said in page, said
    assert f'href="/patients/{cast.growing.pk}/#exam-' in page


def test_a_rule_that_speaks_twice_gives_its_source_once(cast: Cast, browse: Browse) -> None:
    scan(cast.nurse, cast.ruptured, cast.today, 22, cast.now, present=["flow_into_core", "capsule_defect"])
    page = browse("cardiologist").get(address(cast.ruptured)).content.decode()
    assert page.count("> R1 Rupture") == 2
    assert page.count("<dt>Source</dt>") == 1
    assert "evidence of </dd>" not in page


def test_a_live_rupture_says_to_telephone_until_it_is_answered(cast: Cast, browse: Browse) -> None:
    client, patient_page = browse("cardiologist"), f"/patients/{cast.ruptured.pk}/"
    assert TELEPHONE in client.get(address(cast.ruptured)).content
    assert TELEPHONE in client.get(patient_page).content
    client.post(address(cast.ruptured), {"answer": "act", "reason": "TOE and CT today, Heart Team told"})
    assert TELEPHONE not in client.get(patient_page).content


def test_an_S4_needs_a_reason_for_every_answer(cast: Cast, browse: Browse) -> None:
    answer = browse("cardiologist").post(address(cast.ruptured), {"answer": "act", "reason": ""})
    assert "This answer needs a reason." in refusals(answer)
    watched = {"answer": "watch", "until": (cast.today + timedelta(days=3)).isoformat()}
    assert "Say why. This answer needs a reason." in refusals(
        browse("cardiologist").post(address(cast.ruptured), watched)
    )
    assert card(cast.ruptured).state == "open"


@pytest.mark.parametrize("verb", ["not_a_problem", "data_error"])
def test_dismissing_needs_a_reason(cast: Cast, browse: Browse, verb: str) -> None:
    client = browse("cardiologist")
    assert "needs a reason" in refusals(client.post(address(cast.growing), {"answer": verb}))
    assert client.post(address(cast.growing), {"answer": verb, "reason": "reader changed"}).status_code == 302
    assert card(cast.growing).state == "closed"
    assert card(cast.growing).answers.get().reason == "reader changed"


def test_watching_needs_a_day_to_come_and_one_is_filled_in(cast: Cast, browse: Browse) -> None:
    client, url = browse("cardiologist"), address(cast.growing)
    filled = re.search(r'name="until" value="([^"]+)"', client.get(url).content.decode()).group(1)  # type: ignore[union-attr]
    assert filled > cast.today.isoformat()
    refused = client.post(url, {"answer": "watch", "until": cast.today.isoformat()})
    assert "Choose a day after today." in refusals(refused)
    refused = client.post(url, {"answer": "watch", "until": "2199-01-01"})
    assert "at the latest for S2" in refusals(refused)
    client.post(url, {"answer": "watch", "until": filled})
    assert card(cast.growing).state == "watching"
    assert "ROSSI, Carla" in client.get("/alerts/?state=watching").content.decode()
    assert "ROSSI, Carla" not in client.get("/alerts/").content.decode()


def test_an_act_sets_a_plan_only_with_its_own_day_never_with_the_day_filled_in_for_watching(
    cast: Cast, browse: Browse
) -> None:
    client, url = browse("cardiologist"), address(cast.growing)
    client.post(url, fields_of(client, url) | {"answer": "act", "reason": "TOE ordered"})
    assert not cast.growing.followupplans.exists()
    url, soon = address(cast.ruptured), cast.today + timedelta(days=2)
    filled = fields_of(client, url) | {"answer": "act", "reason": "TOE and Heart Team", "next_on": soon.isoformat()}
    client.post(url, filled)
    assert cast.ruptured.followupplans.get().on == soon
    assert "Anna Conti: TOE and Heart Team" in client.get(f"/patients/{cast.ruptured.pk}/").content.decode()


def test_no_answer_chosen_or_an_invented_one_is_refused(cast: Cast, browse: Browse) -> None:
    client = browse("cardiologist")
    assert "Choose one of the four answers." in refusals(client.post(address(cast.growing), {}))
    assert "operate" in refusals(client.post(address(cast.growing), {"answer": "operate"}))
    assert card(cast.growing).state == "open"


def test_a_nurse_reads_an_alert_but_does_not_answer_it(cast: Cast, browse: Browse) -> None:
    client = browse("nurse")
    assert b'name="answer"' not in client.get(address(cast.growing)).content
    assert client.post(address(cast.growing), {"answer": "act"}).status_code == 403
    assert card(cast.growing).state == "open"


def test_answering_what_is_answered_says_so_and_changes_nothing(cast: Cast, browse: Browse) -> None:
    client, url = browse("cardiologist"), address(cast.growing)
    client.post(url, {"answer": "act", "reason": "TOE ordered"})
    again = client.post(url, {"answer": "not_a_problem", "reason": "x"}, follow=True)
    assert b"answered meanwhile" in again.content
    assert card(cast.growing).answers.count() == 1


def test_the_history_keeps_steps_and_answers_in_order(cast: Cast, browse: Browse) -> None:
    client, url = browse("cardiologist"), address(cast.growing)
    client.post(
        url, {"answer": "watch", "until": (cast.today + timedelta(days=90)).isoformat(), "reason": "one more TTE"}
    )
    page = client.get(url).content.decode()
    told = page[page.index("<h2>History") :]
    assert told.index("G1 raised") < told.index("Watch until")
    assert "Anna Conti: one more TTE" in told


def test_a_card_that_comes_back_after_an_answer_says_again(cast: Cast, browse: Browse) -> None:
    client = browse("cardiologist")
    client.post(address(cast.growing), {"answer": "act", "reason": "TOE ordered"})
    scan(cast.nurse, cast.growing, cast.today, 25, cast.now, present=["mobile_element"])
    assert ">again<" in client.get("/alerts/").content.decode()

"""The agenda of the Heart Team: the right people in the right groups, nobody of another centre, paging."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from registry.models import Closure, Condition, Decision, Lesion, Staff, TeamBrief, Treatment, Visit
from surveillance.deeds.answer import settle_alert
from surveillance.deeds.deed import without_review
from surveillance.deeds.record import record_fact
from surveillance.models import FollowUpPlan
from tests.cast import Cast, centre, patient, scan
from tests.pages.conftest import Browse

GROUP = re.compile(r'aria-labelledby="g-(\w+)"(.*?)</section>', re.DOTALL)
NAME = re.compile(r'<a data-main href="([^"]+)">([^<]+)</a>')


def groups(client: Client, query: str = "") -> dict[str, list[str]]:
    """The names in each group of the page."""
    page = client.get(f"/heart-team/{query}").content.decode()
    return {code: [name for _url, name in NAME.findall(part)] for code, part in GROUP.findall(page)}


def record(cast: Cast, model: Any, whom: Any, days: int = 0, **values: Any) -> Any:
    day = cast.today - timedelta(days=days)
    dated = {"on_first": day, "on_last": day, "precision": "day"}
    return record_fact(cast.cardiologist, model, whom, values=dated | values, now=cast.now).fact


def decide(cast: Cast, whom: Any, intended: str, days: int = 0, **more: Any) -> Any:
    values = {"question": "Operate?", "decision": "As the team said", "intended": intended} | more
    return record(cast, Decision, whom, days, **values)


def test_a_rupture_without_a_decision_is_to_be_discussed_and_leads_to_the_page_of_the_meeting(
    cast: Cast, browse: Browse
) -> None:
    client = browse("nurse")
    assert groups(client) == {"discuss": ["GRECO, Ida"], "undone": [], "watch": []}
    page = client.get("/heart-team/").content.decode()
    assert NAME.findall(page) == [(f"/patients/{cast.ruptured.pk}/heart-team/", "GRECO, Ida")]
    assert "3 days" in page


def test_a_decided_operation_waits_until_it_is_done(cast: Cast, browse: Browse) -> None:
    client = browse("cardiologist")
    decide(cast, cast.ruptured, "replacement", urgency="urgent")
    assert groups(client) == {"discuss": [], "undone": ["GRECO, Ida"], "watch": []}
    page = client.get("/heart-team/").content.decode()
    assert f"{cast.today + timedelta(days=7):%d-%b-%Y}" in page
    assert "7 days left" in page
    record(cast, Treatment, cast.ruptured, kind="replacement")
    assert groups(client) == {"discuss": [], "undone": [], "watch": []}


@pytest.mark.parametrize("sign", ["implantation", "condition", "paced ECG"])
def test_a_pacemaker_is_no_longer_awaited_however_it_is_told(cast: Cast, browse: Browse, sign: str) -> None:
    """The list reads the signs that the page reads, and a pacemaker settles nothing else."""
    decide(cast, cast.ruptured, "pacemaker", days=2)
    assert groups(browse("nurse")) == {"discuss": ["GRECO, Ida"], "undone": ["GRECO, Ida"], "watch": []}
    if sign == "implantation":
        record(cast, Treatment, cast.ruptured, days=1, kind="pacemaker")
    elif sign == "paced ECG":
        record(cast, Visit, cast.ruptured, rhythm="paced")
    else:
        day = cast.today - timedelta(days=1)
        since = {"since_first": day, "since_last": day, "since_precision": "day"}
        values = {"kind": "pacemaker", "status": "present", **since}
        record_fact(cast.cardiologist, Condition, cast.ruptured, values=values, now=cast.now)
    assert groups(browse("nurse")) == {"discuss": ["GRECO, Ida"], "undone": [], "watch": []}


def test_a_decision_on_the_other_lesion_leaves_the_ruptured_one_on_the_agenda(cast: Cast, browse: Browse) -> None:
    broken, other = cast.ruptured.lesions.get(), Lesion.objects.create(patient=cast.ruptured, number=2)
    record(cast, Treatment, cast.ruptured, kind="excision", lesion=other)
    assert groups(browse("nurse"))["discuss"] == ["GRECO, Ida"]
    decide(cast, cast.ruptured, "surveillance", lesion=other)
    assert groups(browse("nurse"))["discuss"] == ["GRECO, Ida"]
    decide(cast, cast.ruptured, "surveillance", lesion=broken)
    assert groups(browse("nurse"))["discuss"] == []


def test_an_operation_that_is_late_says_by_how_many_days(cast: Cast, browse: Browse) -> None:
    decide(cast, cast.growing, "replacement", days=20, urgency="urgent")
    assert "late by 13 days" in browse("nurse").get("/heart-team/").content.decode()


def test_a_watched_patient_shows_when_the_next_exam_is_due(cast: Cast, browse: Browse) -> None:
    decide(cast, cast.ruptured, "surveillance")
    on = cast.today + timedelta(days=77)
    plan = {"kind": "date", "on": on, "set_on": cast.today, "reason": "Heart Team"}
    record_fact(cast.cardiologist, FollowUpPlan, cast.ruptured, values=plan, now=cast.now)
    assert groups(browse("nurse"))["watch"] == ["GRECO, Ida"]
    cast.ruptured.standing.refresh_from_db()
    shown = cast.ruptured.standing.latest_on
    assert f"{shown:%d-%b-%Y}" in browse("nurse").get("/heart-team/").content.decode()


def test_a_brief_and_an_act_that_names_the_team_send_a_patient(cast: Cast, browse: Browse) -> None:
    record(cast, TeamBrief, cast.stable, days=4, frailty=5.0)
    card = cast.growing.alerts.get()
    settle_alert(cast.cardiologist, card, answer="act", reason="Heart-Team asked for", now=cast.now)
    found = groups(browse("nurse"))["discuss"]
    assert sorted(found) == ["BIANCHI, Lucia", "GRECO, Ida", "ROSSI, Carla"]
    assert found[0] == "GRECO, Ida"  # the gravest first
    assert "Heart-Team asked for" in browse("nurse").get("/heart-team/").content.decode()


def test_an_act_that_does_not_name_the_team_sends_nobody(cast: Cast, browse: Browse) -> None:
    card = cast.growing.alerts.get()
    settle_alert(cast.cardiologist, card, answer="act", reason="TOE booked", now=cast.now)
    assert groups(browse("nurse"))["discuss"] == ["GRECO, Ida"]


def test_a_finding_that_was_answered_as_no_problem_asks_for_no_meeting(cast: Cast, browse: Browse) -> None:
    card = cast.ruptured.alerts.get()
    settle_alert(cast.cardiologist, card, answer="data_error", reason="another patient", now=cast.now)
    assert groups(browse("nurse"))["discuss"] == []


def test_nobody_whose_surveillance_ended_is_on_the_agenda(cast: Cast, browse: Browse) -> None:
    record(cast, Closure, cast.ruptured, reason="died")
    assert groups(browse("nurse")) == {"discuss": [], "undone": [], "watch": []}


def test_another_centre_sees_nobody_and_a_traveller_chooses(cast: Cast, browse: Browse) -> None:
    assert groups(browse("stranger")) == {"discuss": [], "undone": [], "watch": []}
    assert groups(browse("stranger"), "?centre=RMP")["discuss"] == []
    assert groups(browse("traveller"))["discuss"] == ["GRECO, Ida"]
    assert groups(browse("traveller"), "?centre=MIP")["discuss"] == []


@pytest.mark.parametrize("who", ["researcher"])
def test_who_sees_no_patients_sees_no_agenda(cast: Cast, browse: Browse, who: str) -> None:
    assert browse(who).get("/heart-team/").status_code == 403


def test_a_group_is_shown_in_pages_of_25(cast: Cast, browse: Browse) -> None:
    with without_review():
        for number in range(40, 70):
            whom = patient(cast.nurse, cast.rome, f"RMP-{number:04d}", f"Fam{number}, Ada", cast.now)
            record(cast, TeamBrief, whom, frailty=5.0)
            scan(cast.nurse, whom, cast.today, 20, cast.now)
    from surveillance.review import sweep

    sweep.run(as_of=None, now=cast.now, full=True)
    client = browse("nurse")
    assert len(groups(client)["discuss"]) == 12
    assert b"All 31: To be discussed" in client.get("/heart-team/").content
    first, second = (groups(client, f"?group=discuss&page={n}")["discuss"] for n in (1, 2))
    assert (len(first), len(second)) == (25, 6)
    assert not set(first) & set(second)


def test_the_menu_leads_here(cast: Cast, browse: Browse) -> None:
    assert b'href="/heart-team/"' in browse("nurse").get("/?view=all").content


def test_an_answer_is_of_the_day_of_the_patients_own_centre(cast: Cast, browse: Browse) -> None:
    """Seen: whoever works at two centres was shown the days of the first; a decision of the day before settled it."""
    far = centre("AAA", "Honolulu")  # the first in the list; eleven hours behind Rome
    far.time_zone = "Pacific/Honolulu"
    far.save()
    Staff.objects.create(user=cast.nurse, centre=far, role="nurse")
    late = cast.now.replace(hour=8)
    settle_alert(cast.cardiologist, cast.growing.alerts.get(), answer="act", reason="Heart Team asked for", now=late)
    decide(cast, cast.growing, "replacement", days=1)
    assert "ROSSI, Carla" in groups(browse("nurse"))["discuss"]

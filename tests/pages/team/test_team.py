"""The Heart-Team page: who reads, who answers, who signs, and what it says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from registry.models import Decision, TeamAnswer, TeamBrief
from surveillance.deeds.record import record_fact
from surveillance.models import FollowUpPlan
from surveillance.pages.team.brief import links
from tests.cast import Cast
from tests.pages.conftest import Browse, fields_of

PASSWORD = "a long sentence to sign with"


@pytest.fixture(autouse=True)
def _can_sign(cast: Cast) -> None:
    cast.cardiologist.set_password(PASSWORD)
    cast.cardiologist.save()


def url(cast: Cast) -> str:
    return f"/patients/{cast.ruptured.pk}/heart-team/"


def decision(cast: Cast, browse: Browse, **more: str) -> dict[str, Any]:
    on = cast.today + timedelta(days=30)
    typed = {"question": "Operate?", "decision": "Operate", "intended": "replacement", "urgency": "urgent",
             "reason": "ruptured", "present": "all", "next_on": on.isoformat(), "password": PASSWORD}  # fmt: skip
    sent = fields_of(browse("cardiologist"), url(cast)) | {"deed": "decide"}
    return sent | {f"decision-{name}": value for name, value in (typed | more).items()}


def test_a_nurse_reads_and_neither_answers_nor_signs(cast: Cast, browse: Browse) -> None:
    page = browse("nurse").get(url(cast))
    assert page.status_code == 200
    assert b"decision-password" not in page.content
    assert b"answer-basis" not in page.content
    for deed in ("answer", "decide", "take_back"):
        assert browse("nurse").post(url(cast), {"deed": deed}).status_code == 403


def test_the_page_quotes_both_sentences_on_rupture_and_advises_only_to_discuss(cast: Cast, browse: Browse) -> None:
    page = browse("nurse").get(url(cast)).content.decode()
    assert "needs surgical approach" in page
    assert "Surgical/percutaneous mitral valve replacement/repair" in page
    assert "Discuss surgery urgently in the Heart Team" in page
    assert "special expertise in MAC" in page


def test_an_answer_is_recorded_and_shown_with_who_gave_it(cast: Cast, browse: Browse) -> None:
    client = browse("cardiologist")
    sent = fields_of(client, url(cast)) | {"deed": "answer", "answer-question": "tumour"}
    sent |= {"answer-answer": "no", "answer-basis": "CMR: no perfusion"}
    page = client.post(url(cast), sent, follow=True).content.decode()
    assert TeamAnswer.objects.get().basis == "CMR: no perfusion"
    assert "Anna Conti" in page


def test_the_right_password_signs(cast: Cast, browse: Browse) -> None:
    client = browse("cardiologist")
    page = client.post(url(cast), decision(cast, browse), follow=True).content.decode()
    assert (Decision.objects.count(), FollowUpPlan.objects.count()) == (1, 1)
    assert "to be done" in page


def test_a_form_sent_twice_is_one_decision(cast: Cast, browse: Browse) -> None:
    sent = decision(cast, browse)
    for _ in range(2):
        assert browse("cardiologist").post(url(cast), sent).status_code == 302
    assert (Decision.objects.count(), FollowUpPlan.objects.count()) == (1, 1)


def test_a_wrong_password_signs_nothing_and_does_not_come_back(cast: Cast, browse: Browse) -> None:
    page = browse("cardiologist").post(url(cast), decision(cast, browse, password="not the one"))
    assert (page.status_code, Decision.objects.count()) == (422, 0)
    assert b"This is not your password" in page.content
    assert b"not the one" not in page.content


def test_after_five_wrong_passwords_the_right_one_waits(cast: Cast, browse: Browse) -> None:
    client = browse("cardiologist")
    for _ in range(5):
        client.post(url(cast), decision(cast, browse, password="not the one"))
    page = client.post(url(cast), decision(cast, browse))
    assert (page.status_code, Decision.objects.count()) == (422, 0)
    assert b"too often" in page.content


@pytest.mark.parametrize("more", [{"urgency": ""}, {"intended": "surveillance", "next_on": ""}, {"present": ""}])
def test_what_a_decision_needs_is_asked_for(cast: Cast, browse: Browse, more: dict[str, str]) -> None:
    page = browse("cardiologist").post(url(cast), decision(cast, browse, **more))
    assert (page.status_code, Decision.objects.count()) == (422, 0)


def test_a_decision_is_taken_back_only_signed(cast: Cast, browse: Browse) -> None:
    client = browse("cardiologist")
    client.post(url(cast), decision(cast, browse))
    stands = Decision.objects.get()
    sent = {"deed": "take_back", "back-lineage": str(stands.lineage), "back-why": "wrong patient"}
    assert client.post(url(cast), sent).status_code == 422
    assert client.post(url(cast), sent | {"back-password": PASSWORD}).status_code == 302
    assert not Decision.objects.filter(retracted_at=None).exists()


def test_the_unsigned_forms_lead_here(cast: Cast, browse: Browse) -> None:
    client, base = browse("cardiologist"), f"/patients/{cast.ruptured.pk}/"
    assert client.post(f"{base}facts/decision/new/", {}).headers["Location"] == url(cast)
    client.post(url(cast), decision(cast, browse))
    stands = Decision.objects.get()
    for answer in (client.get, client.post):
        assert answer(f"{base}facts/decision/{stands.lineage}/").headers["Location"].startswith(url(cast))
    assert Decision.objects.get().pk == stands.pk
    assert b"facts/decision/new/" not in client.get(base).content


def test_the_patient_and_the_alert_lead_here(cast: Cast, browse: Browse) -> None:
    assert url(cast) in browse("nurse").get(f"/patients/{cast.ruptured.pk}/").content.decode()
    alert = cast.ruptured.alerts.get()
    assert url(cast) in browse("nurse").get(f"/alerts/{alert.pk}/").content.decode()


def test_only_safe_addresses_without_the_name_become_links() -> None:
    said = "https://pacs.example.org/1\njavascript:alert(1)\nhttps://pacs.example.org/greco-ida\nshelf B"
    found = links(said, ["Greco", "Ida"])
    assert [address for _, address in found] == ["https://pacs.example.org/1", "", "", ""]
    assert "greco" not in str(found).lower()


def test_the_brief_is_shown_with_its_day_and_its_links_are_closed(cast: Cast, browse: Browse) -> None:
    day = {"on_first": cast.today, "on_last": cast.today, "precision": "day"}
    values = day | {"sts_percent": 4.2, "wishes": "to stay at home", "image_links": "https://pacs.example.org/1"}
    record_fact(cast.nurse, TeamBrief, cast.ruptured, values=values, now=cast.now)
    page = browse("nurse").get(url(cast)).content.decode()
    assert "4.2 %" in page
    assert 'href="https://pacs.example.org/1" rel="noopener noreferrer"' in page
    assert "not recorded" in page

"""The patient page: heading with its reasons, chart, follow-up, alerts, risk factors, and who may do what."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from tests.cast import Cast, user
from tests.pages.conftest import Browse, fields_of
from tests.pages.exam.test_exam import refusals


def page_of(browse: Browse, patient: Any, who: str = "nurse") -> str:
    return str(browse(who).get(f"/patients/{patient.pk}/").content.decode())


def add(browse: Browse, patient: Any, fact: str, /, **typed: Any) -> Any:
    """Record a fact through its form."""
    url = f"/patients/{patient.pk}/facts/{fact}/new/"
    client = browse("cardiologist")
    return client.post(url, fields_of(client, url) | typed, follow=True)


def days_ago(cast: Cast, days: int, prefix: str = "on") -> dict[str, int]:
    on = cast.today - timedelta(days=days)
    return {f"{prefix}_day": on.day, f"{prefix}_month": on.month, f"{prefix}_year": on.year}


def test_the_banner_says_who_it_is_in_this_order(cast: Cast, browse: Browse) -> None:
    text = re.sub(r"<[^>]+>", " ", page_of(browse, cast.growing))
    place = [
        text.index(said)
        for said in ("ROSSI, Carla", "Born", "14-Jul-1945", "Gender", "Female", "Hospital No.", "RMP-0002")
    ]
    assert place == sorted(place)


def test_the_banner_tells_present_absent_and_not_recorded_apart(cast: Cast, browse: Browse) -> None:
    assert "Dialysis: not recorded" in page_of(browse, cast.growing)
    add(browse, cast.growing, "condition", kind="dialysis", status="absent")
    assert "Dialysis: no<" in page_of(browse, cast.growing)
    add(browse, cast.growing, "condition", kind="dialysis", status="present", **days_ago(cast, 90, "since"))
    assert re.search(r'<li class="flag present">Dialysis</li>', page_of(browse, cast.growing))


def test_toward_rupture_carries_its_reason_and_the_limit_of_what_is_known(cast: Cast, browse: Browse) -> None:
    page = page_of(browse, cast.growing)
    assert "Toward rupture" in page
    assert "the mass growing" in page
    assert "Features the review associates with rupture; which are high-risk is not determined (§6)." in page
    assert "Features the review" not in page_of(browse, cast.stable)


def test_no_page_gives_a_percentage_of_rupture(cast: Cast, browse: Browse) -> None:
    client = browse("cardiologist")
    for url in ("/trajectories/", f"/patients/{cast.growing.pk}/", f"/patients/{cast.ruptured.pk}/", "/alerts/"):
        text = re.sub(r"<[^>]+>", " ", client.get(url).content.decode())
        assert not re.search(r"%[^.]{0,40}\brupture|\brupture\w*[^.]{0,20}\d+ ?%", text), url


def test_every_exam_is_a_named_link_in_the_chart_and_a_row_below(cast: Cast, browse: Browse) -> None:
    page = page_of(browse, cast.growing)
    marks = set(re.findall(r'class="exam" href="#exam-([^"]+)"', page))
    rows = set(re.findall(r'<tr id="exam-([^"]+)"', page))
    assert marks == rows
    assert len(rows) == 4


def test_risk_factors_are_present_absent_or_not_recorded(cast: Cast, browse: Browse) -> None:
    add(browse, cast.growing, "condition", kind="diabetes", status="absent")
    add(browse, cast.growing, "condition", kind="dialysis", status="present", since_year="2022")
    page = page_of(browse, cast.growing)
    risks = page[page.index('id="risks"') : page.index('id="exams"')]
    assert re.search(r"Haemodialysis</a></dt><dd>since 2022</dd>", risks)
    assert re.search(r"Diabetes</a></dt><dd>absent</dd>", risks)
    assert "Hypertension" in risks[risks.index("Not recorded") :]


def test_a_stroke_recorded_raises_its_alert_at_once(cast: Cast, browse: Browse) -> None:
    answer = add(browse, cast.stable, "event", kind="stroke", **days_ago(cast, 1))
    assert b"1 alert raised: E1" in answer.content
    assert b"Telephone the on-call cardiologist now" in answer.content


def test_an_old_stroke_is_historical_and_no_card(cast: Cast, browse: Browse) -> None:
    answer = add(browse, cast.stable, "event", kind="stroke", **days_ago(cast, 700))
    assert b"Telephone" not in answer.content
    page = page_of(browse, cast.stable)
    assert "E1" in page[page.index("<h3>Historical") :]
    assert "No open alert." in page


def test_closing_surveillance_and_taking_it_up_again(cast: Cast, browse: Browse) -> None:
    add(browse, cast.stable, "closure", reason="discharged", **days_ago(cast, 0))
    cast.stable.standing.refresh_from_db()
    assert cast.stable.standing.status == "closed"
    url = f"/patients/{cast.stable.pk}/facts/closure/{cast.stable.closures.get().lineage}/"
    browse("nurse").post(url, fields_of(browse("nurse"), url) | {"retract": "1", "why_changed": "wants to stay"})
    cast.stable.standing.refresh_from_db()
    assert cast.stable.standing.status == "overdue"


def test_where_only_one_can_stand_the_form_opens_it(cast: Cast, browse: Browse) -> None:
    add(browse, cast.stable, "closure", reason="discharged", **days_ago(cast, 0))
    answer = browse("nurse").get(f"/patients/{cast.stable.pk}/facts/closure/new/")
    assert answer["Location"].endswith(f"/facts/closure/{cast.stable.closures.get().lineage}/")


def test_a_plan_of_the_clinician_moves_the_window(cast: Cast, browse: Browse) -> None:
    typed = {"kind": "interval", "earliest_months": "18", "latest_months": "24", "reason": "stable for years"}
    add(browse, cast.stable, "plan", **typed)
    cast.stable.standing.refresh_from_db()
    assert cast.stable.standing.status != "overdue"
    assert "18 – 24 mo" in page_of(browse, cast.stable)


HALF_PLANS: list[tuple[dict[str, str], str]] = [
    ({"kind": "interval", "earliest_months": "6"}, "An interval needs its earliest and its latest month."),
    ({"kind": "interval", "earliest_months": "12", "latest_months": "6"}, "month (6) is before the earliest (12)."),
    ({"kind": "interval", "earliest_months": "6", "latest_months": "900"}, "must be between 0.5 and 60 months"),
    ({"kind": "date", "on": ""}, "This kind of plan needs its date."),
]


def test_half_a_plan_is_refused(cast: Cast, browse: Browse) -> None:
    for typed, said in HALF_PLANS:
        assert said in refusals(add(browse, cast.stable, "plan", reason="x", **typed)), typed
    assert not cast.stable.followupplans.exists()


def test_only_a_cardiologist_assesses_the_form_and_it_says_by_whom(cast: Cast, browse: Browse) -> None:
    url = f"/patients/{cast.ruptured.pk}/facts/form/new/"
    assert browse("nurse").get(url).status_code == 403
    assert browse("nurse").post(url, {"form": "ccma"}).status_code == 403
    add(browse, cast.ruptured, "form", form="ccma", rupture_answer="ruled_out", **days_ago(cast, 0))
    assessed = cast.ruptured.formassessments.get()
    assert (assessed.by_cardiologist, assessed.lesion.number) == (True, 1)
    cast.ruptured.standing.refresh_from_db()
    assert cast.ruptured.standing.heading != "ruptured"


FACTS: list[tuple[str, dict[str, Any]]] = [
    ("treatment", {"kind": "statin", "on_year": "2025"}),
    ("visit", {"nyha": "2", "pulse": "72", "temperature_c": "36,6", "on_year": "2025"}),
    ("lab", {"kind": "crp", "value": "12,5", "unit": "mg/L", "on_year": "2025"}),
    ("lab", {"kind": "blood_culture", "value": "0", "on_year": "2025"}),
    ("lesion", {"annulus": "posterior", "segments": ["P1", "P2"], "arc_deg": "120"}),
    ("event", {"kind": "sepsis", "organism": "S. aureus", "on_month": "mar", "on_year": "2025"}),
]


def test_every_kind_of_fact_is_recorded_and_shown(cast: Cast, browse: Browse) -> None:
    for kind, typed in FACTS:
        answer = add(browse, cast.growing, kind, **typed)
        assert b"recorded." in answer.content, (kind, refusals(answer))
        assert f"/patients/{cast.growing.pk}/facts/{kind}/" in answer.content.decode().replace(f"{kind}/new/", ""), kind


def test_the_owner_of_the_recall_is_somebody_who_schedules_at_the_centre(cast: Cast, browse: Browse) -> None:
    url = f"/patients/{cast.stable.pk}/facts/owner/new/"
    user("longo", "Leo Longo", (cast.rome, "data_manager"))
    page = browse("nurse").get(url).content.decode()
    assert "Anna Conti" in page
    assert "Elio Neri" not in page  # another centre
    assert "Ugo Riva" not in page  # a researcher sees no patient
    assert "Leo Longo" not in page  # a data manager books nobody
    refused = browse("nurse").post(url, {"owner": str(cast.stranger.pk)})
    assert refused.status_code == 422
    add(browse, cast.stable, "owner", owner=str(cast.cardiologist.pk))
    cast.stable.standing.refresh_from_db()
    assert cast.stable.standing.owner == cast.cardiologist


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("lab", {"kind": "calcium", "value": "240", "unit": "mmol/L", "on_year": "2025"}, "Calcium 240 mmol/L: possible"),
    ("lab", {"kind": "calcium", "value": "-2", "unit": "mmol/L", "on_year": "2025"}, "-2 is negative"),
    ("lab", {"kind": "crp", "value": "12", "unit": "bananas", "on_year": "2025"}, "bananas is not one of"),
    ("lab", {"kind": "blood_culture", "value": "3", "on_year": "2025"}, "Blood culture 3 is not 0 or 1: enter 1"),
    ("condition", {"kind": "dialysis", "since_year": "2020", "until_year": "2019"}, "Until 2019 is before since 2020"),
    ("closure", {"reason": "died", "on_day": "1", "on_month": "1", "on_year": "2020"}, "Died 01-Jan-2020, but TTE is"),
]


def test_nonsense_is_refused_on_the_page_with_a_sentence(cast: Cast, browse: Browse) -> None:
    for kind, typed, said in REFUSED:
        assert said in refusals(add(browse, cast.growing, kind, **typed)), typed


def test_a_positive_blood_culture_is_marked_and_says_to_telephone(cast: Cast, browse: Browse) -> None:
    answer = add(browse, cast.stable, "lab", kind="blood_culture", value="1", **days_ago(cast, 2))
    page = answer.content.decode()
    assert "Telephone the on-call cardiologist now" in page
    assert '<li class="flag present">Sepsis or endocarditis</li>' in page
    assert 'aria-label="Positive blood culture, ' in page


def test_an_event_in_the_future_is_refused_by_its_date(cast: Cast, browse: Browse) -> None:
    answer = add(browse, cast.growing, "event", kind="stroke", on_day="1", on_month="1", on_year="2199")
    assert "01-Jan-2199 lies in the future" in refusals(answer)
    assert not cast.growing.events.exists()


def test_an_unknown_kind_of_fact_is_not_found(cast: Cast, browse: Browse) -> None:
    assert browse("nurse").get(f"/patients/{cast.growing.pk}/facts/horoscope/new/").status_code == 404


def test_a_name_of_markup_is_shown_as_text(cast: Cast, browse: Browse) -> None:
    client, url = browse("nurse"), f"/patients/{cast.growing.pk}/identity/"
    client.post(url, fields_of(client, url) | {"family_name": "<b>Ro</b>"})
    for page in (page_of(browse, cast.growing), client.get("/?view=all").content.decode()):
        assert "<B>RO" not in page
        assert "&lt;B&gt;RO" in page

"""Patients who are not the usual one: two lesions, no name, another language, markup in what people typed."""

from __future__ import annotations

from typing import Any

from tests.cast import Cast
from tests.pages.conftest import Browse, fields_of
from tests.pages.patient.test_patient import page_of


def test_two_lesions_have_a_block_each_and_keep_their_sizes_apart(cast: Cast, browse: Browse) -> None:
    from registry.models import Lesion

    Lesion.objects.create(patient=cast.growing, number=2)
    client, day = browse("nurse"), cast.today
    url = f"/patients/{cast.growing.pk}/exams/new/"
    date = {"on_day": day.day, "on_month": day.month, "on_year": day.year}
    sizes = {"lesion1_mass_long": "25", "lesion2_mass_long": "11", "lesion2_feature_mobile_element": "absent"}
    client.post(url, fields_of(client, url) | date | sizes)
    exam = cast.growing.exams.get(on_first=day)
    found = {(m.lesion.number, m.size_mm) for m in exam.measurements.all()}
    assert found == {(1, 25), (2, 11)}
    assert [f.lesion.number for f in exam.features.all()] == [2]
    url = f"/patients/{cast.growing.pk}/exams/{exam.lineage}/"
    client.post(url, fields_of(client, url) | {"lesion2_mass_long": "12", "why_changed": "read again"})
    now = cast.growing.exams.get(lineage=exam.lineage, retracted_at=None)
    assert {(m.lesion.number, m.size_mm) for m in now.measurements.all()} == {(1, 25), (2, 12)}
    assert "Lesion 2" in client.get(url).content.decode()


def test_a_fact_of_one_of_two_lesions_asks_which(cast: Cast, browse: Browse) -> None:
    from registry.models import Lesion

    second = Lesion.objects.create(patient=cast.growing, number=2)
    client, url = browse("cardiologist"), f"/patients/{cast.growing.pk}/facts/form/new/"
    client.post(url, fields_of(client, url) | {"form": "mac", "on_year": "2025", "lesion": str(second.pk)})
    assert cast.growing.formassessments.get().lesion == second
    stranger = Lesion.objects.get(patient=cast.stable)
    refused = client.post(url, fields_of(client, url) | {"form": "mac", "on_year": "2025", "lesion": str(stranger.pk)})
    assert refused.status_code == 422


def test_a_published_case_has_no_name_and_says_its_source_and_caution(cast: Cast, browse: Browse) -> None:
    from surveillance.deeds.enrol import enrol

    case = enrol(
        cast.nurse, cast.rome, study_id="PUB-1", enrolled_on=cast.today, now=cast.now, origin="published",
        source="Koito 1999", caution="sizes not stated",
    )  # fmt: skip
    page = page_of(browse, case)
    for said in ("PUB-1", "Published case", "Koito 1999", "sizes not stated", "No exam has recorded a size yet."):
        assert said in page, said
    assert "Hospital No." not in page
    assert "PUB-1" in browse("nurse").get("/?view=all").content.decode()


def test_an_italian_browser_types_numbers_with_commas_and_gets_them_where_italian_is_offered(
    cast: Cast, browse: Browse, settings: Any
) -> None:
    client, url = browse("nurse"), f"/patients/{cast.growing.pk}/facts/visit/new/"
    italian: dict[str, Any] = {"headers": {"accept-language": "it"}}
    client.post(
        url, fields_of(client, url) | {"temperature_c": "36,6", "on_month": "marzo", "on_year": "2025"}, **italian
    )
    visit = cast.growing.visits.get()
    assert (visit.temperature_c, visit.on_first.month, visit.precision) == (36.6, 3, "month")
    url = f"/patients/{cast.growing.pk}/facts/visit/{visit.lineage}/"
    assert 'value="36.6"' in client.get(url, **italian).content.decode()
    settings.LANGUAGES = [*settings.LANGUAGES, ("it", "Italian")]
    assert 'value="36,6"' in client.get(url, **italian).content.decode()
    assert client.get("/", **italian).status_code == 200


def test_what_people_typed_is_shown_as_text(cast: Cast, browse: Browse) -> None:
    client, url = browse("nurse"), f"/patients/{cast.growing.pk}/facts/event/new/"
    client.post(url, fields_of(client, url) | {"kind": "sepsis", "organism": "<img src=x>", "on_year": "2025"})
    page = page_of(browse, cast.growing)
    assert "<img" not in page
    assert "&lt;img src=x&gt;" in page

"""The entry form in each modality, the second observer's size, and what the features read as beside the reader."""

from __future__ import annotations

from datetime import timedelta

import pytest

from registry.models import Measurement
from registry.vocabulary.terms import FEATURES, MODALITIES
from tests.cast import Cast
from tests.pages.conftest import Browse, fields_of
from tests.pages.exam.test_exam import refusals, save, sent

STEPS = ("Shape and capsule", "Core", "Mobile parts, soft tissue, leak", "Flow and valve")


@pytest.mark.parametrize("modality", [term.code for term in MODALITIES])
def test_each_modality_asks_for_what_it_can_see_and_nothing_else(cast: Cast, browse: Browse, modality: str) -> None:
    form = fields_of(browse("nurse"), f"/patients/{cast.growing.pk}/exams/new/?modality={modality}")
    asked = {name.removeprefix("lesion1_feature_") for name in form if name.startswith("lesion1_feature_")}
    assert asked == {feature.code for feature in FEATURES if modality in feature.modalities}
    page = browse("nurse").get(f"/patients/{cast.growing.pk}/exams/new/?modality={modality}").content.decode()
    assert ("second observer" in page) == (modality not in ("PET", "NM"))


def test_the_steps_stand_in_the_order_of_a_reader_and_the_form_comes_last(cast: Cast, browse: Browse) -> None:
    page = browse("nurse").get(f"/patients/{cast.growing.pk}/exams/new/?modality=TOE").content.decode()
    titles = [
        '<h2 id="lesion1-sizes"',
        *(f"<b>{title}</b>" for title in STEPS),
        "Chambers",
        "Form as read in this exam",
    ]
    places = [page.index(title) for title in titles]
    assert places == sorted(places)


@pytest.mark.parametrize(("modality", "offered", "not_offered"), [("PET", ["fdg"], ["ga67", "mdp"]),
                                                                  ("NM", ["ga67", "mdp"], ["fdg"])])  # fmt: skip
def test_a_tracer_is_offered_by_its_own_modality_only(
    cast: Cast, browse: Browse, modality: str, offered: list[str], not_offered: list[str]
) -> None:
    page = browse("nurse").get(f"/patients/{cast.growing.pk}/exams/new/?modality={modality}").content.decode()
    assert all(f'value="{tracer}"' in page for tracer in offered)
    assert not any(f'value="{tracer}"' in page for tracer in not_offered)


def test_the_last_typed_value_stands_beside_its_box_that_of_the_same_modality_first(cast: Cast, browse: Browse) -> None:
    for days, modality, grade in ((3, "TTE", "mild"), (2, "TOE", "severe")):
        on = cast.today - timedelta(days=days)
        day = {"on_day": on.day, "on_month": on.month, "on_year": on.year}
        save(browse, cast, sent(browse, cast, modality=modality, reading_mr_grade=grade, **day))
    url = f"/patients/{cast.growing.pk}/exams/new/?modality="
    shown = {m: browse("nurse").get(url + m).content.decode() for m in ("TTE", "TOE")}
    assert f"mild · TTE {cast.today - timedelta(days=3):%d-%b-%Y}" in shown["TTE"]
    assert f"severe · TOE {cast.today - timedelta(days=2):%d-%b-%Y}" in shown["TOE"]


def test_the_size_of_a_second_observer_is_a_measurement_of_its_own_and_survives_a_correction(
    cast: Cast, browse: Browse
) -> None:
    form = sent(browse, cast, lesion1_mass_long="25", lesion1_mass_reread="2.6 cm")
    save(browse, cast, form)
    exam = cast.growing.exams.get(on_first=cast.today)
    kept = [("long", 25.0, False, "25"), ("long", 26.0, True, "2.6 cm")]
    url = f"/patients/{cast.growing.pk}/exams/{exam.lineage}/"
    for _ in range(2):
        live = Measurement.objects.filter(exam__lineage=exam.lineage, retracted_at=None).order_by("reread")
        assert [(m.axis, m.size_mm, m.reread, m.reported) for m in live] == kept
        browse("nurse").post(url, fields_of(browse("nurse"), url) | {"note": "seen again", "why_changed": "note"})


def test_a_second_reading_without_a_first_is_refused(cast: Cast, browse: Browse) -> None:
    answer = save(browse, cast, sent(browse, cast, lesion1_mass_reread="26"))
    assert answer.status_code == 422
    assert "the first reading is empty" in refusals(answer)


def test_saving_says_what_the_features_read_and_where_the_reader_differs(cast: Cast, browse: Browse) -> None:
    mac = {"lesion1_feature_acoustic_shadowing": "present", "lesion1_feature_echolucent_core": "absent"}
    answer = save(browse, cast, sent(browse, cast, lesion1_mass_long="25", lesion1_form="ccma", **mac))
    page = answer.content.decode()
    assert "The features read as MAC: Acoustic shadowing, and no echo-lucent core." in page
    assert "The reader decided CCMA: consider a joint reading." in page
    assert "CCMA, features read MAC" in page
    exam = cast.growing.exams.get(on_first=cast.today)
    read = browse("nurse").get(f"/patients/{cast.growing.pk}/exams/{exam.lineage}/").content.decode()
    assert "<b>Disagreement:</b>" in read
    assert "Acoustic shadowing: present" in read
    alert = browse("nurse").get(f"/alerts/{cast.growing.alerts.first().pk}/").content.decode()
    assert "What the features read as" in alert


def test_where_they_agree_nothing_is_called_a_disagreement(cast: Cast, browse: Browse) -> None:
    mac = {"lesion1_feature_acoustic_shadowing": "present", "lesion1_feature_echolucent_core": "absent"}
    answer = save(browse, cast, sent(browse, cast, lesion1_mass_long="25", lesion1_form="mac", **mac))
    assert "The features read as MAC" in answer.content.decode()
    assert "consider a joint reading" not in answer.content.decode()
    assert "features read MAC" not in answer.content.decode().replace("The features read as", "")


def test_what_limited_the_study_is_asked_kept_and_survives_a_correction(cast: Cast, browse: Browse) -> None:
    save(browse, cast, sent(browse, cast, modality="CMR", lesion1_mass_long="25", limited_by="no_gadolinium"))
    exam = cast.growing.exams.get(on_first=cast.today)
    assert exam.limited_by == ["no_gadolinium"]
    url = f"/patients/{cast.growing.pk}/exams/{exam.lineage}/"
    browse("nurse").post(url, fields_of(browse("nurse"), url) | {"note": "seen again", "why_changed": "note"})
    after = cast.growing.exams.get(on_first=cast.today, retracted_at=None)
    assert (after.note, after.limited_by) == ("seen again", ["no_gadolinium"])


def test_a_finding_that_supports_rupture_without_showing_it_says_so(cast: Cast, browse: Browse) -> None:
    """Table 2's echo row: a lucent centre with a mobile strand, which R1 does not count."""
    row = {"lesion1_feature_echolucent_core": "present", "lesion1_feature_mobile_element": "present"}
    save(browse, cast, sent(browse, cast, modality="TOE", lesion1_mass_long="25", lesion1_form="ccma", **row))
    exam = cast.growing.exams.get(on_first=cast.today)
    page = browse("nurse").get(f"/patients/{cast.growing.pk}/exams/{exam.lineage}/").content.decode()
    assert "it supports rupture and is not enough alone" in page
    assert "Ruptured CCMA (rupture: not enough alone)" in page
    assert "<b>Disagreement:</b>" not in page

"""Entering an exam: fields by modality, what is written, what is refused and how it says so."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from tests.cast import Cast
from tests.pages.conftest import Browse, fields_of


def sent(browse: Browse, cast: Cast, *, modality: str = "TTE", **typed: Any) -> dict[str, Any]:
    """The form of a new exam of today's growing patient, filled."""
    url = f"/patients/{cast.growing.pk}/exams/new/?modality={modality}"
    day = cast.today
    form = fields_of(browse("nurse"), url) | {
        "on_day": str(day.day),
        "on_month": str(day.month),
        "on_year": str(day.year),
    }
    return form | typed


def save(browse: Browse, cast: Cast, form: dict[str, Any]) -> Any:
    return browse("nurse").post(f"/patients/{cast.growing.pk}/exams/new/", form, follow=True)


def exams(cast: Cast) -> int:
    return cast.growing.exams.filter(retracted_at=None).count()


def refusals(answer: Any) -> str:
    """The error summary of a page, as text."""
    found = re.search(r'<div class="notice urgent error-summary".*?</div>', answer.content.decode(), re.S)
    return unescape(re.sub(r"<[^>]+>", " ", found.group(0))) if found else ""


@pytest.mark.parametrize(
    ("modality", "shown", "hidden"),
    [
        (
            "TTE",
            ["acoustic_shadowing", "flow_into_core", "reading_mr_grade", "lesion1_mass_long"],
            ["rim_calcification", "core_hu"],
        ),
        (
            "CT",
            ["rim_calcification", "reading_core_hu", "lesion1_mass_long"],
            ["acoustic_shadowing", "reading_mr_grade"],
        ),
        ("CMR", ["late_enhancement_core", "reading_t1_centre"], ["acoustic_shadowing", "reading_core_hu"]),
        ("PET", ["tracer_uptake", "reading_suv_max"], ["lesion1_mass_long", "rim_calcification"]),
    ],
)
def test_the_fields_follow_the_modality(
    cast: Cast, browse: Browse, modality: str, shown: list[str], hidden: list[str]
) -> None:
    page = browse("nurse").get(f"/patients/{cast.growing.pk}/exams/new/?modality={modality}").content.decode()
    assert all(name in page for name in shown)
    assert not any(name in page for name in hidden)


def test_no_finding_is_marked_before_somebody_marks_it(cast: Cast, browse: Browse) -> None:
    form = fields_of(browse("nurse"), f"/patients/{cast.growing.pk}/exams/new/")
    findings = {name: value for name, value in form.items() if "_feature_" in name}
    assert len(findings) == 13
    assert set(findings.values()) == {"not_assessed"}


def test_a_saved_exam_holds_what_was_typed_and_nothing_more(cast: Cast, browse: Browse) -> None:
    sizes = {"lesion1_mass_long": "27,2", "lesion1_mass_short": "1.8 cm"}
    seen = {"lesion1_feature_capsule_defect": "absent", "lesion1_feature_echolucent_core": "present"}
    more = {"lesion1_detail_echolucent_core": "areas", "quality": "good", "reading_ms_gradient_mmhg": "4,5"}
    read = {"lesion1_form": "ccma", "lesion1_confidence": "probable"}
    form = sent(browse, cast, **sizes, **seen, **more, **read)
    assert save(browse, cast, form).status_code == 200
    exam = cast.growing.exams.get(on_first=cast.today)
    assert {(m.axis, m.size_mm, m.rounding_mm, m.reported) for m in exam.measurements.all()} == {
        ("long", 27.2, 0.1, "27,2"),
        ("short", 18.0, 1.0, "1.8 cm"),
    }
    assert {(f.feature, f.value, f.detail) for f in exam.features.all()} == {
        ("capsule_defect", "absent", ""), ("echolucent_core", "present", "areas")
    }  # fmt: skip
    assert exam.echoreadings.get().ms_gradient_mmhg == 4.5
    assert [(f.form, f.confidence, f.by_cardiologist) for f in exam.forms.all()] == [("ccma", "probable", False)]
    assert exam.annulus == "measured"


def test_saving_says_which_alert_it_raised(cast: Cast, browse: Browse) -> None:
    url, day = f"/patients/{cast.stable.pk}/exams/new/", cast.today
    plain = {
        "on_day": day.day,
        "on_month": day.month,
        "on_year": day.year,
        "lesion1_mass_long": "20",
        "quality": "good",
    }
    answer = browse("nurse").post(url, fields_of(browse("nurse"), url) | plain, follow=True)
    assert b"Exam saved. No alert." in answer.content
    moving = plain | {"lesion1_feature_mobile_element": "present"}
    answer = browse("nurse").post(url, fields_of(browse("nurse"), url) | moving, follow=True)
    assert b"Exam saved. 1 alert raised: M1." in answer.content


def test_a_rupture_on_saving_says_to_telephone(cast: Cast, browse: Browse) -> None:
    answer = save(browse, cast, sent(browse, cast, lesion1_mass_long="25", lesion1_feature_capsule_defect="present"))
    assert b"Telephone the on-call cardiologist now; this system is not an emergency service." in answer.content


def test_the_date_may_be_a_month_in_letters(cast: Cast, browse: Browse) -> None:
    save(browse, cast, sent(browse, cast, on_day="", on_month="march", on_year="2022", lesion1_mass_long="13"))
    exam = cast.growing.exams.get(precision="month")
    assert (exam.on_first.isoformat(), exam.on_last.isoformat()) == ("2022-03-01", "2022-03-31")


def test_the_values_of_the_exam_before_stand_beside_the_boxes(cast: Cast, browse: Browse) -> None:
    page = browse("nurse").get(f"/patients/{cast.growing.pk}/exams/new/").content.decode()
    last = cast.today - timedelta(days=20)
    assert f"24 mm · TTE {last:%d-%b-%Y}" in page


BAD: list[tuple[dict[str, str], str]] = [
    ({"lesion1_mass_long": "-10"}, "“-10” is negative: was the sign a list dash? Write the size without it."),
    ({"lesion1_mass_long": "272"}, "Size must be between 0.1 and 120 mm (272; did you mean 27.2?)"),
    ({"lesion1_mass_long": "27 x 18"}, "“27 x 18” is not a size. Write one number in mm such as 27.2"),
    ({"on_day": "", "on_month": "", "on_year": ""}, "Enter the date: at least the year."),
    ({"on_day": "31", "on_month": "feb", "on_year": "2026"}, "“31 feb 2026” is not in the calendar."),
    ({"on_month": "xyz"}, "“xyz” is not a month. Write a number from 1 to 12 or its name."),
    ({"on_year": "26"}, "“26” is not a year. Write it with four digits, such as 2026."),
    ({"on_month": ""}, "The month is missing. Leave the day empty too if the month is not known."),
    ({"on_year": "2199"}, "lies in the future"),
    ({"on_year": "1940"}, "is before the patient was born (14-Jul-1945"),
    ({"annulus": "not_visible"}, "Keep one of the two."),
    ({"lesion1_core_long": "9", "lesion1_core_gone": "on"}, "“not visible” is ticked. Keep one of the two."),
    ({"lesion1_detail_mobile_element": "strand"}, "the feature is not marked present"),
    ({"reading_lvef_percent": "3"}, "LVEF must be between 5 and 90 %; 3 is not."),
    ({"reading_lvef_percent": "abc"}, "“abc” is not a number. Write digits such as 27.2 or 27,2."),
    ({"quality": "superb"}, "superb"),
    ({"lesion1_confidence": "certain"}, "Choose the form too."),
    ({"annulus": "measured", "lesion1_mass_long": ""}, "“Examined and measured” needs a size."),
    ({"lesion1_mass_long": "", "lesion1_mass_short": "12"}, "Orthogonal of mass is 12 mm, but the longest is empty."),
    ({"lesion1_core_third": "8"}, "Third of core (echo-lucent area) is 8 mm, but the longest is empty."),
    ({"reading_mr_mechanism": "both", "lesion1_feature_mr_through_lesion": "absent"}, "MR jet: “Both” contradicts"),
    ({"lesion1_mass_long": "3,1"}, "Mass, longest: 3.1 mm stands against 24 mm"),
]


def test_bad_input_gets_a_sentence_and_writes_nothing(cast: Cast, browse: Browse) -> None:
    before, good = exams(cast), sent(browse, cast, lesion1_mass_long="25")
    for typed, said in BAD:
        answer = save(browse, cast, good | typed)
        assert answer.status_code == 422, typed
        assert said in refusals(answer), typed
        assert b"<title>Error:" in answer.content
    assert exams(cast) == before
    assert save(browse, cast, good).status_code == 200


def test_every_fault_of_a_form_is_told_at_once(cast: Cast, browse: Browse) -> None:
    wrong = {"lesion1_mass_long": "-10", "reading_lvef_percent": "3", "on_year": "26", "area_cm2": "900"}
    told = refusals(save(browse, cast, sent(browse, cast) | wrong))
    for said in ("“-10” is negative", "LVEF must be between", "“26” is not a year", "between 0 and 100 cm²"):
        assert said in told, said


def test_an_unknown_modality_is_refused_by_name(cast: Cast, browse: Browse) -> None:
    client, url = browse("nurse"), f"/patients/{cast.growing.pk}/exams/new/"
    for answer in (client.get(url + "?modality=RM"), client.post(url, {"modality": "RM"})):
        assert answer.status_code == 400
        assert "“RM” is not a modality. Choose one of TTE, TOE, CT, CMR, PET, NM." in answer.content.decode()


def test_a_tenfold_size_may_be_confirmed_only_after_the_question(cast: Cast, browse: Browse) -> None:
    before, form = exams(cast), sent(browse, cast, lesion1_mass_long="2.4")
    page = browse("nurse").get(f"/patients/{cast.growing.pk}/exams/new/").content
    assert b"The size is right as typed" not in page
    asked = save(browse, cast, form)
    assert "did you mean 24 mm?" in refusals(asked)
    assert b'type="checkbox" name="confirmed"' in asked.content
    assert exams(cast) == before
    save(browse, cast, form | {"confirmed": "on"})
    assert exams(cast) == before + 1


def test_the_error_summary_leads_to_the_box(cast: Cast, browse: Browse) -> None:
    page = save(browse, cast, sent(browse, cast, lesion1_mass_long="-10")).content.decode()
    target = re.search(r'<li><a href="#([^"]+)">', page).group(1)  # type: ignore[union-attr]
    assert f'id="{target}"' in page
    assert 'value="-10"' in page


def test_R12_one_form_sent_twice_is_one_exam(cast: Cast, browse: Browse) -> None:
    before, form = exams(cast), sent(browse, cast, lesion1_mass_long="25")
    save(browse, cast, form)
    again = save(browse, cast, form)
    assert exams(cast) == before + 1
    assert b"nothing was written twice" in again.content


def test_not_visible_is_written_as_not_visible(cast: Cast, browse: Browse) -> None:
    save(browse, cast, sent(browse, cast, annulus="not_visible"))
    size = cast.growing.exams.get(on_first=cast.today).measurements.get()
    assert (size.target, size.size_mm, size.not_visible) == ("mass", None, True)


def test_the_larger_size_is_the_longest_whatever_the_order(cast: Cast, browse: Browse) -> None:
    save(browse, cast, sent(browse, cast, lesion1_mass_long="18", lesion1_mass_short="25"))
    sizes = cast.growing.exams.get(on_first=cast.today).measurements
    assert (sizes.get(axis="long").size_mm, sizes.get(axis="short").size_mm) == (25, 18)


def test_the_third_size_stays_the_third(cast: Cast, browse: Browse) -> None:
    save(browse, cast, sent(browse, cast, lesion1_mass_long="18", lesion1_mass_third="25"))
    sizes = cast.growing.exams.get(on_first=cast.today).measurements
    assert {(m.axis, m.size_mm) for m in sizes.all()} == {("long", 25), ("third", 18)}


def test_a_jet_through_the_lesion_says_to_telephone_and_is_shown_as_the_finding(cast: Cast, browse: Browse) -> None:
    answer = save(browse, cast, sent(browse, cast, lesion1_mass_long="25", reading_mr_mechanism="through_lesion"))
    assert b"Telephone the on-call cardiologist now" in answer.content
    exam = cast.growing.exams.get(on_first=cast.today)
    url = f"/patients/{cast.growing.pk}/exams/{exam.lineage}/"
    form = fields_of(browse("nurse"), url) | {"why_changed": "read again"}
    assert form["lesion1_feature_mr_through_lesion"] == "present"
    refused = browse("nurse").post(url, form | {"reading_mr_mechanism": "coaptation"})
    assert "MR jet: “At the coaptation” contradicts" in refusals(refused)
    for name in ("reading_mr_mechanism", "lesion1_feature_mr_through_lesion"):
        form[name] = {"reading_mr_mechanism": "coaptation"}.get(name, "absent")
    assert browse("nurse").post(url, form).status_code == 302


def test_A17_fields_that_nobody_offers_are_not_written(cast: Cast, browse: Browse) -> None:
    extra = {"recorded_by": cast.stranger.pk, "patient": cast.stable.pk, "by_cardiologist": "on", "source": "forged",
             "lesion1_by_cardiologist": "on"}  # fmt: skip
    save(browse, cast, sent(browse, cast, lesion1_mass_long="25", lesion1_form="ccma") | extra)
    exam = cast.growing.exams.get(on_first=cast.today)
    assert (exam.recorded_by, exam.patient, exam.source) == (cast.nurse, cast.growing, "")
    assert exam.forms.get().by_cardiologist is False

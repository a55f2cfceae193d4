"""Another modality is chosen in the middle of an exam: what was typed comes along, and nothing is written."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from tests.cast import Cast
from tests.pages.conftest import Browse, _Fields
from tests.pages.exam.test_exam import exams, save, sent

TYPED = {
    "lesion1_mass_long": "26.5", "lesion1_feature_mobile_element": "present", "reader": "Dr Neri", "note": "agitated",
    "reading_mean_gradient": "4", "external": "on",
}  # fmt: skip


def after(browse: Browse, cast: Cast, form: dict[str, Any], to: str) -> dict[str, Any]:
    """The form as it would be sent from the page of the other modality."""
    answer = browse("nurse").post(f"/patients/{cast.growing.pk}/exams/new/", form | {"switch": to})
    assert answer.status_code == 200
    assert b"There is a problem" not in answer.content
    parser: HTMLParser = _Fields()
    parser.feed(answer.content.decode())
    return {name: values[-1] for name, values in parser.values.items()}  # type: ignore[attr-defined]


def test_what_both_modalities_share_comes_along_and_nothing_is_written(cast: Cast, browse: Browse) -> None:
    before, form = exams(cast), sent(browse, cast, **TYPED)
    toe = after(browse, cast, form, "TOE")
    assert toe["modality"] == "TOE"
    assert {name: toe[name] for name in (*TYPED, "on_day", "on_month", "on_year")}.items() <= form.items()
    assert toe["submission"] == form["submission"]
    assert exams(cast) == before
    save(browse, cast, toe)
    assert exams(cast) == before + 1
    exam = cast.growing.exams.get(modality="TOE")
    assert (exam.reader, exam.external, exam.note) == ("Dr Neri", True, "agitated")
    assert exam.measurements.get().size_mm == 26.5


def test_what_the_other_modality_cannot_hold_waits_for_the_way_back(cast: Cast, browse: Browse) -> None:
    form = sent(browse, cast, **TYPED)
    pet = after(browse, cast, form, "PET")
    back = after(browse, cast, pet, "TTE")
    del back["csrfmiddlewaretoken"], form["csrfmiddlewaretoken"]
    assert back == form
    save(browse, cast, pet)
    assert not cast.growing.exams.get(modality="PET").measurements.exists()


def test_the_first_button_of_the_form_saves_so_that_enter_never_switches(cast: Cast, browse: Browse) -> None:
    page = browse("nurse").get(f"/patients/{cast.growing.pk}/exams/new/?modality=CT").content.decode()
    form = page[page.index('<form method="post" novalidate') :]
    first = form[form.index("<button") :]
    assert "name=" not in first[: first.index(">")]
    assert 'name="switch" value="CT" aria-current="true"' in form

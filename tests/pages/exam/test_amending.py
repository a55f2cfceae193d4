"""Correcting and taking back: with a reason, never over a newer version."""

from __future__ import annotations

from typing import Any

import pytest

from registry.recording import ExamEntry
from surveillance.deeds.record import record_exam
from tests.cast import Cast
from tests.pages.addresses import addresses, objects
from tests.pages.conftest import Browse, fields_of
from tests.pages.exam.test_exam import refusals


@pytest.fixture
def exam(cast: Cast) -> Any:
    return cast.growing.exams.order_by("on_first").last()


def address(cast: Cast, exam: Any) -> str:
    return f"/patients/{cast.growing.pk}/exams/{exam.lineage}/"


def test_an_exam_saved_unchanged_stays_as_it_was(cast: Cast, browse: Browse, exam: Any) -> None:
    url = address(cast, exam)
    browse("nurse").post(url, fields_of(browse("nurse"), url) | {"why_changed": "checked"})
    now = cast.growing.exams.get(lineage=exam.lineage, retracted_at=None)
    kept = ("on_first", "on_last", "precision", "modality", "quality", "annulus", "reader", "note")
    assert [getattr(now, n) for n in kept] == [getattr(exam, n) for n in kept]
    before, after = exam.measurements.get(), now.measurements.get()
    assert (after.size_mm, after.rounding_mm, after.reported) == (before.size_mm, before.rounding_mm, before.reported)


def test_a_correction_needs_a_reason_and_keeps_the_lineage(cast: Cast, browse: Browse, exam: Any) -> None:
    url, client = address(cast, exam), browse("nurse")
    form = fields_of(client, url) | {"lesion1_mass_long": "23"}
    assert "Why is it changed?" in refusals(client.post(url, form))
    client.post(url, form | {"why_changed": "read again"})
    now = cast.growing.exams.get(lineage=exam.lineage, retracted_at=None)
    assert now.measurements.get().size_mm == 23
    exam.refresh_from_db()
    assert (exam.retraction_reason, exam.retracted_by) == ("read again", cast.nurse)


def test_taking_back_needs_a_reason_too(cast: Cast, browse: Browse, exam: Any) -> None:
    url, client = address(cast, exam), browse("nurse")
    form = fields_of(client, url) | {"retract": "1"}
    assert "Say why this entry is taken back" in refusals(client.post(url, form))
    client.post(url, form | {"why_changed": "wrong patient"})
    assert not cast.growing.exams.filter(lineage=exam.lineage, retracted_at=None).exists()
    assert b"wrong patient" in client.get(url).content


def test_R13_a_form_opened_before_somebody_elses_correction_is_refused_with_both_versions(
    cast: Cast, browse: Browse, exam: Any
) -> None:
    url, first, second = address(cast, exam), browse("nurse"), browse("cardiologist")
    mine, theirs = fields_of(first, url), fields_of(second, url)
    second.post(url, theirs | {"lesion1_mass_long": "22", "why_changed": "read again"})
    answer = first.post(url, mine | {"lesion1_mass_long": "26", "why_changed": "typing error"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "<td>22</td><td>26</td>" in text
    assert cast.growing.exams.get(lineage=exam.lineage, retracted_at=None).measurements.get().size_mm == 22
    merged = fields_of_answer(answer)
    assert first.post(url, merged).status_code == 302
    assert cast.growing.exams.get(lineage=exam.lineage, retracted_at=None).measurements.get().size_mm == 26


def fields_of_answer(answer: Any) -> dict[str, Any]:
    """The form of a page that is there already."""

    class Again:
        def get(self, url: str) -> Any:
            answer.status_code = 200
            return answer

    return fields_of(Again(), "")  # type: ignore[arg-type]


def test_an_event_is_corrected_and_taken_back_the_same_way(cast: Cast, browse: Browse) -> None:
    url, client = addresses(cast)["fact"], browse("nurse")
    event = cast.growing.events.get(retracted_at=None)
    form = fields_of(client, url) | {"kind": "syncope", "why_changed": "told otherwise"}
    client.post(url, form)
    now = cast.growing.events.get(retracted_at=None)
    assert (now.kind, now.lineage, now.on_first) == ("syncope", event.lineage, event.on_first)
    stale = client.post(url, form)
    assert stale.status_code == 409
    client.post(url, fields_of(client, url) | {"retract": "1", "why_changed": "other patient"})
    assert not cast.growing.events.filter(retracted_at=None).exists()


def test_a_nominal_date_stays_nominal_when_something_else_is_corrected(cast: Cast, browse: Browse) -> None:
    from registry.recording import ExamEntry
    from surveillance.deeds.record import record_exam

    day = cast.today
    values = {"on_first": day, "on_last": day, "precision": "nominal", "modality": "CT"}
    exam = record_exam(cast.nurse, cast.stable, entry=ExamEntry(values=values), now=cast.now).fact
    url = f"/patients/{cast.stable.pk}/exams/{exam.lineage}/"
    browse("nurse").post(url, fields_of(browse("nurse"), url) | {"quality": "good", "why_changed": "read"})
    assert cast.stable.exams.get(lineage=exam.lineage, retracted_at=None).precision == "nominal"


def test_an_admin_reads_an_exam_but_may_not_correct_it(cast: Cast, browse: Browse) -> None:
    exam = objects(cast)["exam"]
    url = address(cast, exam)
    assert b"Save the correction" not in browse("admin").get(url).content
    assert browse("admin").post(url, {"why_changed": "x"}).status_code == 403


def test_a_form_read_in_an_exam_is_changed_on_the_page_of_the_exam(cast: Cast, browse: Browse) -> None:
    exam = assessed_in_an_exam(cast)
    answer = browse("cardiologist").get(f"/patients/{cast.stable.pk}/facts/form/{exam.forms.get().lineage}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/patients/{cast.stable.pk}/exams/{exam.lineage}/")


def test_a_nurse_cannot_turn_the_assessment_of_a_cardiologist_into_another_form(cast: Cast, browse: Browse) -> None:
    exam = assessed_in_an_exam(cast)
    url = f"/patients/{cast.stable.pk}/exams/{exam.lineage}/"
    form = fields_of(browse("nurse"), url) | {"lesion1_form": "mac", "why_changed": "told so"}
    assert "Only a cardiologist may say this" in refusals(browse("nurse").post(url, form))
    browse("cardiologist").post(url, form)
    changed = cast.stable.exams.get(lineage=exam.lineage, retracted_at=None).forms.get()
    assert (changed.form, changed.by_cardiologist) == ("mac", False)


def assessed_in_an_exam(cast: Cast) -> Any:
    day = {"on_first": cast.today, "on_last": cast.today, "precision": "day"}
    values = day | {"modality": "TTE", "quality": "good", "annulus": "measured"}
    forms = [{"form": "ruptured_ccma", "by_cardiologist": True, "lesion": cast.stable.lesions.get()}]
    entry = ExamEntry(values, [{"target": "mass", "axis": "long", "size_mm": 20}], forms=forms)
    return record_exam(cast.cardiologist, cast.stable, entry=entry, now=cast.now).fact

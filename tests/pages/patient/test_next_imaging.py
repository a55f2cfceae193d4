"""The box "Next imaging" of the patient page, and the booking form that respects what is contraindicated."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from registry.models import Condition, Event, Visit
from surveillance.deeds.book import book as book_deed
from surveillance.deeds.record import record_fact
from tests.cast import Cast
from tests.pages.conftest import Browse


def note(cast: Cast, model: Any, **values: Any) -> None:
    """A fact of the growing patient, of today."""
    day = {"on_first": cast.today, "on_last": cast.today, "precision": "day"} if model is not Condition else {}
    record_fact(cast.nurse, model, cast.growing, values=day | values, now=cast.now)


def page(cast: Cast, browse: Browse, path: str = "") -> str:
    return browse("nurse").get(f"/patients/{cast.growing.pk}/{path}").content.decode()


def test_the_patient_page_says_the_exam_the_question_and_the_sentence(cast: Cast, browse: Browse) -> None:
    note(cast, Event, kind="sepsis")
    said = page(cast, browse)
    assert "Next imaging" in said
    assert "Is the lesion infected" in said
    assert "requires a transesophageal approach" in said


def test_a_contraindication_stands_in_one_line_and_changes_the_choice(cast: Cast, browse: Browse) -> None:
    note(cast, Event, kind="sepsis")
    note(cast, Condition, kind="oesophageal_disease", status="present")
    said = page(cast, browse)
    assert "TOE would answer it; disease or surgery of the oesophagus." in said
    assert "<b>Disease or surgery of the oesophagus</b>" in said


def test_the_last_visit_is_shown_beside_and_a_missing_one_is_said(cast: Cast, browse: Browse) -> None:
    assert "No clinic visit is recorded." in page(cast, browse)
    note(cast, Visit, nyha="2", rhythm="af", systolic_mmhg=140, diastolic_mmhg=80)
    said = page(cast, browse)
    assert "NYHA II, Atrial fibrillation on ECG, 140/80 mmHg" in said
    assert "No clinic visit" not in said


def test_the_booking_form_begins_with_the_suggested_exam(cast: Cast, browse: Browse) -> None:
    note(cast, Event, kind="sepsis")
    said = page(cast, browse, "schedule/")
    assert "Suggested:" in said
    boxes = re.findall(r'<input type="radio" name="modality"[^>]*>', said)
    assert [box for box in boxes if "checked" in box] == [box for box in boxes if 'value="TOE"' in box]


def test_an_exam_with_contrast_is_suggested_in_words_and_never_filled_in(cast: Cast, browse: Browse) -> None:
    note(cast, Condition, kind="differential_tumour", status="present")
    said = page(cast, browse, "schedule/")
    assert "Suggested: <b>CMR</b>" in said
    boxes = re.findall(r'<input type="radio" name="modality"[^>]*>', said)
    assert [box for box in boxes if "checked" in box] == [box for box in boxes if 'value="TTE"' in box]


def test_a_machine_books_no_contraindicated_exam_without_a_reason(cast: Cast) -> None:
    note(cast, Condition, kind="mr_unsafe_device", status="present")
    book = partial(book_deed, cast.nurse, cast.growing, on=cast.today + timedelta(days=3), now=cast.now)
    with pytest.raises(ValidationError, match="CMR is contraindicated"):
        book(modality="CMR")
    assert book(modality="CMR", reason="Device replaced").fact.modality == "CMR"


def test_a_contraindicated_exam_is_booked_only_with_a_reason(cast: Cast, browse: Browse) -> None:
    note(cast, Condition, kind="mr_unsafe_device", status="present")
    url, nurse = f"/patients/{cast.growing.pk}/schedule/", browse("nurse")
    on = (cast.today + timedelta(days=3)).isoformat()
    refused = nurse.post(url, {"on": on, "modality": "CMR", "reason": ""})
    assert refused.status_code == 422
    assert "CMR is contraindicated in this patient" in refused.content.decode()
    taken = nurse.post(url, {"on": on, "modality": "CMR", "reason": "Device replaced, safe at 1.5 T"})
    assert taken.status_code == 302


def test_the_list_of_conditions_names_the_contraindications_in_a_group(cast: Cast, browse: Browse) -> None:
    said = page(cast, browse, "facts/condition/new/")
    assert '<optgroup label="Contraindications to imaging">' in said
    assert said.index("Contraindications to imaging") < said.index("mr_unsafe_device")

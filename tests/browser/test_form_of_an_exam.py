"""The exam form driven in each modality, and the page that shows what the features read as."""

from __future__ import annotations

import pytest

from surveillance.forms.exam import MODALITIES
from tests.browser.conftest import Stage, Tabs
from tests.browser.inspection import inspect

SEEN = {"TTE": "acoustic_shadowing", "TOE": "mobile_element", "CT": "rim_calcification", "CMR": "core_perfusion",
        "PET": "tracer_uptake", "NM": "tracer_uptake"}  # fmt: skip


@pytest.mark.parametrize("modality", MODALITIES)
def test_an_exam_is_entered_and_its_page_says_what_the_features_read(stage: Stage, tabs: Tabs, modality: str) -> None:
    page, patient = tabs("nurse"), stage.cast.stable
    page.goto(f"/patients/{patient.pk}/exams/new/?modality={modality}")
    for part, typed in (
        ("day", stage.cast.today.day),
        ("month", stage.cast.today.month),
        ("year", stage.cast.today.year),
    ):
        page.fill(f"[name=on_{part}]", str(typed))
    page.check(f"[name=lesion1_feature_{SEEN[modality]}][value=absent]")
    page.select_option("#id_lesion1_form", "ccma")
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.get_by_text("Exam saved.").wait_for()
    exam = patient.exams.filter(modality=modality, on_first=stage.cast.today).latest("recorded_at")
    page.goto(f"/patients/{patient.pk}/exams/{exam.lineage}/")
    assert inspect(page) == []

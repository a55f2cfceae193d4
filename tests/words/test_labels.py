"""What is said once as data is worded for whoever reads it: labels of vocabularies and fields, the glossary, dates."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import trans_real

from api.export.columns import of_model
from api.rest.fields import field_of
from registry import catalogue, wording
from registry.models import Centre, EchoReading, Event, Exam
from registry.vocabulary import terms
from surveillance.engine.day import Day
from surveillance.evidence.glossary import GLOSSARY
from surveillance.forms.booking import OUTCOMES
from surveillance.forms.model import form_fields
from surveillance.pages.patient.parts import EVENTS
from surveillance.words import phrases
from surveillance.words.dates import written
from tests.chart.cases import GROWING


@pytest.fixture
def mirrored(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A reader for whom every sentence stands in brackets."""

    class Brackets:
        def gettext(self, said: str) -> str:
            return f"[{said.rsplit(trans_real.CONTEXT_SEPARATOR, maxsplit=1)[-1]}]"

        def ngettext(self, one: str, more: str, n: int) -> str:
            return f"[{one if n == 1 else more}]"

    with translation.override("it"):
        monkeypatch.setattr(trans_real._active, "value", Brackets())
        yield


def test_a_label_is_worded_when_it_is_read(mirrored: None) -> None:
    assert EVENTS["stroke"] == "[Stroke]"
    assert dict(wording.labels(terms.SEXES)) == {"F": "[Female]", "M": "[Male]", "X": "[Other or intersex]"}
    assert [str(label) for _code, label in OUTCOMES if _code == "agreed"] == [phrases.OUTCOME["agreed"]]
    assert wording.worded("") == ""


def test_a_field_is_worded_wherever_its_name_is_asked_for(mirrored: None) -> None:
    assert str(Exam._meta.get_field("quality").verbose_name) == "[image quality]"
    assert str(Centre._meta.get_field("deputy").help_text).startswith("[The cardiologist who")
    assert Exam(quality="poor").get_quality_display() == "[Poor]"
    assert catalogue.entry(Exam._meta.get_field("quality")).terms[0] == ("good", "[Good]")
    made = form_fields(Exam, values={})
    assert str(made["quality"].label) == "[image quality]"
    assert (str(Event.title), str(Event.titles)) == ("[Event]", "[Events]")


def test_files_and_the_openapi_document_stay_in_one_language(mirrored: None) -> None:
    """Whoever asks first: a codebook is compared, and an address described once."""
    assert all("[" not in column.label for column in of_model(EchoReading))
    assert field_of(Exam._meta.get_field("quality")).label == "image quality"


def test_dates_charts_and_the_glossary_are_worded(mirrored: None) -> None:
    assert written(date(2026, 3, 1)) == "[01-[Mar]-2026]"
    assert phrases.when(Day(date(2026, 3, 1), date(2026, 3, 31), "month")) == "[[Mar]-2026]"
    assert phrases.answered("watch", date(2026, 3, 1)) == "[[Watch until] [01-[Mar]-2026]]"
    assert GLOSSARY[0].read().word == "[MAC]"
    chart = GROWING.chart()
    said = [*chart.lane_titles, *chart.slope, chart.today_words, chart.window_words, chart.context_words]
    assert all(text.words.startswith("[") for text in said if text)
    assert all(mark.label.startswith("[") for mark in (*chart.marks, *chart.events, *chart.dialysis, *chart.forms))
    assert chart.title == "[[Mass], longest dimension (mm)]"

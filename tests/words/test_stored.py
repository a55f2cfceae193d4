"""What is stored is read in the language of whoever reads it now; what another version stored is still read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from django.utils import translation

from surveillance.engine.day import Day
from surveillance.engine.message import Code, Text, say, to_json
from surveillance.words.finished import Finished, finished
from surveillance.words.message import text
from surveillance.words.sentences import SENTENCES
from surveillance.words.stored import english, rendered

GROWN = say("test.grown", rate=2.0, of=Code("targets", "mass"), why=("first", say("test.again")))


@pytest.fixture(autouse=True)
def _sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SENTENCES, "test.grown", "{of} growing {rate:signed} mm/y: {why}")
    monkeypatch.setitem(SENTENCES, "test.again", "Yes")


def test_a_message_reads_the_same_given_and_stored() -> None:
    assert text(to_json(GROWN)) == text(GROWN) == "Mass growing +2.0 mm/y: first; Yes"
    assert text("as it is") == "as it is"
    assert text({"say": "legacy", "with": {"text": "Said once."}}) == "Said once."


def test_a_message_of_another_version_is_read_by_its_id_and_values() -> None:
    assert text(say("gone.with_the_rule", mm=3.5, n=2)) == "gone.with_the_rule: 3.5, 2"
    assert text(say("test.grown", speed=2)) == "test.grown: 2"


def test_messages_are_read_wherever_they_stand_and_numbers_stay_numbers() -> None:
    stored = [{"label": to_json(say("test.again")), "value": 0.1 + 0.2, "unit": "mm"}, [to_json(GROWN), None]]
    assert rendered(stored)[0] == {"label": "Yes", "value": 0.1 + 0.2, "unit": "mm"}
    assert english(stored) == [{"label": "Yes", "value": 0.3, "unit": "mm"}, [text(GROWN), None]]


def test_what_is_compared_is_english_whoever_asks() -> None:
    with translation.override("it"):
        assert rendered(to_json(say("test.again"))) == "Sí"  # Django's own catalogue knows this word
        assert english(to_json(say("test.again"))) == "Yes"


@dataclass(frozen=True)
class Inner:
    words: Text


@dataclass(frozen=True)
class Outer:
    on: date
    day: Day
    parts: tuple[Inner, ...]
    inner: Inner | None = None

    @property
    def sentence(self) -> Text:
        return say("test.again")


def test_a_template_finds_finished_text_in_what_the_engine_gives() -> None:
    day = Day.exactly(date(2026, 5, 1))
    shown = finished(Outer(date(2026, 5, 1), day, (Inner(GROWN), Inner("typed")), Inner(say("test.again"))))
    assert [part.words for part in shown.parts] == [text(GROWN), "typed"]
    assert (shown.inner.words, shown.sentence) == ("Yes", "Yes")
    assert (shown.on, shown.day) == (date(2026, 5, 1), day)
    assert finished(None) is None
    assert not hasattr(Finished(day), "nothing")

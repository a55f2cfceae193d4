"""Messages: what is stored comes back equal, what is rendered reads as a person writes it, none lacks its sentence."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import surveillance
from surveillance.engine.day import Day
from surveillance.engine.message import Code, from_json, say, to_json
from surveillance.words.render import Plural, Words
from surveillance.words.sentences import SENTENCES

HOUSE = Path(surveillance.__file__).parent
days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
plain = st.text() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.none() | days
plain |= st.builds(lambda on: Day(on, on, "month"), days) | st.builds(Code, st.text(), st.text())
messages = st.recursive(
    plain,
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.from_regex(r"[a-z]{1,4}", fullmatch=True), inner, max_size=3).map(
            lambda v: say("a.b", **v)
        )
    ),
)
WORDS = Words(
    {
        "grown": "{target:capital} growing, {rate:signed} mm/y{reasons}.",
        "because": " ({reasons:; })",
        "exams": Plural("{n} exam", "{n} exams"),
        "on": "{n}: {when}",
    },
    {"targets": {"mass": "Mass"}},
)


@given(messages)
def test_what_is_stored_comes_back_equal(said) -> None:
    assert from_json(to_json(said)) == said


def test_a_sentence_takes_messages_codes_numbers_and_days() -> None:
    reasons = say("because", reasons=("on dialysis", say("exams", n=1)))
    grown = say("grown", target=Code("targets", "mass"), rate=-2.04, reasons=reasons)
    assert WORDS.message(grown) == "Mass growing, \u22122.0 mm/y (on dialysis; 1 exam)."
    assert WORDS.message(say("exams", n=3)) == "3 exams"
    assert WORDS.message(say("on", n=say("exams", n=2), when=date(2026, 3, 1))) == "2 exams: 01-Mar-2026"


def test_a_message_is_never_put_into_a_text_by_accident() -> None:
    with pytest.raises(TypeError, match="was put into a text"):
        f"{say('exams', n=1)}"


def test_a_sentence_of_before_stays_as_it_was_worded() -> None:
    assert WORDS.message(say("legacy", text="Seen {once}.")) == "Seen {once}."


def said_below_the_words() -> dict[str, set[str] | None]:
    """Every `say` of engine and chart: id and names of values; None where the values are given by `**`."""
    found: dict[str, set[str] | None] = {}
    for path in (*(HOUSE / "engine").rglob("*.py"), *(HOUSE / "chart").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                assert isinstance(node.args[0], ast.Constant), f"{path.name}:{node.lineno}: no id is typed"
                names = {keyword.arg for keyword in node.keywords}
                found[node.args[0].value] = None if None in names else names
    return found


def names_in(sentence: str | Plural) -> set[str]:
    parts = (sentence,) if isinstance(sentence, str) else (sentence.one, sentence.more)
    return {name for part in parts for _, name, _, _ in Formatter().parse(part) if name is not None}


def test_every_message_has_a_sentence_and_every_sentence_a_message() -> None:
    assert said_below_the_words().keys() == SENTENCES.keys()


def test_a_sentence_uses_the_values_it_is_given() -> None:
    for name, names in said_below_the_words().items():
        counts = {SENTENCES[name].by} if isinstance(SENTENCES[name], Plural) else set()
        assert names is None or names_in(SENTENCES[name]) | counts == names, name

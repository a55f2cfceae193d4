"""Every quotation is printed so in the review, and nothing that decides is without a source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields

import pytest

from registry.catalogue import READING_OF, entries
from registry.vocabulary import terms
from surveillance.engine.policy import Policy
from surveillance.engine.rules import RULES
from surveillance.evidence.features import FEATURE_SOURCES
from surveillance.evidence.glossary import GLOSSARY
from surveillance.evidence.inconsistencies import INCONSISTENCIES
from surveillance.evidence.readings import READING_SOURCES
from tests.conftest import OUTSIDE, OUTSIDE_REASON

PAPER = OUTSIDE.parent / "review_paper.txt"


def letters(text: str) -> str:
    """Letters and digits alone: the text file has marks of its own, references in brackets and broken lines."""
    without_references = re.sub(r"\[[^\]]*\]", "", text)
    return re.sub(r"[^a-z0-9%>]", "", without_references.lower())


def quotations() -> Iterator[tuple[str, str]]:
    """Each piece in quotation marks with who says it."""
    for name, source in (*FEATURE_SOURCES.items(), *READING_SOURCES.items()):
        yield from ((name, said.sentence) for said in source)
    for rule in RULES:
        for quoted in re.findall(r"“([^”]*)”", rule.source):
            yield from ((rule.id, piece) for piece in quoted.split("…"))


def test_every_quotation_is_printed_so_in_the_review() -> None:
    if not PAPER.exists():
        pytest.skip(f"{OUTSIDE_REASON}: the review")
    paper = letters(PAPER.read_text(encoding="utf-8"))
    wrong = [(who, said) for who, said in quotations() if letters(said) not in paper]
    assert not wrong


def test_a_changed_word_is_found() -> None:
    """The comparison above can fail."""
    assert letters("the most  frequent [11] *characteristics*") == letters("the most frequent characteristics")
    assert letters("most frequent characteristics") not in letters("The most constant characteristics")


def test_every_feature_has_its_sentence() -> None:
    assert set(FEATURE_SOURCES) == {feature.code for feature in terms.FEATURES}


def test_every_source_of_a_typed_value_belongs_to_one() -> None:
    typed = {entry.name for model in READING_OF.values() for entry in entries(model)}
    assert set(READING_SOURCES) <= typed


def test_every_number_of_the_policy_has_a_unit_and_an_origin() -> None:
    for number in fields(Policy):
        if number.name not in ("version", "signed"):
            assert number.metadata["unit"], number.name
            assert number.metadata["origin"], number.name


def test_every_inconsistency_is_there_once_in_order() -> None:
    assert [row.number for row in INCONSISTENCIES] == list(range(1, 22))


def test_every_address_of_the_page_is_given_once() -> None:
    codes = [word.code for word in GLOSSARY]
    assert len(set(codes)) == len(codes)

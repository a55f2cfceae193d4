"""The decisions: every file is in the list, every table names the command that makes it."""

from __future__ import annotations

import importlib
import re
import shlex

import pytest

from bench.figures import Figure
from bench.operating_characteristics import markdown as growth_table
from bench.tables import FOLDER, TABLE, commands, made
from surveillance.replay.burden import Burden
from surveillance.replay.burden import markdown as burden_table

FILES = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
HEADS = {
    "bench.burden": burden_table(Burden(), [])[:2],
    "bench.operating_characteristics": growth_table([[], []], [1, 2]),
}


def test_every_file_of_decisions_is_in_the_list_once_and_no_other():
    listed = re.findall(r"\]\(([a-z-]+\.md)\)", (FOLDER / "README.md").read_text(encoding="utf-8"))
    assert sorted(listed) == [path.name for path in FILES]
    assert len(FILES) > 10


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_decision_is_a_paragraph_that_begins_with_what_was_decided(path):
    title, *paragraphs = TABLE.sub("", path.read_text(encoding="utf-8")).strip().split("\n\n")
    assert title.startswith("# ")
    assert [text for text in paragraphs if text.strip() and not text.strip().startswith("**")] == []


def test_every_table_of_measured_numbers_stands_between_the_marks_of_its_command():
    named = []
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        named += commands(text)
        assert "\n|" not in TABLE.sub("", text), path.name
        for found in TABLE.finditer(text):
            _, module, *_ = shlex.split(found["command"])
            assert callable(importlib.import_module(module).main)
            assert "\n".join(HEADS[module]) in found[0]
    assert len(named) == 2


def test_a_table_is_replaced_by_what_its_command_prints_and_nothing_else_is():
    text = "before\n<!-- made by: python -c \"print('said\\n|{}|')\" -->\n{}\n<!-- end -->\nafter\n"
    assert TABLE.sub(made, text.format(2, "said\n|1|")) == text.format(2, "said\n|2|")
    with pytest.raises(SystemExit, match="printed no table"):
        TABLE.sub(made, "<!-- made by: python -c 1 -->\n|1|\n<!-- end -->")


def test_the_burden_as_a_table_of_a_document():
    found = Burden(patients=2, days=730, cards=1)
    found.signals["G1"], found.historical["G1"] = 3, 1
    assert burden_table(found, ["G1"])[2:] == ["| G1 | 3 | 1 | 150.1 |", "| card | 1 | 0 | 50.0 |"]
    assert burden_table(Burden(), ["G1"])[2] == "| G1 | 0 | 0 | – |"


def test_the_figures_of_two_seeds_as_a_table_of_a_document():
    seeds = [
        [Figure("  delay, years", value, 1.75), Figure(f"stable: {value:.1f}", float("nan"))] for value in (1.5, 2)
    ]
    assert growth_table(seeds, [1, 2]) == [
        "| question | seed 1 | seed 2 | limit |",
        "|---|---|---|---|",
        "| delay, years | 1.500 | 2.000 | ≤ 1.75 |",
        "| stable | 1.5 | 2.0 | printed |",
    ]

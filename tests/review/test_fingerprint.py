"""The fingerprint of the engine: a comment or a word re-reviews nobody, a number or a code everybody."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from surveillance.review.fingerprint import COVERS, ROOT, fingerprint

HOUSE = {
    "surveillance/engine/policy.py": '"""Numbers."""\n\nLIMIT = 1.0  # a comment\n',
    "surveillance/engine/rules/__init__.py": '"""Rules."""\nfrom surveillance.engine.rules.g1 import G1\n',
    "surveillance/engine/rules/g1.py": (
        "from registry.vocabulary import terms\n\n\nclass G1:\n"
        '    """Growth."""\n\n    DAYS = 30\n    """How long."""\n\n'
        '    def check(self):\n        """Whether."""\n        return terms.EMBOLISMS, self.DAYS\n'
    ),
    "surveillance/engine/__init__.py": "",
    "surveillance/engine/known/dates.py": "from registry.vocabulary.readings import LIMITS\n",
    "surveillance/lists/worklist.py": "ROWS = 50\n",
    "registry/vocabulary/terms.py": (
        "from typing import NamedTuple\n\n\nclass Term(NamedTuple):\n    code: str\n    label: str\n"
        '    standard: str = ""\n\n\nEMBOLISMS = (Term("stroke", "Stroke", "SCT|1"), Term(code="tia", label="TIA"))\n'
    ),
    "registry/vocabulary/readings.py": (
        'from registry.vocabulary import terms\n\nLIMITS = {terms.Term("crp", "C-reactive protein"): (0, 1000)}\n'
    ),
    "registry/vocabulary/pages.py": 'ROLES = ("nurse",)\n',  # the engine does not read it
}
Change = tuple[str, str, str]  # the file, what it says, what it then says


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for name, text in HOUSE.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.fixture
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the notes."""
    return tmp_path_factory.mktemp("data")


def changed(house: Path, file: str, old: str, new: str) -> bool:
    """Whether the fingerprint is another one after the change."""
    before, path = fingerprint(house), house / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    return fingerprint(house) != before


WORDS: dict[str, Change] = {
    "a comment": ("surveillance/engine/policy.py", "a comment", "another"),
    "a blank line": ("surveillance/engine/policy.py", "LIMIT", "\n\nLIMIT"),
    "the docstring of a module": ("surveillance/engine/policy.py", "Numbers", "Figures"),
    "the docstring of a class": ("surveillance/engine/rules/g1.py", "Growth.", "Growing."),
    "the docstring of a function": ("surveillance/engine/rules/g1.py", "Whether.", "If."),
    "the words under a constant": ("surveillance/engine/rules/g1.py", "How long.", "How many days."),
    "a label": ("registry/vocabulary/terms.py", '"Stroke"', '"Cerebral stroke"'),
    "a label given by name": ("registry/vocabulary/terms.py", '"TIA"', '"Transient attack"'),
    "a label among bands": ("registry/vocabulary/readings.py", "C-reactive protein", "CRP"),
    "a code of SNOMED": ("registry/vocabulary/terms.py", "SCT|1", "SCT|230690007"),
    "a vocabulary that the engine does not read": ("registry/vocabulary/pages.py", "nurse", "doctor"),
    "a page": ("surveillance/lists/worklist.py", "50", "100"),
}


@pytest.mark.parametrize("change", WORDS.values(), ids=WORDS)
def test_a_comment_a_label_or_a_page_re_reviews_nobody(house: Path, change: Change):
    assert not changed(house, *change)


DECISIONS: dict[str, Change] = {
    "a number of the policy": ("surveillance/engine/policy.py", "1.0", "2.0"),
    "a constant of a rule": ("surveillance/engine/rules/g1.py", "30", "31"),
    "what a rule returns": ("surveillance/engine/rules/g1.py", "self.DAYS", "-self.DAYS"),
    "an import in a sub-folder": ("surveillance/engine/known/dates.py", "LIMITS", "LIMITS as BANDS"),
    "a code": ("registry/vocabulary/terms.py", '"stroke"', '"apoplexy"'),
    "a code given by name": ("registry/vocabulary/terms.py", '"tia"', '"attack"'),
    "a new code": ("registry/vocabulary/terms.py", 'label="TIA")', 'label="TIA"), Term("x", "X")'),
    "a band": ("registry/vocabulary/readings.py", "1000", "900"),
}


@pytest.mark.parametrize("change", DECISIONS.values(), ids=DECISIONS)
def test_a_number_a_code_or_a_band_re_reviews_everybody(house: Path, change: Change):
    assert changed(house, *change)


@pytest.mark.parametrize("folder", ["surveillance/engine", "surveillance/engine/rules/deep/er"])
def test_a_new_module_anywhere_inside_re_reviews_everybody(house: Path, folder: str):
    before = fingerprint(house)
    (house / folder).mkdir(parents=True, exist_ok=True)
    (house / folder / "new.py").write_text("LIMIT = 1.0\n")
    assert fingerprint(house) != before


def test_two_modules_that_change_places_re_review_everybody(house: Path):
    before = fingerprint(house)
    one, other = house / "surveillance/engine/policy.py", house / "surveillance/engine/rules/g1.py"
    texts = one.read_text(), other.read_text()
    one.write_text(texts[1])
    other.write_text(texts[0])
    assert fingerprint(house) != before


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The real sources, to be changed: each test has its own, in whatever order they run."""
    root = tmp_path / "copied"
    for name in ("registry", "surveillance"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__", "migrations"))
    return root


def _rewritten(change: Callable[[str], str], *folders: Path) -> None:
    for folder in folders:
        for path in folder.rglob("*.py"):
            path.write_text(change(path.read_text()))


def test_our_own_engine_without_a_comment_or_docstring_is_the_same_engine(copy: Path):
    before = fingerprint(copy)
    assert before == fingerprint()
    _rewritten(lambda text: ast.unparse(ast.parse(text)) + "\n# the end\n", copy / "surveillance", copy / "registry")
    assert fingerprint(copy) == before


def test_the_labels_of_our_own_vocabulary_re_review_nobody_and_its_codes_everybody(copy: Path):
    (vocabulary,) = (copy / "registry").rglob("terms.py")
    before, text = fingerprint(copy), vocabulary.read_text()
    vocabulary.write_text(text.replace("Silent embolism on imaging", "Embolism without symptoms"))
    assert fingerprint(copy) == before
    vocabulary.write_text(text.replace("silent_embolism", "embolism_silent"))
    assert fingerprint(copy) != before


def test_all_that_the_engine_reads_of_surveillance_is_in_its_fingerprint():
    folders = [ROOT.joinpath(*name.split(".")) for name in COVERS]
    files = [
        f for folder in folders for f in (folder.rglob("*.py") if folder.is_dir() else [folder.with_suffix(".py")])
    ]
    assert len(files) > 80
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text()))]
    read = {f"{node.module}." for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    ours = {name for name in read if name.startswith("surveillance.")}
    assert {name for name in ours if not name.startswith(tuple(f"{cover}." for cover in COVERS))} == set()


def test_what_was_kept_saves_the_reading_and_never_outlives_a_change(
    house: Path, tmp_path_factory: pytest.TempPathFactory
):
    kept = tmp_path_factory.mktemp("data")
    first = fingerprint(house, kept_in=kept)
    (file,) = kept.iterdir()
    assert fingerprint(house, kept_in=kept) == first == fingerprint(house)
    assert changed(house, "surveillance/engine/policy.py", "1.0", "2.0")
    assert fingerprint(house, kept_in=kept) == fingerprint(house) != first
    assert list(kept.iterdir()) == [file]


@pytest.mark.parametrize("broken", ["", "half", "\0\0"])
def test_a_broken_note_is_written_anew(house: Path, kept: Path, broken: str):
    first = fingerprint(house, kept_in=kept)
    (file,) = kept.iterdir()
    whole = file.read_text()
    file.write_text(broken or whole[:-3])
    assert fingerprint(house, kept_in=kept) == first
    assert file.read_text() == whole


def test_a_folder_that_cannot_be_written_costs_time_only(house: Path):
    assert fingerprint(house, kept_in=house / "nowhere") == fingerprint(house)

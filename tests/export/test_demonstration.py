"""The export of the demonstration: opens with the standard reader, holds no identifier and no formula."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Model

from registry.models import Centre, Exam, Patient, User
from tests.demonstration.houses import NOW, loaded
from tests.export import people
from tests.export.conftest import Once, exported
from tests.export.test_codebook import fault

pytestmark = pytest.mark.django_db  # so that a run of this file alone makes the database of its shared fixture


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Once:
    """The export of all published cases and a dozen simulated patients."""
    folder = tmp_path_factory.mktemp("demo")
    with loaded(django_db_blocker, patients=12, centres=2):
        centres = tuple(Centre.objects.values_list("pk", flat=True))
        made = exported(folder, name="export", centres=centres, now=NOW)
        return Once(made, demo_identifiers(), people.live_rows())


def demo_identifiers() -> set[bytes]:
    """Keys, dates, the study ids, sources, names and sites that the demonstration wrote."""
    texts: set[str] = set()
    fields: list[tuple[type[Model], tuple[str, ...]]] = [
        (Patient, ("study_id", "source", "caution")), (User, ("username", "first_name", "last_name", "email")),
        (Exam, ("reader", "site", "note", "source", "limits", "protocol")), (Centre, ("name",)),
    ]  # fmt: skip
    for model, names in fields:
        for row in model.objects.values_list(*names):  # type: ignore[attr-defined]
            texts |= {text for text in row if len(text) > 6 and not text.islower()}
    return people.keys_and_dates() | {text.encode() for text in texts}


def test_it_opens_with_the_standard_reader_and_every_cell_is_in_the_codebook(demo):
    book = demo.made.codebook()
    assert len(demo.made.table("patients")) == 26 + 12
    for name, said in book.items():
        for row in demo.made.table(name):
            assert list(row) == [column["name"] for column in said["columns"]]
            assert not [c["name"] for c in said["columns"] if fault(c, row[c["name"]])]


def test_it_holds_no_identifier(demo):
    assert len(demo.identifiers) > 1000
    for name, content in demo.made.searched().items():
        assert not [needle for needle in demo.identifiers if needle in content], name


def test_it_says_that_nobody_in_it_is_real(demo):
    assert len(demo.made.manifest["marks"]) == 2
    assert demo.made.manifest["patients"]["by_origin"] == {"published": 26, "synthetic": 12}


def test_it_holds_what_the_database_holds(demo):
    files = {file["name"]: file["rows"] for file in demo.made.manifest["files"]}
    models = {"exams": "Exam", "measurements": "Measurement", "features": "Feature", "events": "Event"}
    for name, model in models.items():
        assert files[f"{name}.csv"] == demo.rows[model] > 30

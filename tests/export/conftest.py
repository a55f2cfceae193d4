"""Two centres, those who may export and those who may not, and one way to make an export (models come late)."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from registry.models import Centre, Patient, User


PSEUDONYM = re.compile(rb"\b[A-Z][0-9a-f]{20}\b")


class Made:
    """An export on disk as a researcher opens it."""

    def __init__(self, folder: Path, manifest: dict[str, Any]) -> None:
        self.folder, self.manifest = folder, manifest

    def table(self, name: str) -> list[dict[str, str]]:
        """The rows of one file by the standard library."""
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, strict=True))

    def data(self) -> dict[str, bytes]:
        """The bytes of every file but the manifest, which names the instant it was made."""
        return {path.name: path.read_bytes() for path in self.folder.iterdir() if path.name != "manifest.json"}

    def searched(self) -> dict[str, bytes]:
        """The same without the pseudonyms: among 20 random digits stands, once in some thousand exports, a date."""
        return {name: PSEUDONYM.sub(b"", content) for name, content in self.data().items()}

    def codebook(self) -> dict[str, Any]:
        """codebook.json."""
        return json.loads((self.folder / "codebook.json").read_text(encoding="utf-8"))


@pytest.fixture
def home(db: None) -> Centre:
    from tests.export import people

    return people.centre_of("aa")


@pytest.fixture
def elsewhere(db: None) -> Centre:
    from tests.export import people

    return people.centre_of("bb")


@pytest.fixture
def person(home: Centre) -> Callable[..., User]:
    """person("nurse") gives a nurse of the home centre; person("researcher", centre) of another."""
    from registry.models import Staff, User

    def make(role: str, centre: Centre | None = None) -> User:
        user = User.objects.create_user(f"qzcanary-{role}-{User.objects.count()}", first_name="Lucrezia")
        Staff.objects.create(user=user, centre=centre or home, role=role)
        return user

    return make


@pytest.fixture
def nurse(person: Callable[..., User]) -> User:
    return person("nurse")


@pytest.fixture
def small(home: Centre, nurse: User) -> list[Patient]:
    """Two patients with an exam and an event each."""
    from tests.export import people

    return people.few(home, nurse)


@pytest.fixture
def make(tmp_path: Path, home: Centre) -> Callable[..., Made]:
    """make() exports the home centre; make(project="other", as_of=…, centres=(…,))."""
    from tests.export import people

    made: list[Made] = []

    def export(*, minutes: int = 60, **order: Any) -> Made:
        asked = {"centres": (home.pk,), "now": people.later(minutes)} | order
        made.append(exported(tmp_path, name=f"export-{len(made)}", **asked))
        return made[-1]

    return export


@dataclass(frozen=True)
class Once:
    """One export of three patients with something in every table, and what the database held."""

    made: Made
    identifiers: set[bytes]
    rows: dict[str, int]  # live rows by model name


@pytest.fixture(scope="session")
def once(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Made once for all tests that only read; the database forgets it again."""
    from django.db import transaction

    from registry.models import User
    from tests.export import people

    with django_db_blocker.unblock(), transaction.atomic():
        centre = people.centre_of("aa")
        people.everybody(centre, User.objects.create_user(f"{people.CANARY}-writer"))
        made = exported(tmp_path_factory.mktemp("once"), name="export", now=people.later(60), centres=(centre.pk,))
        found = Once(made, people.identifiers(), people.live_rows())
        transaction.set_rollback(True)
    return found


def exported(
    folder: Path, *, name: str, now: datetime, project: str = "study", progress: Any = None, **order: Any
) -> Made:
    """An export made at `now`."""
    from api.export.build import build
    from api.export.order import Order

    asked, out = Order(project=project, **order), folder / name
    return Made(out, build(asked, out=out, keys=folder / "keys", now=now, progress=progress))

"""Pseudonyms of one export project: keyed, stable within the project, sharing nothing with any other project."""

from __future__ import annotations

import hmac
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _

from api.export.refusal import RefusedError

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
DIGITS = 20  # of the HMAC's 64: 80 bits, no two of a million patients meet


class Project:
    """The key of one project. Whoever holds it can link pseudonyms to patients: it never leaves the data folder."""

    def __init__(self, name: str, key: bytes) -> None:
        self.name = name
        self._key = key

    def pseudonym(self, prefix: str, key: UUID) -> str:
        """HMAC-SHA256 of an id, with a letter in front so that no spreadsheet takes it for a number."""
        digest = hmac.digest(self._key, f"{prefix}:{key.hex}".encode("ascii"), "sha256")
        return prefix + digest.hex()[:DIGITS]


def project(name: str, *, keys: Path) -> Project:
    """The project of that name; its key is made (owner-only) when the first export asks for it."""
    if not NAME.fullmatch(name):
        said = _("“%(name)s” is not a project name: write up to 40 small letters, digits, - or _, as growth-2026.")
        raise RefusedError(said % {"name": name})
    keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = keys / f"{name}.key"
    if not path.exists():
        _make_key(path)
    return Project(name, path.read_bytes())


def _make_key(path: Path) -> None:
    """Publish a whole key or none: a second process that starts at the same moment reads the first one's."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(32))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()

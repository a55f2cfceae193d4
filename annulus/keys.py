"""The secret key: from the environment, or made once and kept in the data folder of the embedded default."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def secret_key(data: Path, *, production: bool) -> str:
    """Production takes SECRET_KEY from the environment and nothing else; empty means "refuse to start"."""
    given = os.environ.get("SECRET_KEY", "")
    if given or production:
        return given
    return kept_key(data / "secret_key")


def kept_key(path: Path) -> str:
    """Reads the key, or makes it (owner-only) when the first of several processes starts."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text(encoding="ascii")

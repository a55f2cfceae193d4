"""The data folder, which no other account of the machine reads, and the secret key kept in it."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path


def closed_folder(path: Path) -> Path:
    """The folder, made if need be and closed to others; a shared one such as /tmp or one of others stays as it is."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.stat()
    if found.st_uid == os.geteuid() and not found.st_mode & stat.S_ISVTX:
        path.chmod(0o700)
    return path


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

"""The data folder: the account that runs Annulus reads it, no other account of the machine does."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def closed_folder(path: Path) -> Path:
    """The folder, made if need be and closed to others; a shared one such as /tmp or one of others stays as it is."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.stat()
    if found.st_uid == os.geteuid() and not found.st_mode & stat.S_ISVTX:
        path.chmod(0o700)
    return path

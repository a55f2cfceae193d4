"""A folder that appears whole or not at all, and the same folder as one reproducible zip file."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from api.export.refusal import RefusedError

BLOCK = 1 << 20
EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest a zip can say: the same files give the same zip


def check(out: Path) -> None:
    """Refuse a place where an export may not appear."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise RefusedError(_("%(out)s is not a folder: name a folder that does not exist yet.") % {"out": out})
    try:
        taken = out.exists() and any(out.iterdir())
    except OSError as error:
        said = _("%(out)s cannot be read (%(why)s): name another folder.")
        raise RefusedError(said % {"out": out, "why": error.strerror}) from error
    if taken:
        said = _("The folder %(out)s is not empty: name a new one, an export never overwrites.")
        raise RefusedError(said % {"out": out})


@contextmanager
def staged(out: Path) -> Iterator[Path]:
    """A folder beside `out` that takes its name when everything in it is written, or disappears."""
    check(out)
    part, handle = _open_part(out)
    try:
        yield part
        _settle(part)
        part.rename(out)
        _sync(out.parent)
    except OSError as error:
        said = _("The export could not be written to %(out)s: %(why)s.")
        raise RefusedError(said % {"out": out, "why": error.strerror}) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
        os.close(handle)


def sha256(path: Path) -> str:
    """The hash of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def pack(folder: Path, target: Path) -> None:
    """One zip of the files of a folder: same files, same bytes; published by rename."""
    part = target.with_name(f"{target.name}.part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            info = zipfile.ZipInfo(path.name, EPOCH)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            with path.open("rb") as source, archive.open(info, "w") as member:
                shutil.copyfileobj(source, member, BLOCK)
    part.chmod(0o600)
    _sync(part)
    part.replace(target)
    _sync(target.parent)


def _open_part(out: Path) -> tuple[Path, int]:
    """A new folder, locked while this process lives; those of processes that died are removed."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _clear_abandoned(out)
        part = Path(tempfile.mkdtemp(prefix=f".{out.name}.part-", dir=out.parent))
    except OSError as error:
        said = _("%(out)s cannot be written to (%(why)s): name another folder.")
        raise RefusedError(said % {"out": out.parent, "why": error.strerror}) from error
    handle = os.open(part, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    return part, handle


def _clear_abandoned(out: Path) -> None:
    for part in out.parent.iterdir():
        if not part.name.startswith(f".{out.name}.part-"):
            continue
        handle = os.open(part, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(part, ignore_errors=True)
        except BlockingIOError:
            continue  # another export to the same place is still being written
        finally:
            os.close(handle)


def _settle(part: Path) -> None:
    for path in part.iterdir():
        _sync(path)
    _sync(part)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

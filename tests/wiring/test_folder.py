"""Names, session keys and hashes lie in the data folder: no other account of the machine reads them."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from annulus.folder import closed_folder

ROOT = Path(__file__).resolve().parents[2]
MAIL = "from django.core.mail import send_mail; send_mail('subject', 'text', None, ['nurse@example.org'])"
ENTRIES = {
    "command": ["manage.py", "createcachetable"],
    "web": ["-c", f"import annulus.wsgi; {MAIL}"],
    "worker": ["-c", f"from annulus.celery import app; app.finalize(); app.conf.broker_url; {MAIL}"],
}


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def embedded(tmp_path):
    """The environment of somebody who has only cloned the project, with a data folder that was open so far."""
    ours = ("ANNULUS_", "DATABASE_URL", "REDIS_", "DJANGO_", "SECRET_KEY", "EMAIL_")
    env = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    (tmp_path / "house").mkdir()
    (tmp_path / "house").chmod(0o755)
    return env | {"ANNULUS_DATA": str(tmp_path / "house")}


@pytest.mark.sqlite
@pytest.mark.parametrize("entry", ENTRIES)
def test_what_is_written_is_for_its_owner_alone(embedded, entry):
    subprocess.run([sys.executable, *ENTRIES[entry]], cwd=ROOT, env=embedded, umask=0o022, check=True)
    data = Path(embedded["ANNULUS_DATA"])
    written = [data, *data.rglob("*")]
    assert len(written) > 2
    assert [path for path in written if mode(path) & 0o077] == []


def test_a_folder_of_our_own_is_closed(tmp_path):
    tmp_path.chmod(0o755)
    assert mode(closed_folder(tmp_path)) == 0o700
    assert mode(closed_folder(tmp_path / "new")) == 0o700


def test_a_shared_folder_stays_shared(tmp_path):
    tmp_path.chmod(0o1777)
    assert mode(closed_folder(tmp_path)) == 0o1777

"""A folder appears whole or not at all."""

from __future__ import annotations

import shutil
import signal
import stat
import subprocess
import sys
import zipfile

import pytest

from api.export import folder
from api.export.pseudonyms import project
from api.export.refusal import RefusedError
from tests.conftest import ROOT
from tests.export import people


def test_a_folder_that_holds_something_is_refused_and_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(RefusedError, match="is not empty: name a new one"), folder.staged(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("kind", ["file", "link"])
def test_a_file_or_a_link_is_no_folder(tmp_path, kind):
    place = tmp_path / "out"
    if kind == "file":
        place.write_text("")
    else:
        place.symlink_to(tmp_path)
    with pytest.raises(RefusedError, match="is not a folder"), folder.staged(place):
        pass


def test_a_place_that_cannot_be_written_is_refused_in_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RefusedError, match="cannot be written to"), folder.staged(tmp_path / "file" / "out"):
        pass


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "out").mkdir()
    with folder.staged(tmp_path / "out") as part:
        (part / "a.csv").write_text("a")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (tmp_path / "out" / "a.csv").read_text() == "a"


def test_what_fails_half_way_leaves_nothing(tmp_path):
    def stopped():
        with folder.staged(tmp_path / "out") as part:
            (part / "a.csv").write_text("a")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert list(tmp_path.iterdir()) == []


def test_the_half_of_a_killed_export_is_cleared_by_the_next_but_a_living_one_is_not(tmp_path):
    (tmp_path / ".out.part-dead").mkdir()
    with folder.staged(tmp_path / "out") as living:
        assert not (tmp_path / ".out.part-dead").exists()
        folder._clear_abandoned(tmp_path / "out")
        assert living.exists()


def test_the_same_files_give_the_same_zip(tmp_path):
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "b.csv").write_text("b")
        (tmp_path / name / "a.csv").write_text("a")
        folder.pack(tmp_path / name, tmp_path / f"{name}.zip")
        made.append((tmp_path / f"{name}.zip").read_bytes())
    assert made[0] == made[1]
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert archive.namelist() == ["a.csv", "b.csv"]
        assert archive.testzip() is None


def test_a_key_is_made_once_for_its_owner_only(tmp_path):
    project("study", keys=tmp_path / "keys")
    path = tmp_path / "keys" / "study.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    before = path.read_bytes()
    project("study", keys=tmp_path / "keys")
    assert path.read_bytes() == before
    assert len(before) == 32
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("name", ["", "../secret", "A", "a b", "a" * 41, "-a", "a\n"])
def test_a_name_that_is_no_project_makes_no_key(tmp_path, name):
    with pytest.raises(RefusedError, match="is not a project name"):
        project(name, keys=tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_an_export_killed_half_way_leaves_no_folder(small, house_env, tmp_path):
    command = [sys.executable, "manage.py", "export", "--out", str(tmp_path / "out"), "--project", "killed"]
    for _ in range(10):  # a small export may be done before the signal comes
        running = subprocess.Popen(
            command, cwd=ROOT, env=house_env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while not list(tmp_path.glob(".out.part-*")) and running.poll() is None:
            pass
        running.kill()
        if running.wait() == -signal.SIGKILL:
            break
        shutil.rmtree(tmp_path / "out")
    assert list(tmp_path.glob(".out.part-*")), "no export was killed half way"
    assert not (tmp_path / "out").exists()
    done = subprocess.run(command, cwd=ROOT, env=house_env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert people.CANARY not in (tmp_path / "out" / "patients.csv").read_text()

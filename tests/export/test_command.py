"""manage.py export: the same export by hand; bad input gets one sentence and nothing is written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.conftest import ROOT
from tests.export import people


def export(out, *more):
    said = StringIO()
    call_command("export", f"--out={out}", *more, stdout=said, stderr=said)
    return said.getvalue()


def test_it_says_how_many_rows_went_where(small, tmp_path):
    said = export(tmp_path / "out")
    assert said.startswith("2 patients, ")
    assert str(tmp_path / "out") in said
    assert (tmp_path / "out" / "manifest.json").exists()


def test_json_is_the_manifest(small, tmp_path):
    said = json.loads(export(tmp_path / "out", "--json"))
    assert said == json.loads((tmp_path / "out" / "manifest.json").read_text())


def test_one_centre_alone(small, elsewhere, nurse, tmp_path):
    people.enrol(elsewhere, nurse, 1)
    assert json.loads(export(tmp_path / "both", "--json"))["patients"]["total"] == 3
    assert json.loads(export(tmp_path / "one", "--json", f"--centre={elsewhere.code}"))["patients"]["total"] == 1


def test_folders_on_the_way_are_made(small, tmp_path):
    export(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b" / "patients.csv").exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--tier=identified"], "The tier “identified” is not available yet: use --tier controlled."),
        (["--tier=aggregate"], "The tier “aggregate” is not available yet: use --tier controlled."),
        (["--format=parquet"], "The format “parquet” is not available yet: use --format csv."),
        (["--centre=XXX"], "There is no centre “XXX”; the centres are: qzcanaryaa."),
        (["--as-of=yesterday"], "--as-of: “yesterday” is not an instant. Write 2026-03-10 or 2026-03-10T12:00Z."),
        (["--as-of=2999-01-01"], "01-Jan-2999 23:59 UTC lies in the future: name an instant that has passed."),
        (["--as-of=2026-02-30"], "--as-of: “2026-02-30” is not an instant. Write 2026-03-10 or 2026-03-10T12:00Z."),
        (["--project=Ä"], "“Ä” is not a project name"),
    ],
)
def test_bad_input_gets_one_sentence_and_writes_nothing(home, tmp_path, options, sentence):
    with pytest.raises(CommandError) as refused:
        export(tmp_path / "out", *options)
    assert str(refused.value).startswith(sentence)
    assert "\n" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_the_help_offers_what_there_is(capsys):
    with pytest.raises(SystemExit):
        call_command("export", "--help")
    said = capsys.readouterr().out
    assert "--tier controlled" in said
    assert "--format csv" in said
    assert "identified" not in said


def test_an_export_of_nobody_says_so(home, tmp_path):
    said, warned = StringIO(), StringIO()
    call_command("export", f"--out={tmp_path / 'out'}", "--json", stdout=said, stderr=warned)
    assert json.loads(said.getvalue())["marks"] == ["HOLDS NO PATIENT: nobody was in its scope"]
    assert warned.getvalue().startswith("This export HOLDS NO PATIENT")


@pytest.mark.parametrize("command", ["export --out=out", "sweep", "token somebody --list"])
def test_a_house_that_was_never_set_up_is_told_in_one_sentence(tmp_path, command):
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "ANNULUS_DATA": str(tmp_path)
    }
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", *command.split()], cwd=tmp_path, env=env, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr == (
        "The database has not been set up for this version. Run `manage.py migrate`, or `make run` at first.\n"
    )


def test_a_folder_in_use_is_refused(home, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(CommandError, match="is not empty"):
        export(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_as_of_a_day_means_its_end(small, tmp_path):
    assert (
        json.loads(export(tmp_path / "d", "--json", "--as-of=2026-06-02"))["as_of"]
        == "2026-06-02T23:59:59.999999+00:00"
    )
    assert json.loads(export(tmp_path / "i", "--json", "--as-of=2026-06-01T09:00Z"))["patients"]["total"] == 2
    none = export(tmp_path / "j", "--json", "--as-of=2026-06-01T08:59Z").splitlines()
    assert json.loads(none[0])["patients"]["total"] == 0
    assert "HOLDS NO PATIENT" in none[1]

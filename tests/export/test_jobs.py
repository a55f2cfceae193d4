"""An export that was asked for: one job per request, made once, its scope checked again, heard of while it runs."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta

import pytest

from api import tasks
from api.export import jobs
from api.export.refusal import RefusedError
from registry.models import Staff
from surveillance.models import Job
from tests.export import people

NOW = people.NOW


@pytest.fixture
def researcher(person):
    return person("researcher")


@pytest.fixture
def asked(researcher, home):
    return jobs.ask(researcher, [home], project="growth", now=NOW)


def running(job, *, silent_for=0):
    Job.objects.filter(pk=job.pk).update(state="running", beat_at=NOW - timedelta(seconds=silent_for))
    job.refresh_from_db()
    return job


def test_the_same_request_twice_is_one_job(asked, researcher, home):
    assert jobs.ask(researcher, [home], project="growth", now=NOW + timedelta(minutes=5)) == asked
    running(asked)
    assert jobs.ask(researcher, [home], project="growth", now=NOW) == asked
    assert Job.objects.count() == 1


def test_another_project_or_person_or_a_stopped_job_is_another_job(asked, researcher, person, home):
    others = {
        jobs.ask(researcher, [home], project="other", now=NOW).pk,
        jobs.ask(person("data_manager"), [home], project="growth", now=NOW).pk,
    }
    running(asked, silent_for=121)
    others.add(jobs.ask(researcher, [home], project="growth", now=NOW).pk)
    assert len(others | {asked.pk}) == 4


def test_a_third_export_at_once_is_refused(asked, researcher, home):
    jobs.ask(researcher, [home], project="b", now=NOW)
    with pytest.raises(RefusedError, match="2 of your exports are being made"):
        jobs.ask(researcher, [home], project="c", now=NOW)


def test_what_a_person_is_told(asked):
    def told(seconds=0):
        return jobs.state(asked, NOW + timedelta(seconds=seconds))

    assert (told(), told(20), told(21)) == ("waiting", "waiting", "unclaimed")
    running(asked)
    assert (told(), told(120), told(121)) == ("running", "running", "stopped")
    asked.state, asked.ended_at = "done", NOW
    assert (told(), told(7 * 86400), told(7 * 86400 + 1)) == ("done", "done", "expired")


@pytest.mark.django_db(transaction=True)
def test_a_waiting_job_whose_message_was_lost_is_made_once_as_a_zip(small, asked):
    tasks.tend_exports()  # what beat starts every minute
    asked.refresh_from_db()
    assert (asked.state, asked.fault, asked.done, asked.total) == ("done", "", 2, 2)
    with zipfile.ZipFile(jobs.place(asked)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert archive.read("patients.csv").count(b"\r\n") == 3
    assert (manifest["project"], asked.result["patients"], asked.result["sha256"][:4].isalnum()) == ("growth", 2, True)
    assert jobs.place(asked).stat().st_mode & 0o777 == 0o600
    assert not jobs.place(asked).with_suffix("").exists()
    made = jobs.place(asked).stat().st_mtime_ns
    tasks.build_export(str(asked.pk))  # the message comes after all
    assert jobs.place(asked).stat().st_mtime_ns == made


def test_a_right_that_ended_between_asking_and_making_makes_nothing(asked, researcher):
    Staff.objects.filter(user=researcher).delete()
    tasks.build_export(str(asked.pk))
    asked.refresh_from_db()
    assert (asked.state, asked.fault) == ("failed", "Your right to export from a centre of this job has ended.")
    assert not jobs.place(asked).exists()


def test_a_job_whose_row_names_a_foreign_centre_makes_nothing(asked, elsewhere):
    Job.objects.filter(pk=asked.pk).update(centres=[*asked.centres, str(elsewhere.pk)])
    tasks.build_export(str(asked.pk))
    asked.refresh_from_db()
    assert asked.state == "failed"


def test_a_fault_nobody_foresaw_is_told_as_stopped(asked, monkeypatch):
    def breaks(*_, **__):
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(jobs, "build", breaks)
    with pytest.raises(RuntimeError):
        tasks.build_export(str(asked.pk))
    asked.refresh_from_db()
    assert (asked.state, asked.fault) == ("failed", jobs.STOPPED)


@pytest.mark.django_db(transaction=True)
def test_the_beat_is_written_while_the_export_still_runs_and_a_job_given_up_stops(asked):
    running(asked)
    instants = iter(NOW + timedelta(seconds=10 * n) for n in range(9))
    with jobs.Heart(asked.pk, lambda: next(instants)) as heart:
        heart.beat(1, 4)
        assert heart._told.result() == 1
        asked.refresh_from_db()
        assert (asked.done, asked.total, asked.beat_at) == (1, 4, NOW)
        Job.objects.filter(pk=asked.pk).update(state="failed")
        heart.beat(2, 4)
        assert heart._told.result() == 0
        with pytest.raises(RefusedError, match="Start it again"):
            heart.beat(3, 4)


def test_silent_jobs_have_failed_and_old_files_go(asked, researcher, home):
    old = Job.objects.create(
        kind="export", owner=researcher, state="done", made_at=NOW, ended_at=NOW - timedelta(days=8)
    )
    jobs.place(old).parent.mkdir(exist_ok=True)
    jobs.place(old).write_bytes(b"zip")
    silent = running(jobs.ask(researcher, [home], project="b", now=NOW), silent_for=121)
    assert jobs.tend(now=NOW) == []
    assert jobs.tend(now=NOW + timedelta(seconds=21)) == [asked.pk]
    old.refresh_from_db()
    silent.refresh_from_db()
    assert (old.state, silent.state, silent.fault) == ("expired", "failed", jobs.STOPPED)
    assert not jobs.place(old).exists()


def test_jobs_of_another_kind_are_left_alone(researcher):
    other = Job.objects.create(
        kind="intake", owner=researcher, state="running", made_at=NOW, beat_at=NOW - timedelta(days=1)
    )
    jobs.tend(now=NOW)
    jobs.run(other.pk, clock=lambda: NOW)
    other.refresh_from_db()
    assert other.state == "running"


def test_what_a_killed_export_left_behind_goes_and_a_finished_file_stays(asked, researcher, home, settings):
    exports = jobs.place(asked).parent
    exports.mkdir(parents=True, exist_ok=True)
    done = jobs.ask(researcher, [home], project="other", now=NOW)
    Job.objects.filter(pk=done.pk).update(state="done", ended_at=NOW)
    jobs.place(done).write_bytes(b"zip")
    running(asked, silent_for=121)
    for left in (f".{asked.pk}.part-x1", str(asked.pk)):
        (exports / left).mkdir()
        (exports / left / "patients.csv").write_text("rows")
    (exports / f"{asked.pk}.zip.part").write_bytes(b"half")
    jobs.tend(now=NOW)
    assert [path.name for path in exports.iterdir()] == [f"{done.pk}.zip"]

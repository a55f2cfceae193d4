"""The export page: who may see it, one button, one's own exports and nobody else's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from api.export import jobs
from registry.models import Staff
from surveillance.models import Job


@pytest.fixture
def entered(person):
    """entered("nurse") gives a browser in which a nurse has logged in."""

    def enter(role, *more):
        client = Client()
        client.user = person(role, *more)
        client.force_login(client.user)
        return client

    return enter


def finished(user, *centres, days_ago=0):
    ended = timezone.now() - timedelta(days=days_ago)
    job = Job.objects.create(
        kind="export", owner=user, centres=[str(c.pk) for c in centres], parameters={"project": "growth"}, state="done",
        made_at=ended, ended_at=ended, result={"patients": 2, "rows": 9, "bytes": 3, "sha256": "ab" * 32, "marks": []},
    )  # fmt: skip
    jobs.place(job).parent.mkdir(exist_ok=True)
    jobs.place(job).write_bytes(b"zip")
    return job


def address(job):
    return reverse("export:download", args=[job.pk])


def test_it_stands_at_export():
    assert reverse("export:page") == "/export/"


def test_who_is_not_logged_in_is_asked_to(db):
    assert Client().get("/export/").headers["Location"].startswith("/accounts/login/")
    assert Client().get(f"/export/{uuid4()}/download/").headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("role", "status"),
    [("nurse", 403), ("cardiologist", 200), ("centre_admin", 200), ("data_manager", 200), ("researcher", 200)],
)
def test_only_roles_that_may_export_see_it(entered, role, status):
    client = entered(role)
    assert client.get("/export/").status_code == status
    assert client.post("/export/", {"centre": "", "project": "x"}).status_code == (302 if status == 200 else 403)


def test_build_makes_one_job_however_often_it_is_pressed(entered, home, django_capture_on_commit_callbacks):
    client = entered("researcher")
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            answer = client.post("/export/", {"centre": "", "project": "growth"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/export/")
    job = Job.objects.get()
    assert (job.owner, job.centres, job.state) == (client.user, [str(home.pk)], "waiting")
    assert "Waiting" in client.get("/export/").content.decode()


def test_times_are_those_of_the_centre(entered, home):
    home.time_zone = "Asia/Tokyo"
    home.save()
    client = entered("researcher")
    client.post("/export/", {"centre": "", "project": "growth"})
    Job.objects.update(made_at=datetime(2026, 6, 1, 20, 30, tzinfo=UTC))
    assert "02-Jun-2026 05:30" in client.get("/export/").content.decode()


def test_a_job_that_no_worker_takes_says_so(entered):
    client = entered("researcher")
    client.post("/export/", {"centre": "", "project": "growth"})
    Job.objects.update(made_at=timezone.now() - timedelta(minutes=1))
    said = client.get("/export/").content.decode()
    assert "No worker yet" in said
    assert "Reload" in said


def test_a_running_job_shows_how_far_it_is(entered, home):
    client = entered("researcher")
    client.post("/export/", {"centre": "", "project": "growth"})
    Job.objects.update(state="running", done=200, total=412, beat_at=timezone.now())
    assert '<progress max="412" value="200"' in client.get("/export/").content.decode()


def test_a_stopped_job_can_be_started_again(entered):
    client = entered("researcher")
    client.post("/export/", {"centre": "", "project": "growth"})
    Job.objects.update(state="running", beat_at=timezone.now() - timedelta(minutes=3))
    said = client.get("/export/").content.decode()
    assert "Stopped" in said
    assert "Start again" in said
    client.post("/export/", {"centre": "", "project": "growth"})
    assert Job.objects.filter(state="waiting").count() == 1


@pytest.mark.parametrize("data", [{"project": "Not A Name"}, {"project": ""}, {"project": "x", "centre": str(uuid4())}])
def test_a_bad_request_is_told_beside_its_field_and_makes_no_job(entered, data):
    answer = entered("researcher").post("/export/", data)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not Job.objects.exists()


def test_another_centre_cannot_be_asked_for(entered, home, elsewhere):
    answer = entered("researcher").post("/export/", {"centre": str(elsewhere.pk), "project": "x"})
    assert answer.status_code == 422
    assert not Job.objects.exists()


def test_one_of_two_centres_can_be_chosen(entered, home, elsewhere):
    client = entered("researcher")
    Staff.objects.create(user=client.user, centre=elsewhere, role="researcher")
    Staff.objects.create(user=client.user, centre=home, role="nurse")
    client.post("/export/", {"centre": str(elsewhere.pk), "project": "one"})
    client.post("/export/", {"centre": "", "project": "all"})
    assert sorted(len(job.centres) for job in Job.objects.all()) == [1, 2]


def test_the_owner_downloads_a_zip(entered, home):
    client = entered("researcher")
    job = finished(client.user, home)
    answer = client.get(address(job))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/zip")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="annulus-growth-{job.pk.hex[:8]}.zip"'
    assert b"".join(answer.streaming_content) == b"zip"
    assert address(job) in client.get("/export/").content.decode()
    assert client.head(address(job)).headers["Content-Type"] == "application/zip"


def test_somebody_elses_export_is_not_found_even_at_the_same_centre(entered, home):
    job = finished(entered("researcher").user, home)
    other = entered("data_manager")
    assert other.get(address(job)).status_code == 404
    assert str(job.pk) not in other.get("/export/").content.decode()


def test_an_export_is_gone_after_seven_days_and_while_it_is_not_ready(entered, home):
    client = entered("researcher")
    assert client.get(address(finished(client.user, home, days_ago=6))).status_code == 200
    assert client.get(address(finished(client.user, home, days_ago=8))).status_code == 404
    job = finished(client.user, home)
    Job.objects.filter(pk=job.pk).update(state="running")
    assert client.get(address(job)).status_code == 404


def test_an_export_is_gone_when_the_right_or_the_file_is(entered, home):
    client = entered("researcher")
    job = finished(client.user, home)
    Staff.objects.filter(user=client.user).update(role="nurse")
    assert client.get(address(job)).status_code == 404
    Staff.objects.filter(user=client.user).update(role="researcher")
    jobs.place(job).unlink()
    assert client.get(address(job)).status_code == 404


def test_a_job_of_another_kind_is_no_export(entered, home):
    client = entered("researcher")
    job = finished(client.user, home)
    Job.objects.filter(pk=job.pk).update(kind="intake")
    assert client.get(address(job)).status_code == 404


def test_the_page_asks_the_database_as_often_for_one_job_as_for_twenty(entered, home, django_assert_max_num_queries):
    client = entered("researcher")
    for _ in range(20):
        finished(client.user, home)
    with django_assert_max_num_queries(8):
        client.get("/export/")

"""The drill of the embedded house: 20,000 messages from four processes, and a worker that is killed ten times."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.utils import timezone

from api.export import jobs
from registry.models import Centre
from surveillance.models import Job, Outbox, Standing
from surveillance.review import sweep
from surveillance.work import notices
from tests.conftest import ROOT, wait_for
from tests.services import free_port, stop
from tests.wiring.test_serve import address_in, children

SENDERS, EACH, KILLS, NOTICES = 4, 5000, 10, 400
SEND = f"""
import sys
from pathlib import Path
from celery import Celery
from annulus import queue
app = Celery("sender")
app.conf.update(broker_url=queue.FOLDER_URL, broker_transport_options=queue.folder_options(Path(sys.argv[1])))
for n in range({EACH}):
    app.send_task("surveillance.sweep" if n % 100 == 0 else "surveillance.deliver", ignore_result=True)
"""


@pytest.fixture
def served(house_env, cast, tmp_path):
    """The real `make run` in the test's own house: the process and its address."""
    env = house_env | {"REDIS_URL": "", "PORT": str(free_port()), "SWEEP_SECONDS": "10"}
    log = tmp_path / "house.log"
    with log.open("wb") as out:
        command = [sys.executable, "manage.py", "serve"]
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out, start_new_session=True)
    yield process, address_in(log, process=process, seconds=180), log
    stop(process, seconds=30)


class Visitor(threading.Thread):
    """Somebody who opens a page again and again."""

    def __init__(self, address):
        super().__init__(daemon=True)
        self.address, self.answers, self.away = address, Counter(), threading.Event()

    def run(self):
        while not self.away.wait(0.5):
            try:
                self.answers[urlopen(self.address + "accounts/login/", timeout=30).status] += 1
            except (URLError, OSError) as error:
                self.answers[str(error)] += 1


def work_comes(cast, first):
    """A part of what the house has to do, none of it with a message of its own."""
    same = {"kind": first.kind, "patient": first.patient, "alert": first.alert, "made_at": first.made_at}
    Outbox.objects.bulk_create(Outbox(**same) for _ in range(NOTICES // KILLS))
    Standing.objects.filter(patient=cast.stable).update(look_again_at=timezone.now())


def kill_one(process):
    """The worker of this moment, at any instant of its work, after it has held a message for at least a moment."""
    wait_for(lambda: len(children(process.pid)) == 2, seconds=90)
    worker = children(process.pid)[1]
    wait_for(lambda: children(worker), seconds=90)  # its clock: it is ready
    time.sleep(10 + random.random())
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: worker not in children(process.pid), seconds=30)


def is_all_done(data):
    waiting = Outbox.objects.filter(delivered_at=None, claimed_at=None).exists()
    running = Job.objects.filter(state__in=("waiting", "running")).exists()
    due = any(sweep.eligible(centre, timezone.now()) for centre in Centre.objects.all())
    return not (waiting or running or due or list((data / "queue" / "waiting").glob("*/*")))


@pytest.mark.slow
@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_ten_killed_workers_and_20000_messages_lose_no_work_and_mail_nothing_twice(served, cast, settings):
    process, address, log = served
    cast.cardiologist.email = "doctor@example.org"
    cast.cardiologist.save()
    visitor = Visitor(address)
    visitor.start()
    for project in ("one", "two"):
        jobs.ask(cast.researcher, [cast.rome], project=project, now=timezone.now())
    command = [sys.executable, "-c", SEND, str(settings.DATA)]
    senders = [subprocess.Popen(command, cwd=ROOT) for _ in range(SENDERS)]
    first = Outbox.objects.earliest("pk")
    for _ in range(KILLS):
        work_comes(cast, first)
        kill_one(process)
    assert [sender.wait(60) for sender in senders] == [0] * SENDERS
    wait_for(lambda: is_all_done(settings.DATA), seconds=400)
    visitor.away.set()

    assert log.read_text().count("the worker ended (-9)") == KILLS
    assert process.poll() is None
    assert set(visitor.answers) == {200}
    assert not (settings.DATA / "queue" / "broken").exists()
    assert {(job.state, job.fault) for job in Job.objects.all()} <= {("done", ""), ("failed", jobs.STOPPED)}

    unsure = Outbox.objects.filter(delivered_at=None)
    assert unsure.count() <= KILLS  # killed between claim and mark: sent again after five minutes, by the same name
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "annulus.mail.Folder", settings.DATA / "mail"
    notices.deliver(now=timezone.now() + timedelta(minutes=5))
    assert not unsure.exists()
    mails = [path for path in (settings.DATA / "mail").iterdir() if path.suffix == ".eml"]
    assert len(mails) == Outbox.objects.filter(alert__patient__centre=cast.rome).count() > NOTICES

"""`make run`'s command: pages and worker start together, a taken port is named, a stop leaves nothing behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.conftest import wait_for
from tests.services import free_port, stop

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def embedded(tmp_path_factory):
    """The environment of somebody who has only cloned the project."""
    ours = ("ANNULUS_", "DATABASE_URL", "REDIS_", "DJANGO_", "SECRET_KEY", "SWEEP_")
    env = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return env | {"ANNULUS_DATA": str(tmp_path_factory.mktemp("house")), "PORT": str(free_port())}


@pytest.fixture
def start(tmp_path):
    """Starts a house and gives the process with its log; what a failed test leaves running is stopped."""
    started = []

    def begin(env, *, through=()):
        log = tmp_path / f"{len(started)}.log"
        command = [*through, sys.executable, "manage.py", "serve"]
        with log.open("wb") as out:
            process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out, start_new_session=True)
        started.append(process)
        return process, log

    yield begin
    for process in started:
        stop(process, seconds=30)


def address_in(log, *, process, seconds):
    deadline = time.monotonic() + seconds
    while not (found := re.search(r"Annulus is at (http://\S+)", log.read_text())):
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)
    return found[1]


def children(pid):
    """The processes that `pid` started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def others(pid, known):
    """The processes that `pid` started, but those known."""
    return {*children(pid)} - known


def was_said(log, text):
    """Whether the log holds the text."""
    return text in log.read_text()


def is_at_work(pid):
    """Whether the process runs; an orphan that ended may wait for a first process that collects nobody."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.slow
@pytest.mark.sqlite
def test_one_command_serves_pages_and_worker_and_the_second_start_is_quick(embedded, start):
    first, log = start(embedded)
    address = address_in(log, process=first, seconds=180)
    assert urlopen(address + "accounts/login/").status == 200
    assert len(children(first.pid)) == 2
    stop(first, seconds=30)

    began = time.monotonic()
    second, log = start(embedded)
    address_in(log, process=second, seconds=30)
    took = time.monotonic() - began
    busy = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))  # others may be at work on this machine
    assert took < 5 * busy, f"second start: {took:.1f} s"


IN_A_SCRIPT = ("sh", "-c", 'trap \'\' INT; exec "$0" "$@"')  # a script's `make run &` ignores the interrupt


@pytest.mark.slow
@pytest.mark.sqlite
@pytest.mark.parametrize("through", [(), IN_A_SCRIPT], ids=["by hand", "in a script"])
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_stop_leaves_no_process_behind(embedded, start, ending, through):
    process, log = start(embedded, through=through)
    address_in(log, process=process, seconds=180)
    started = children(process.pid)
    process.send_signal(ending)
    assert process.wait(30) == 0, log.read_text()
    assert not [pid for pid in started if Path(f"/proc/{pid}").exists()]


@pytest.mark.slow
@pytest.mark.sqlite
def test_a_worker_that_ends_is_started_again_and_the_pages_stay_until_the_web_server_ends(embedded, start):
    process, log = start(embedded)
    address = address_in(log, process=process, seconds=180)
    web, worker = children(process.pid)
    clock = wait_for(lambda: children(worker), seconds=60)
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: len(children(process.pid)) == 2 and worker not in children(process.pid), seconds=30)
    assert "the worker ended (-9): started again in 1 s" in log.read_text()
    assert urlopen(address + "accounts/login/").status == 200
    assert not [pid for pid in clock if is_at_work(pid)]
    _, worker = children(process.pid)
    os.kill(web, signal.SIGKILL)
    assert process.wait(60) == 1
    assert "The web server ended by itself" in log.read_text()
    assert not Path(f"/proc/{worker}").exists()


@pytest.mark.slow
@pytest.mark.sqlite
def test_a_worker_that_ends_at_every_start_is_tried_more_and_more_rarely_and_the_pages_stay(embedded, start):
    process, log = start(embedded)
    address = address_in(log, process=process, seconds=180)
    web, worker = children(process.pid)
    for wait in (1, 2, 4):
        os.kill(worker, signal.SIGKILL)
        wait_for(partial(was_said, log, f"started again in {wait} s"), seconds=10)
        assert urlopen(address + "accounts/login/").status == 200
        (worker,) = wait_for(partial(others, process.pid, {web, worker}), seconds=30)


@pytest.mark.slow
@pytest.mark.sqlite
def test_a_queue_that_is_away_is_asked_for_more_and_more_rarely_and_used_when_it_is_back(embedded, start):
    process, log = start(embedded)
    address = address_in(log, process=process, seconds=180)
    _, worker = children(process.pid)
    place = Path(embedded["ANNULUS_DATA"]) / "queue"
    wait_for(lambda: list(place.glob("claimed/*")), seconds=60)
    place.rename(place.with_name("queue-aside"))
    place.write_text("in the way")
    wait_for(lambda: "Trying again in 4.00 seconds" in log.read_text(), seconds=60)
    assert urlopen(address + "accounts/login/").status == 200
    assert log.read_text().count("consumer") < 20  # lines, not a flood of them
    place.unlink()
    wait_for(lambda: list(place.glob("claimed/*")), seconds=60)
    assert worker in children(process.pid)


@pytest.mark.sqlite
def test_a_taken_port_is_named_with_a_way_out(embedded, start):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process, log = start(embedded | {"PORT": str(port)})
        assert process.wait(60) == 1
    assert f"Port {port} is taken on 127.0.0.1. Use another: make run PORT={port + 1}" in log.read_text()


INTERRUPTED_IN_A_FORK = """
import os, signal, time
from annulus.management.commands import serve
os.register_at_fork(**{when: lambda: os.kill(os.getpid(), signal.SIGINT)})
signal.signal(signal.SIGINT, signal.default_int_handler)
processes = {}
try:
    serve.start(processes, "The sleeper", lambda: time.sleep(60), [])
    print("not interrupted")
except KeyboardInterrupt:
    print("interrupted, noted:", *processes)
serve.stop(processes)
"""


@pytest.mark.parametrize("when", ["before", "after_in_parent"])
def test_an_interrupt_in_the_middle_of_a_start_is_heard_and_no_child_is_forgotten(embedded, when):
    script = INTERRUPTED_IN_A_FORK.replace("{when:", f"{{{when!r}:")
    env = embedded | {"DJANGO_SETTINGS_MODULE": "annulus.settings"}
    code = f"import django; django.setup()\n{script}"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
    assert done.stdout == "interrupted, noted: The sleeper\n", done.stderr
    assert done.returncode == 0

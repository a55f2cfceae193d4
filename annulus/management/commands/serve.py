"""Starts Annulus on this machine: database, demonstration, web server and worker, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from contextlib import suppress
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from registry.models import Patient
from surveillance import demonstration

STOP_SECONDS = 15
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # Ctrl-C, a stop, a terminal that is closed
Processes = dict[str, subprocess.Popen[bytes]]


class Command(BaseCommand):
    """`make run` calls this; PORT and HOST say where, ANNULUS_DATA where the data lie."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The port comes from PORT, so that `make run PORT=8080` works."""
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))

    def handle(self, *, host: str, port: int, **_: Any) -> None:
        """Prepares, starts both processes, says where to go, and waits."""
        refuse_taken(host, port)
        loaded = prepare()
        for ending in ENDINGS:  # a script's background start would ignore the first
            signal.signal(ending, signal.default_int_handler)
        processes = {"The web server": start(web(host, port))}
        try:
            wait_until_it_answers(f"http://{host}:{port}/healthz", processes)
            processes["The worker"] = start(worker())  # only now: on two cores it would keep the first page waiting
            if not loaded:
                call_command("demo", logins=True)
            self.stdout.write(f"\nAnnulus is at http://{host}:{port}/   (Ctrl-C stops it)")
            self.stdout.flush()
            raise CommandError(f"{wait_for_one(processes)} ended by itself; see its lines above.")
        except KeyboardInterrupt:
            self.stdout.write("Stopping ...")
        finally:
            stop(processes)


def refuse_taken(host: str, port: int) -> None:
    """One clear sentence before anything is started."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            reason = "is taken" if port and error.errno != 13 else "is not allowed"
            raise CommandError(
                f"Port {port} {reason} on {host}. Use another: make run PORT={port + 1}. "
                "If another Annulus runs there on the same data, stop it first."
            ) from error


def prepare() -> bool:
    """Tables, cache table and, in an empty house, the demonstration; true when it was loaded (and told its log-ins)."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)  # also after a start that was killed in between: log-in needs it
    if Patient.objects.filter(origin="real").exists() or demonstration.is_complete():
        return False  # an interrupted first start is taken up again
    call_command("demo")
    return True


def web(host: str, port: int) -> list[str]:
    """gunicorn; its control socket would lie in the home folder, and its access log would hold searched names."""
    limits = ["--workers", "2", "--threads", "4", "--worker-class", "gthread", "--preload", "--no-control-socket"]
    return ["gunicorn", *limits, "--log-level", "warning", "--bind", f"{host}:{port}", "annulus.wsgi:application"]


def worker() -> list[str]:
    """One Celery worker with beat in it, alone: it looks for no neighbours. annulus.queue sets pool and broker."""
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return ["celery", "-A", "annulus", "--quiet", "worker", "-B", "--loglevel", "warning", *alone]


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """A child in a session of its own: Ctrl-C reaches this process alone, which then stops both in order."""
    quiet = ["-W", "ignore:You're running the worker with superuser"]  # a demonstration on a bare machine often is root
    return subprocess.Popen([sys.executable, *quiet, "-m", *command], start_new_session=True)  # noqa: S603  (our own words)


def wait_until_it_answers(address: str, processes: Processes) -> None:
    """Returns when the page answers."""
    while all(process.poll() is None for process in processes.values()):
        try:
            urlopen(address, timeout=5).close()  # noqa: S310  (our own address)
        except (URLError, OSError):
            time.sleep(0.05)
        else:
            return
    raise CommandError("The server did not start; see its lines above.")


def wait_for_one(processes: Processes) -> str:
    """The name of the first process that ends by itself."""
    while True:
        for name, process in processes.items():
            if process.poll() is not None:
                return name
        time.sleep(0.3)


def stop(processes: Processes) -> None:
    """Asks both to finish what they do, then ends what is still there; a second Ctrl-C does not interrupt this."""
    for ending in ENDINGS:
        signal.signal(ending, signal.SIG_IGN)
    for process in processes.values():
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in processes.values():
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, deadline - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)

"""Starts Annulus on this machine: database, demonstration, web server and worker, until Ctrl-C.

Web server and worker are forks of this process: Annulus is loaded once, not three times, so the page is there sooner.
A worker that ends is started again, and the pages stay; when the web server ends, everything does.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import socket
import sys
import time
import warnings
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from multiprocessing.process import BaseProcess
from typing import Any

import celery.__main__
import gunicorn.app.wsgiapp
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from annulus.checks import refuse_altered
from registry.audit import triggers
from registry.models import Patient
from surveillance import demonstration

STOP_SECONDS = 15
SOONEST_SECONDS, LATEST_SECONDS = 1.0, 60.0  # until a worker that ended is started again
STEADY_SECONDS = 10  # a worker that ran for longer is not one that cannot start
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # Ctrl-C, a stop, a terminal that is closed
WEB, WORKER = "The web server", "The worker"
Processes = dict[str, BaseProcess]
log = logging.getLogger(__name__)


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
        at_the_ending(signal.default_int_handler)  # a script's background start would ignore the first
        processes: Processes = {}
        try:
            start(processes, WEB, gunicorn.app.wsgiapp.run, web(host, port))
            wait_until_it_answers(host, port, processes)
            start_worker(processes)  # only now: the first page comes first
            if not loaded:
                call_command("demo", logins=True)
            self.stdout.write(f"\nAnnulus is at http://{host}:{port}/   (Ctrl-C stops it)")
            self.stdout.flush()
            keep_the_worker(processes)
            raise CommandError(f"{WEB} ended by itself; see its lines above.")
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
        refuse_altered()
        return False
    triggers.install(connection)  # an interrupted first start is taken up again
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


def start_worker(processes: Processes) -> None:
    """The first, or the next one."""
    start(processes, WORKER, celery.__main__.main, worker())


def at_the_ending(do: Any) -> None:
    """Sets what happens at each of the signals that end us."""
    for ending in ENDINGS:
        signal.signal(ending, do)


def start(processes: Processes, name: str, program: Callable[[], None], words: list[str]) -> None:
    """A child in a session of its own: Ctrl-C reaches this process alone, which then stops both in order.

    A Ctrl-C meanwhile waits until the child is noted: in the middle of a fork it is lost, after it the child would be.
    """
    heard: list[int] = []
    connections.close_all()  # a connection serves one process
    at_the_ending(lambda number, _frame: heard.append(number))
    process = multiprocessing.get_context("fork").Process(target=run, args=(program, words))
    process.start()
    processes[name] = process
    at_the_ending(signal.default_int_handler)
    if heard:
        raise KeyboardInterrupt


def run(program: Callable[[], None], words: list[str]) -> None:
    """In the child: what the program would be, started from the command line with these words."""
    os.setsid()
    at_the_ending(signal.SIG_DFL)
    warnings.filterwarnings("ignore", "You're running the worker with superuser")  # a bare machine often is root
    sys.argv = words
    program()


def wait_until_it_answers(host: str, port: int, processes: Processes) -> None:
    """Returns when the page answers; asked without the proxy that the environment may name."""
    while all(process.is_alive() for process in processes.values()):
        asking = HTTPConnection(host, port, timeout=5)
        try:
            asking.request("GET", "/healthz")
            if asking.getresponse().status < HTTPStatus.INTERNAL_SERVER_ERROR:  # a host it does not serve: it is up
                return
        except (OSError, HTTPException):
            time.sleep(0.05)
        finally:
            asking.close()
    raise CommandError("The server did not start; see its lines above.")


def keep_the_worker(processes: Processes) -> None:
    """Returns when the web server ends by itself; a worker that does is started again, later and later if it cannot."""
    wait, began = SOONEST_SECONDS, time.monotonic()
    while processes[WEB].is_alive():
        if not processes[WORKER].is_alive():
            if time.monotonic() - began > STEADY_SECONDS:
                wait = SOONEST_SECONDS
            log.error("the worker ended (%s): started again in %.0f s", processes[WORKER].exitcode, wait)
            end_session(processes[WORKER])
            processes[WEB].join(wait)
            if processes[WEB].is_alive():
                start_worker(processes)
            wait, began = min(2 * wait, LATEST_SECONDS), time.monotonic()
        time.sleep(0.3)


def end_session(process: BaseProcess) -> None:
    """Ends what a child left behind: the clock of a killed worker would tick beside that of the next."""
    if process.pid:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def stop(processes: Processes) -> None:
    """Asks both to finish what they do, then ends what is still there; a second Ctrl-C does not interrupt this."""
    at_the_ending(signal.SIG_IGN)
    for process in processes.values():
        process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in processes.values():
        process.join(max(0.1, deadline - time.monotonic()))
        end_session(process)

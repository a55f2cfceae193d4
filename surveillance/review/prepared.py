"""Queries whose SQL is built once: Django's building of it would be a third of the cost of a review."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models
from django.db.models import QuerySet, UUIDField

Row = TypeVar("Row", bound=models.Model)
Build = Callable[[list[UUID], datetime | None], QuerySet[Any]]
STAND_IN = datetime(1970, 1, 1, tzinfo=UTC)


def rows(build: Build, ids: Sequence[UUID], instant: datetime | None = None) -> list[tuple[Any, ...]]:
    """The raw rows of `build(ids, instant)`, in the database's own types.

    `build` is a function of a module (its SQL is kept under it) that puts the ids and the instant into filters as they
    are and asks nothing else of them; its query selects by `values_list`.
    """
    if not ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(*_filled(build, ids, instant))
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def instances(model: type[Row], build: Build, ids: Sequence[UUID], instant: datetime | None = None) -> Iterator[Row]:
    """The objects of `build(ids, instant)`, a query of whole `model` rows; see `rows`."""
    if ids:
        yield from model._default_manager.raw(*_filled(build, ids, instant))


def _filled(build: Build, ids: Sequence[UUID], instant: datetime | None) -> tuple[str, list[Any]]:
    sql, slots = _statement(build, connection.vendor, len(ids), instant is not None)
    given = _parameters(ids, instant)
    return sql, [given[slot] if place else slot for place, slot in slots]


@lru_cache(maxsize=256)
def _statement(build: Build, vendor: str, n: int, dated: bool) -> tuple[str, list[tuple[bool, Any]]]:
    """The SQL for `n` ids, and for each of its parameters either a constant or the place of what is given."""
    ids = [UUID(int=i + 1) for i in range(n)]
    instant = STAND_IN if dated else None
    sql, parameters = build(ids, instant).query.sql_with_params()
    place = {repr(stand_in): i for i, stand_in in enumerate(_parameters(ids, instant))}
    return sql, [(repr(p) in place, place.get(repr(p), p)) for p in parameters]


def _parameters(ids: Sequence[UUID], instant: datetime | None) -> list[Any]:
    """What is given, as the database takes it."""
    given: list[Any] = [UUIDField().get_db_prep_value(pk, connection) for pk in ids]
    return given if instant is None else [*given, connection.ops.adapt_datetimefield_value(instant)]

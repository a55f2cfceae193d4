"""Lists by keyset: each page starts after the last row of the one before, at any depth at the same cost."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import ValidationError as Refusal
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

SIZE, SIZE_MAX = 50, 200
CURSOR, PAGE_SIZE = "cursor", "page_size"
CURSOR_MAX = 600


class Keyset(BasePagination):
    """The view gives `order`: columns of its model without nulls, the last one unique."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """One page, and the address of the next."""
        size = _size(request.query_params.get(PAGE_SIZE))
        order: Sequence[str] = view.order
        if cursor := request.query_params.get(CURSOR):
            queryset = queryset.filter(after(order, _values(cursor, queryset.model, order)))
        rows = list(queryset.order_by(*order)[: size + 1])
        self.next = None
        if len(rows) > size:
            last = cursor_of(rows[size - 1], order)
            self.next = replace_query_param(request.build_absolute_uri(), CURSOR, last)
        return rows[:size]

    def get_paginated_response(self, data: Any) -> Response:
        """The page; totals are not counted."""
        return Response({"next": self.next, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The shape of a page."""
        link = {"type": ["string", "null"], "format": "uri", "description": "The next page, or null."}
        properties = {"next": link, "results": schema}
        return {"type": "object", "required": ["next", "results"], "properties": properties}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The two parameters of every list."""
        cursor = {"type": "string", "maxLength": CURSOR_MAX}
        size = {"type": "integer", "minimum": 1, "maximum": SIZE_MAX, "default": SIZE}
        says = "Where the page starts; taken from `next`, never made up."
        return [
            {"name": CURSOR, "in": "query", "required": False, "description": says, "schema": cursor},
            {"name": PAGE_SIZE, "in": "query", "required": False, "description": "Rows of a page.", "schema": size},
        ]


class Filters(DjangoFilterBackend):
    """The filters that the view lists in `filterset_class`; any other parameter is refused."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        """The rows asked for."""
        filterset = getattr(view, "filterset_class", None)
        known = {CURSOR, PAGE_SIZE, *(filterset.base_filters if filterset else ())}
        unknown = [name for name in request.query_params if name not in known]
        if unknown:
            said = _("This list has no such parameter. Known: %(known)s.") % {"known": ", ".join(sorted(known))}
            raise ValidationError({name[:60]: [said] for name in unknown})
        twice = [name for name in request.query_params if len(request.query_params.getlist(name)) > 1]
        if twice:
            raise ValidationError({name: [_("Given more than once: give one value.")] for name in twice})
        empty = [name for name in request.query_params if not "".join(request.query_params.getlist(name)).strip()]
        if empty:
            raise ValidationError({name: [_("Give a value, or leave the parameter out.")] for name in empty})
        found: QuerySet[Any] = super().filter_queryset(request, queryset, view)
        return found


def after(order: Sequence[str], values: Sequence[Any]) -> Q:
    """The rows that stand after `values` in `order`."""
    found, equal = Q(), Q()
    for column, value in zip(order, values, strict=True):
        name = column.removeprefix("-")
        found |= equal & Q(**{f"{name}__{'lt' if column.startswith('-') else 'gt'}": value})
        equal &= Q(**{name: value})
    return found


def cursor_of(row: models.Model, order: Sequence[str]) -> str:
    """Where the next page starts, as one opaque word."""
    values = [getattr(row, column.removeprefix("-")) for column in order]
    text = json.dumps([value.isoformat() if isinstance(value, date) else str(value) for value in values])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _values(cursor: str, model: type[models.Model], order: Sequence[str]) -> list[Any]:
    try:
        if len(cursor) > CURSOR_MAX:
            raise ValueError
        texts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        fields = [model._meta.get_field(column.removeprefix("-")) for column in order]
        if not isinstance(texts, list) or not all(isinstance(text, str) and "\0" not in text for text in texts):
            raise ValueError
        "".join(texts).encode()  # half a surrogate pair is no text
        return [_value(field, text) for field, text in zip(fields, texts, strict=True)]
    except (ValueError, OverflowError, Refusal, RecursionError) as error:
        said = _("This cursor is not from a page of this list: start without it.")
        raise ValidationError({CURSOR: [said]}) from error


def _value(field: Any, text: str) -> Any:
    value = field.to_python(text)
    return value.astimezone(UTC) if isinstance(value, datetime) else value  # an instant before year 1 overflows


def _size(text: str | None) -> int:
    if text is None:
        return SIZE
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(SIZE_MAX)) and 1 <= int(text) <= SIZE_MAX):
        said = _("“%(value)s” is not a number of rows: 1 to %(most)d.") % {"value": text[:20], "most": SIZE_MAX}
        raise ValidationError({PAGE_SIZE: [said]})
    return int(text)

"""What machines can ask, for people to read: every operation of the OpenAPI document on one page."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import NamedTuple

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from surveillance.pages import frame


class Operation(NamedTuple):
    """One line of the page."""

    method: str
    path: str
    summary: str


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """How to log in, and what can be asked."""
    return frame.page(request, "api.html", {"groups": groups(), "root": request.build_absolute_uri("/")})


@cache
def groups() -> tuple[tuple[str, tuple[Operation, ...]], ...]:
    """The operations by what they are about, read off the document once a process."""
    found: dict[str, list[Operation]] = defaultdict(list)
    for path, methods in SchemaGenerator().get_schema(request=None, public=True)["paths"].items():
        for method, said in methods.items():
            found[said["tags"][0]].append(Operation(method.upper(), path, said["summary"]))
    return tuple((tag, tuple(operations)) for tag, operations in sorted(found.items()))

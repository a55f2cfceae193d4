"""Every refusal in one shape (RFC 9457): type, title, status, detail and, for bad input, a sentence per field."""

from __future__ import annotations

import logging
import math
from http import HTTPStatus
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as Refusal
from django.db import IntegrityError, OperationalError, connections
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from rest_framework import exceptions, status
from rest_framework.permissions import SAFE_METHODS
from rest_framework.response import Response
from rest_framework.settings import api_settings

from registry.recording.plausibility import UNCONFIRMED

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
WHOLE = (NON_FIELD_ERRORS, api_settings.NON_FIELD_ERRORS_KEY)
NOT_FOUND = gettext_lazy("There is nothing at this address, or it is not yours to see.")
NAMES = {"on_first": "on", "on_last": "on", "precision": "on"} | {
    f"{prefix}_{end}": prefix for prefix in ("since", "until", "birth") for end in ("first", "last", "precision")
}
RETRY_SECONDS = 5


class Conflict(exceptions.APIException):
    """What stands contradicts what was asked."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = gettext_lazy("Somebody has changed this meanwhile. Read it again.")


class LengthRequired(exceptions.APIException):
    """The body comes in chunks, which the server would take for no body."""

    status_code = status.HTTP_411_LENGTH_REQUIRED
    default_detail = gettext_lazy("Send the body in one piece with its Content-Length, not with Transfer-Encoding.")


class PreconditionFailed(exceptions.APIException):
    """If-Match names another revision."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = gettext_lazy(
        "Facts of this patient have changed since you read them. Read them again, then send anew."
    )


class TooLarge(exceptions.APIException):
    """The body is over the limit."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = gettext_lazy("The body is too large: send less at once.")


class PreconditionRequired(exceptions.APIException):
    """If-Match is missing."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_detail = gettext_lazy(
        "Send If-Match with the ETag under which you read this, so that no change of others is lost."
    )


class Unavailable(exceptions.APIException):
    """The database did not answer in time."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = gettext_lazy(
        "The database does not answer just now: try again. A write that gets this answer has not been made."
    )
    wait = RETRY_SECONDS


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """The problem document for what was raised; None leaves a fault of ours to Django's 500."""
    known = translated(error)
    if known is None:
        return None
    undo()
    headers = {}
    if header := getattr(known, "auth_header", None):
        headers["WWW-Authenticate"] = header
    if wait := getattr(known, "wait", None):
        headers["Retry-After"] = str(math.ceil(wait))
    request = context.get("request")
    body = problem(known, writing=request is None or request.method not in SAFE_METHODS)
    return Response(body, status=known.status_code, headers=headers, content_type=MEDIA_TYPE)


def undo() -> None:
    """Nothing of a refused request stays where requests are atomic."""
    for connection in connections.all(initialized_only=True):
        if connection.settings_dict["ATOMIC_REQUESTS"] and connection.in_atomic_block:
            connection.set_rollback(True)


def translated(error: Exception) -> exceptions.APIException | None:
    """Django's refusals as those of REST framework."""
    if isinstance(error, Http404 | exceptions.NotFound):
        return exceptions.NotFound(NOT_FOUND)  # byte for byte: what is not yours looks like what is not there
    if isinstance(error, exceptions.APIException):
        return error
    if isinstance(error, RequestDataTooBig):
        return TooLarge()
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied(str(error) or None)
    if isinstance(error, Refusal):
        if getattr(error, "code", "") in ("stale", "stands"):
            return Conflict(error.messages[0])
        return exceptions.ValidationError(_by_field(error) if hasattr(error, "error_dict") else error.messages)
    if isinstance(error, IntegrityError):
        log.warning("the database refused a write of the API: %s", type(error).__name__)
        return Conflict(_("The database refused this entry: it contradicts what stands. Nothing was written."))
    if isinstance(error, OperationalError):
        log.error("the database did not answer a request of the API", exc_info=error)
        return Unavailable()
    return None


def _by_field(error: Refusal) -> dict[str, list[str]]:
    """The sentences of each field; one that a person would confirm on the page names the field that does it here."""
    found: dict[str, list[str]] = error.message_dict
    for field, refusals in error.error_dict.items():
        if any(refusal.code == UNCONFIRMED for refusal in refusals):
            found[field].append(_("To confirm it, send the same document with “confirmed”: true."))
    return found


def problem(error: exceptions.APIException, *, writing: bool) -> dict[str, Any]:
    """The body; only of a write it says that nothing was written."""
    code = error.status_code
    body: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(code).phrase, "status": code}
    if not isinstance(error, exceptions.ValidationError):
        return body | {"detail": str(error.detail)}
    fields = sentences(error.detail)
    whole = [sentence for name in ("", *WHOLE) for sentence in fields.pop(name, [])]
    return body | {"detail": " ".join(whole) or _counted(len(fields), writing=writing), "errors": fields}


def _counted(n: int, *, writing: bool) -> str:
    if writing:
        said = ngettext(
            "%(n)d field cannot be accepted; nothing was written.",
            "%(n)d fields cannot be accepted; nothing was written.",
            n,
        )
    else:
        said = ngettext("%(n)d parameter cannot be accepted.", "%(n)d parameters cannot be accepted.", n)
    return said % {"n": n}


def sentences(detail: Any, path: str = "") -> dict[str, list[str]]:
    """Nested errors as one list of sentences per path, such as measurements.0.size_mm."""
    if isinstance(detail, dict):
        parts = [(NAMES.get(str(name), str(name)), inner) for name, inner in detail.items()]
    elif isinstance(detail, list) and any(isinstance(inner, dict | list) for inner in detail):
        parts = [(str(index), inner) for index, inner in enumerate(detail)]
    else:
        return {path: [str(sentence) for sentence in (detail if isinstance(detail, list) else [detail])]}
    found: dict[str, list[str]] = {}
    for name, inner in parts:
        here = path if name in WHOLE and path else f"{path}.{name}" if path else name
        for where, said in sentences(inner, here).items():
            found[where] = found.get(where, []) + said
    return found

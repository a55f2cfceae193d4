"""What every view of the API shares: the scope, the page, the lock, the entity tag, the limits of use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from api.rest.errors import LengthRequired
from api.rest.paging import Filters, Keyset
from api.rest.preconditions import etag
from api.rest.serializers import Document
from registry import access
from registry.models import Centre, Patient, User


class View(GenericViewSet):
    """Fetch, call one function, answer."""

    pagination_class = Keyset
    filter_backends = [Filters]
    serializer_class: type[serializers.Serializer] = Document
    queryset: QuerySet[Any] | None = None
    order: tuple[str, ...] = ()
    http_method_names = ["get", "head", "post", "put", "patch", "delete"]

    @property
    def throttle_scope(self) -> str:
        """Reading and writing are limited apart."""
        return "read" if self.request.method in SAFE_METHODS else "write"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Who asks, what is allowed, and that a write says something."""
        super().initial(request, *args, **kwargs)
        if self.action and request.method not in SAFE_METHODS and request.META.get("CONTENT_LENGTH") in (None, "", "0"):
            if "Transfer-Encoding" in request.headers:
                raise LengthRequired
            raise ParseError(_("The request has no body. Send the document of this entry as a JSON object."))

    def request_document(self) -> type[serializers.Serializer] | None:
        """The document that the present action takes, for the OpenAPI description."""
        return None if self.request.method in SAFE_METHODS else self.serializer_class

    def page(self, rows: QuerySet[Any], *, patient: Patient | None = None) -> Response:
        """One page of `rows`."""
        shown = self.paginate_queryset(self.filter_queryset(rows))
        response = self.get_paginated_response(
            self.serializer_class(shown, many=True, context=self.about(patient)).data
        )
        return tagged(response, patient) if patient else response

    def about(self, patient: Patient | None = None) -> dict[str, Any]:
        """What the fields of a document may need to know."""
        return {**self.get_serializer_context(), "patient": patient}

    def values(self, document: type[Document], data: Any, *, patient: Patient | None = None) -> dict[str, Any]:
        """The valid values of a document, or 400 with a sentence per field."""
        said = document(data=data, context=self.about(patient))
        said.is_valid(raise_exception=True)
        return dict(said.validated_data)


def tagged(response: Response, patient: Patient) -> Response:
    """The answer with the revision of the patient that it shows."""
    response["ETag"] = etag(patient)
    return response


def locked(user: User, patient_id: UUID, deed: str) -> Patient:
    """The patient for a write, locked until the transaction ends, so that the revision compared is the one written."""
    among = Patient.objects.select_related("centre").select_for_update(of=("self",), no_key=True)
    return access.patient_for(user, patient_id, deed, among=among)


def readable(user: User) -> list[Centre]:
    """The centres whose patients the user reads; a role without reading is told so."""
    centres = access.centres_for(user, access.READ)
    if not centres:
        raise PermissionDenied(_("None of your roles includes: read. Ask the centre administrator."))
    return centres


def merged(current: Mapping[str, Any], patch: Any) -> Any:
    """The document that a PATCH asks for (RFC 7396): objects are merged, lists and values replaced."""
    if not isinstance(patch, Mapping):
        return patch
    inner = {name: merged(old, patch[name]) for name, old in current.items() if name in patch and isinstance(old, dict)}
    return {**current, **patch, **inner}


def user_of(request: Request) -> User:
    """The person or the owner of the token."""
    return request.user  # type: ignore[return-value]

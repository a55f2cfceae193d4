"""Who asks, what can be asked, and the answer where there is nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.http import Http404
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from api.rest.documents import MeSerializer
from api.rest.views import View


class Me(View):
    """The person or the token behind the request."""

    serializer_class = MeSerializer

    def retrieve(self, request: Request) -> Response:
        """Roles, what they allow, and the token in use."""
        return Response(self.serializer_class(request.user, context=self.about()).data)


class Nowhere(APIView):
    """An address that no operation has: the same answer as for what is not yours."""

    schema = None
    throttle_scope = "read"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Whatever the method."""
        super().initial(request, *args, **kwargs)
        raise Http404


class SchemaView(SpectacularJSONAPIView):
    """The OpenAPI document, for those who are logged in."""

    # the library's own let anybody in; the settings name the classes, REST framework gives them
    permission_classes = cast(Sequence[type[BasePermission]], api_settings.DEFAULT_PERMISSION_CLASSES)
    throttle_scope = "read"

"""The OpenAPI document: what is read off the views and fields, with every refusal declared."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework.permissions import SAFE_METHODS

from api.rest.errors import MEDIA_TYPE
from api.rest.exams import READINGS
from api.rest.preconditions import KEY
from api.rest.serializers import WHY
from api.rest.values import PARTIAL

AMENDS = ("PUT", "PATCH", "DELETE")
PROBLEM = {
    "type": "object",
    "description": "A refusal (RFC 9457): what was wrong and what to do about it.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "object",
            "description": "Sentences by field; parts of a list as measurements.0.size_mm.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
}
ETAG = {"description": "The revision of the patient that this answer shows.", "schema": {"type": "string"}}


class Described(AutoSchema):
    """Adds what the library does not know: refusals, If-Match, and bodies of DELETE."""

    def get_request_serializer(self) -> Any:
        """The document that the action takes."""
        document = getattr(self.view, "request_document", lambda: None)()
        return document() if document else None

    def get_tags(self) -> list[str]:
        """By what the operation is about, not by the patient in its address."""
        return self._tokenize_path()[-1:]

    def get_summary(self) -> str:
        """The first line of the action's docstring."""
        action = getattr(self.view, getattr(self.view, "action", None) or self.method.lower(), None)
        return (getattr(action, "__doc__", "") or "").split("\n", 1)[0].rstrip(".")

    def get_description(self) -> str:  # type: ignore[override]  # as drf-spectacular has it, not REST framework
        """What is said of all operations of this address."""
        return str(super().get_description()) if self.view.__doc__ else ""

    def get_operation(self, *args: Any) -> Any:
        """The operation with its refusals and headers."""
        operation = super().get_operation(*args)
        if operation is None:
            return None
        operation["parameters"] = [*operation.get("parameters", []), *self._headers()]
        for code in self._refusals():
            operation["responses"].setdefault(str(code), {"$ref": f"#/components/responses/{_name(code)}"})
        for code, answer in operation["responses"].items():
            if code < "300" and "{" in self.path and not self._is_list_view():
                answer["headers"] = {"ETag": ETAG}
        return operation

    def _headers(self) -> list[dict[str, Any]]:
        text = {"type": "string"}
        match = "The ETag under which this was read. Facts of the patient written since then refuse the request."
        found = []
        if self.method not in SAFE_METHODS and "{" in self.path:
            needed = self.method in AMENDS
            found.append({"name": "If-Match", "in": "header", "required": needed, "schema": text, "description": match})
        if self.method == "POST":
            once = {"type": "string", "format": "uuid"}
            says = "Sent twice with the same body, it is recorded once and answered alike; another body gets 409."
            found.append({"name": KEY, "in": "header", "required": False, "schema": once, "description": says})
        return found

    def _refusals(self) -> list[int]:
        writes, one = self.method not in SAFE_METHODS, "{" in self.path
        codes = {
            400: writes or self._is_list_view(),
            401: True,
            403: True,
            404: one,
            405: True,
            406: True,
            409: writes,
            411: writes,
            412: writes and one,
            413: writes,
            415: writes,
            428: self.method in AMENDS,
            429: True,
            503: True,
        }
        return [code for code, declared in codes.items() if declared]

    def _get_request_body(self, direction: Any = "request") -> Any:
        """DELETE takes the reason of the retraction."""
        if self.method != "DELETE":
            return super()._get_request_body(direction)  # type: ignore[no-untyped-call]  # not annotated there
        component = self.resolve_serializer(self.get_request_serializer(), direction)
        return {"content": {"application/json": {"schema": component.ref}}, "required": True}

    def _postprocess_serializer_schema(self, schema: Any, serializer: Any, direction: Any) -> Any:
        """What is sent may hold nothing unknown; what is answered holds everything."""
        schema = super()._postprocess_serializer_schema(  # type: ignore[no-untyped-call]  # not annotated there
            schema, serializer, direction
        )
        names = schema.get("properties", {})
        if direction == "request":
            schema["additionalProperties"] = False
            if WHY in names:
                schema["required"] = sorted({*schema.get("required", []), WHY})
        elif names:
            schema["required"] = sorted(names)
        return schema


def _name(code: int) -> str:
    return HTTPStatus(code).name.title().replace("_", "")


def declare_problems(result: dict[str, Any], generator: Any, **_: Any) -> dict[str, Any]:
    """The refusals once, for all operations to point at."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    components["responses"] = {
        _name(code): {"description": HTTPStatus(code).phrase, "content": content}
        for code in (400, 401, 403, 404, 405, 406, 409, 411, 412, 413, 415, 428, 429, 503)
    }
    return result


class MeasureSchema(OpenApiSerializerFieldExtension):
    """A measurement with its limits, unit (UCUM) and standard code."""

    target_class = "api.rest.values.Measure"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """A number."""
        of = self.target.of
        said = {"type": "number", "format": "double", "minimum": of.low, "maximum": of.high, "x-unit": of.unit}
        return said | ({"x-code": of.code} if of.code else {})


class CodedSchema(OpenApiSerializerFieldExtension):
    """A code with the label of each."""

    target_class = "api.rest.values.Coded"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """A closed set."""
        field = self.target
        codes: list[str | None] = [term.code for term in field.terms]
        labels = {term.code: term.label for term in field.terms}
        return {"type": "string", "enum": codes + ([None] if field.allow_null else []), "x-labels": labels}


class PartialDateSchema(OpenApiSerializerFieldExtension):
    """A date as precisely as it is known."""

    target_class = "api.rest.values.PartialDate"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """A text of a fixed form."""
        return {"type": "string", "pattern": PARTIAL, "example": "2026-03"}


class ReadingSchema(OpenApiSerializerFieldExtension):
    """One of the typed readings."""

    target_class = "api.rest.exams.ReadingField"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """Which one follows from the modality."""
        kinds = [auto_schema.resolve_serializer(document(), direction).ref for document in READINGS.values()]
        return {"anyOf": kinds}


class TokenSchema(OpenApiAuthenticationExtension):
    """Log-in by token."""

    target_class = "api.tokens.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """A header."""
        says = "“Token ” and the key that `manage.py token` shows once."
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": says}

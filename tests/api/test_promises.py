"""What the OpenAPI document promises against what the API does, with requests made from the document (schemathesis)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given
from schemathesis import GenerationMode, checks, openapi

from annulus.wsgi import application
from api import tokens
from registry.models import User

EXAMPLES = 4
CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]
DRILL = hypothesis.settings(
    max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _one_connection(house: dict[str, UUID]) -> Iterator[None]:  # after it: its client connects them again
    """What the test client does too: a request must not close the connection that holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def operations(schema: Any, mode: GenerationMode) -> Iterator[Any]:
    """Every operation; those that take neither body nor query cannot be asked wrongly."""
    for found in schema.get_all_operations():
        operation = found.ok()
        if mode == GenerationMode.POSITIVE or list(operation.body) or list(operation.query):
            yield operation


def path_of(operation: Any, house: dict[str, UUID]) -> dict[str, str]:
    """Objects that exist, so that the answer is about the rest of the request."""
    kind = operation.path.split("/")[3]
    ids = {"patient_id": house["patient_id"], "alert_id": house["api:alert"]}
    ids["lineage"] = (
        house["api:policy" if kind == "policies" else f"api:{kind}"] if "{lineage}" in operation.path else None
    )
    return {name: str(ids[name]) for name in ids if f"{{{name}}}" in operation.path}


@pytest.mark.slow
@pytest.mark.parametrize("mode", GenerationMode, ids=str)
def test_every_operation_keeps_what_its_document_promises(
    staff: dict[str, User],
    house: dict[str, UUID],
    mode: GenerationMode,
):
    key = tokens.issue(staff["cardiologist"], name="drill", days=1, now=timezone.now())[1]
    headers = {"Authorization": f"Token {key}", "If-Match": "*"}
    schema = openapi.from_wsgi("/api/schema/", application, headers=headers)
    faults: list[str] = []
    for operation in operations(schema, mode):
        strategy = operation.as_strategy(mode, path_parameters=path_of(operation, house), headers=headers)

        @DRILL
        @given(case=strategy)
        def keeps(case: schemathesis.Case) -> None:
            case.call_and_validate(headers=headers, checks=CHECKS)

        try:
            keeps()
        except BaseExceptionGroup as found:
            faults.append(f"{operation.method} {operation.path}: {found.exceptions}")
    assert faults == []

"""The OpenAPI document: valid, complete, behind the log-in, and true."""

from __future__ import annotations

import json
from typing import Any

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from rest_framework.test import APIClient

from registry.models.exam import SIZE_HIGH_MM


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    with GENERATOR_STATS.silence():
        GENERATOR_STATS.reset()
        return json.loads(json.dumps(SchemaGenerator().get_schema(request=None, public=True)))


def operations(schema: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, said) for path, methods in schema["paths"].items() for method, said in methods.items()]


def test_the_document_is_valid_and_made_without_a_warning(schema: dict[str, Any]):
    validate_schema(schema)
    assert (GENERATOR_STATS._warn_cache, GENERATOR_STATS._error_cache) == ({}, {})


def test_every_operation_declares_its_refusals(schema: dict[str, Any]):
    for path, method, said in operations(schema):
        codes = set(said["responses"])
        assert codes >= {"401", "403", "405", "406", "429"}, path
        assert ("404" in codes) == ("{" in path), path
        assert ("411" in codes) == (method != "get"), path
        if method in ("put", "patch", "delete"):
            assert codes >= {"400", "409", "412", "428"}, path
        if method == "post":
            assert codes >= {"400", "409"}, path


def test_a_refusal_is_a_problem_document(schema: dict[str, Any]):
    for answer in schema["components"]["responses"].values():
        assert answer["content"]["application/problem+json"]["schema"]["$ref"].endswith("/Problem")


def test_labels_units_limits_and_choices_stand_in_the_document(schema: dict[str, Any]):
    size = schema["components"]["schemas"]["MeasurementRequest"]["properties"]["size_mm"]
    assert (size["title"], size["x-unit"], size["minimum"], size["maximum"]) == ("size", "mm", 0.1, SIZE_HIGH_MM)
    mr = schema["components"]["schemas"]["EchoReading"]["properties"]["mr_grade"]
    assert (mr["title"], mr["x-labels"]["mild"]) == ("mitral regurgitation", "Mild")


def test_what_may_be_sent_is_closed_and_what_is_answered_is_complete(schema: dict[str, Any]):
    for name, said in schema["components"]["schemas"].items():
        if name.endswith("Request"):
            assert said["additionalProperties"] is False, name
    exam = schema["components"]["schemas"]["Exam"]
    assert set(exam["required"]) == set(exam["properties"])


def test_no_shape_is_left_open_and_null_is_said_as_3_1_says_it(schema: dict[str, Any]):
    text = json.dumps(schema)
    assert schema["openapi"].startswith("3.1")
    assert '"nullable"' not in text
    assert '"items": {}' not in text
    listed = schema["components"]["schemas"]
    assert listed["PaginatedSignalList"]["properties"]["next"]["type"] == ["string", "null"]
    assert set(listed["Signal"]["properties"]["numbers"]["items"]["properties"]) == {"label", "value", "unit", "origin"}
    assert "size in mm" in listed["Standing"]["properties"]["spark"]["items"]["description"]


def test_what_an_answer_needs_and_how_a_date_is_written_stand_in_words(schema: dict[str, Any]):
    answer = schema["components"]["schemas"]["AnswerRequest"]["properties"]
    assert answer["reason"]["description"].startswith("Needed for act, not_a_problem, data_error; on an S4")
    assert "becomes the patient's plan" in answer["until"]["description"]
    date = schema["components"]["schemas"]["EventRequest"]["properties"]["on"]["description"]
    assert all(form in date for form in ("(2026)", "(2026-03)", "(2026-03-10)", "2026-03-10/2026-05-02", "nominal "))


def test_every_post_takes_an_idempotency_key_and_no_delete_promises_to_be_read_again(schema: dict[str, Any]):
    for path, method, said in operations(schema):
        names = {parameter["name"] for parameter in said.get("parameters", [])}
        assert ("Idempotency-Key" in names) == (method == "post"), path
        assert method != "delete" or "not shown again here" in said["summary"]


@pytest.mark.parametrize("name", ["PatchedEventAmendmentRequest", "EventAmendmentRequest", "RetractionRequest"])
def test_the_reason_of_a_change_is_required(schema: dict[str, Any], name: str):
    assert "retraction_reason" in schema["components"]["schemas"][name]["required"]


def test_the_document_is_for_those_who_are_logged_in(nurse: APIClient):
    assert APIClient().get("/api/schema/").status_code == 401
    assert nurse.get("/api/schema/").json()["info"]["title"] == "Annulus"


def test_a_page_lists_every_operation_for_people_who_are_logged_in(nurse: APIClient, schema: dict[str, Any]):
    page = nurse.get("/api/").content.decode()
    assert [path for path in schema["paths"] if path not in page] == []
    assert page.count("<h1") == 1
    assert " style=" not in page
    assert APIClient().get("/api/").status_code == 302

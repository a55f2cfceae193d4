"""Every refusal is one readable document (RFC 9457), and nothing is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import OperationalError
from rest_framework.response import Response
from rest_framework.test import APIClient
from rest_framework.throttling import ScopedRateThrottle

from api.rest.errors import answer as refusal
from registry.models import Demographics, Event, Patient
from tests.api.conftest import V1
from tests.api.samples import SAMPLES

Record = Callable[..., Response]
Machine = Callable[..., APIClient]
WHY = {"retraction_reason": "typing error"}
NO_DOCUMENTS = [
    "", "{", "[]", '"text"', '{"kind": NaN}', '{"kind": Infinity}', '{"kind": "tia", "kind": "stroke"}', "null",
    "[" * 50_000, '{"kind": ' + "9" * 5000 + "}", '{"kind": "\\ud800"}', '{"\\ud800": 1}', '{"kind": "\\u0000"}',
    b'{"kind": "\xff"}', '{"on": 1e400}',
]  # fmt: skip


def problem(response: Response, status: int) -> dict[str, object]:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body = json.loads(response.content)
    assert {"type", "title", "status", "detail"} <= body.keys() <= {"type", "title", "status", "detail", "errors"}
    assert body["status"] == status
    return body


@pytest.fixture
def event(record: Record) -> Response:
    return record("events")


@pytest.fixture
def url(event: Response) -> str:
    return f"{V1}events/{event.json()['lineage']}/"


def test_nobody_is_asked_for_a_token(patient: Patient):
    response = APIClient().get(f"{V1}patients/{patient.pk}/")
    problem(response, 401)
    assert response["WWW-Authenticate"] == "Token"


def test_a_session_without_its_csrf_token_writes_nothing(machine: Machine, patient: Patient):
    client = machine("nurse", enforce_csrf_checks=True)
    problem(client.post(f"{V1}patients/{patient.pk}/events/", SAMPLES["events"]), 403)
    assert Event.objects.count() == 0


@pytest.mark.parametrize("role", ["centre_admin", "researcher"])
def test_a_role_without_the_right_is_told_so(machine: Machine, patient: Patient, role: str):
    body = problem(machine(role).post(f"{V1}patients/{patient.pk}/events/", SAMPLES["events"]), 403)
    assert "does not include: record" in str(body["detail"])


def test_a_data_manager_books_nobody(machine: Machine, patient: Patient):
    problem(machine("data_manager").post(f"{V1}patients/{patient.pk}/appointments/", SAMPLES["appointments"]), 403)


def test_a_researcher_has_no_list_of_patients(machine: Machine):
    for path in ("patients", "standings", "signals", "alerts", "policies"):
        problem(machine("researcher").get(f"{V1}{path}/"), 403)


def test_what_does_not_exist_and_what_is_no_address_look_the_same(nurse: APIClient):
    nothing = nurse.get(f"{V1}events/{uuid4()}/")
    nowhere = nurse.get(f"{V1}events/not-an-id/")
    assert problem(nothing, 404) == problem(nowhere, 404)


def test_an_amendment_without_if_match_is_refused(nurse: APIClient, url: str):
    for method in (nurse.put, nurse.patch, nurse.delete):
        problem(method(url, WHY), 428)


def test_an_amendment_of_what_has_changed_since_is_refused(nurse: APIClient, url: str, event: Response, record: Record):
    record("visits")
    for method in (nurse.put, nurse.patch, nurse.delete):
        problem(method(url, SAMPLES["events"] | WHY, headers={"If-Match": event["ETag"]}), 412)
    assert Event.objects.filter(retracted_at=None).count() == 1


def test_a_recording_may_insist_on_what_it_has_read(record: Record, event: Response):
    record("visits")
    problem(record("events", headers={"If-Match": event["ETag"]}), 412)


def test_nothing_is_amended_or_taken_back_without_a_reason(nurse: APIClient, url: str, event: Response):
    for reason in ({}, {"retraction_reason": "  "}, {"retraction_reason": None}):
        for method in (nurse.put, nurse.patch, nurse.delete):
            refused = problem(method(url, SAMPLES["events"] | reason, headers={"If-Match": event["ETag"]}), 400)
            assert "retraction_reason" in refused["errors"]  # type: ignore[operator]


def test_text_that_is_no_document_is_refused(nurse: APIClient, patient: Patient):
    for text in NO_DOCUMENTS:
        answer = nurse.generic("POST", f"{V1}patients/{patient.pk}/events/", text, content_type="application/json")
        problem(answer, 400)
    assert Event.objects.count() == 0


def test_a_write_that_says_nothing_is_refused(nurse: APIClient, patient: Patient, url: str, event: Response):
    empty, chunked = {"If-Match": event["ETag"]}, {"If-Match": event["ETag"], "Transfer-Encoding": "chunked"}
    new = f"{V1}patients/{patient.pk}/demographics/"
    for send, where in ((nurse.post, new), (nurse.patch, url), (nurse.delete, url)):
        assert "Send the document" in str(problem(send(where, headers=empty), 400)["detail"])
        assert "Content-Length" in str(problem(send(where, headers=chunked), 411)["detail"])
    assert nurse.get(f"{V1}me/", headers={"Transfer-Encoding": "chunked"}).status_code == 200
    assert Demographics.objects.count() == 0


@pytest.mark.parametrize("path", ["demographics", "closures", "assignments", "lesion-descriptions"])
def test_a_second_entry_of_what_can_stand_only_once_is_refused(record: Record, nurse: APIClient, path: str):
    made = record(path)
    assert "amend the one that stands" in str(problem(record(path), 409)["detail"])
    taken_back = nurse.delete(f"{V1}{path}/{made.json()['lineage']}/", WHY, headers={"If-Match": made["ETag"]})
    assert (taken_back.status_code, record(path).status_code) == (204, 201)


def test_each_lesion_has_a_description_of_its_own(record: Record, patient: Patient):
    patient.lesions.create(number=2)
    path = "lesion-descriptions"
    assert [record(path, lesion=number).status_code for number in (1, 2, 2)] == [201, 201, 409]


def test_an_answer_in_another_form_is_not_to_be_had(nurse: APIClient):
    assert nurse.get(f"{V1}me/", headers={"Accept": "text/xml"}).status_code == 406


def test_a_number_beyond_all_limits_is_refused(nurse: APIClient, patient: Patient):
    for value in ("1e400", "1" + "0" * 400, "-1e400"):
        text = json.dumps(SAMPLES["visits"] | {"pulse": 0}).replace('"pulse": 0', f'"pulse": {value}')
        answer = nurse.generic("POST", f"{V1}patients/{patient.pk}/visits/", text, content_type="application/json")
        assert "between 20 and 250 /min" in problem(answer, 400)["errors"]["pulse"][0]  # type: ignore[index]


def test_a_body_that_is_too_large_is_refused(nurse: APIClient, patient: Patient):
    text = json.dumps({"detail": "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE})
    problem(nurse.generic("POST", f"{V1}patients/{patient.pk}/events/", text, content_type="application/json"), 413)


def test_a_form_is_no_document(nurse: APIClient, patient: Patient):
    answer = nurse.generic("POST", f"{V1}patients/{patient.pk}/events/", "kind=tia", content_type="text/plain")
    problem(answer, 415)


def test_a_method_that_an_address_has_not_is_refused(nurse: APIClient, patient: Patient):
    for method in (nurse.put, nurse.patch, nurse.delete, nurse.options):
        problem(method(f"{V1}patients/{patient.pk}/"), 405)


def test_a_method_in_a_header_is_not_listened_to(nurse: APIClient, url: str):
    tunnelled = nurse.get(url, headers={"X-HTTP-Method-Override": "DELETE"})
    assert (tunnelled.status_code, nurse.get(f"{url}?_method=DELETE").status_code) == (200, 200)
    assert Event.objects.filter(retracted_at=None).count() == 1


def test_too_many_requests_are_told_when_to_come_again(nurse: APIClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ScopedRateThrottle, "THROTTLE_RATES", {"read": "2/min", "write": None})
    assert [nurse.get(f"{V1}me/").status_code for _ in range(2)] == [200, 200]
    refused = nurse.get(f"{V1}me/")
    problem(refused, 429)
    assert 0 < int(refused["Retry-After"]) <= 60


def test_a_database_that_is_away_is_no_fault_of_the_sender():
    away = refusal(OperationalError("server closed the connection: secret"), {})
    assert away is not None
    assert (away.status_code, away["Retry-After"]) == (503, "5")
    assert "secret" not in str(away.data)


def test_a_study_id_that_is_taken_is_refused(nurse: APIClient, patient: Patient):
    again = {"centre": "ROM", "study_id": patient.study_id, "enrolled_on": "2024-01-01"}
    said = problem(nurse.post(f"{V1}patients/", again), 400)["errors"]
    assert said == {"study_id": [f"“{patient.study_id}” is the study ID of another patient of Rom. "
                                 "Choose another one, or search for that patient."]}  # fmt: skip
    assert Patient.objects.count() == 1

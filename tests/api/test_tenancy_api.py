"""Every route of the API, read from the resolver, against people who may not see what it shows."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from rest_framework.test import APIClient

from registry.models import Centre, Patient
from tests.api.conftest import NAME, V1
from tests.api.samples import SAMPLES

Machine = Callable[..., APIClient]
METHODS = ("get", "head", "post", "put", "patch", "delete")
OF_NOBODY = {
    "api:me",
    "api:default-policy",
    "api:schema",
    "api:contents",
    "api:nowhere",
}  # the same for everyone: no object of a centre
LISTS = {
    "api:patients",
    "api:standings",
    "api:signals",
    "api:alerts",
    "api:policies",
}  # no object named: own scope only
NOTHING = uuid.UUID(int=0)


@dataclass(frozen=True)
class Route:
    """One address of the API: its name and what its path must be given."""

    name: str
    parameters: tuple[str, ...]

    def url(self, ids: dict[str, uuid.UUID]) -> str:
        return reverse(self.name, kwargs={name: ids[name] for name in self.parameters})


def routes(patterns: list[Any], space: str = "", inside: bool = False) -> Iterator[Route]:
    """Every named address below api/, those of other parts of the API included."""
    for pattern in patterns:
        path = str(pattern.pattern)
        if isinstance(pattern, URLResolver) and (inside or path.startswith("api/")):
            name = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from routes(pattern.url_patterns, name, inside=True)
        elif isinstance(pattern, URLPattern) and inside:
            yield Route(f"{space}{pattern.name}", tuple(pattern.pattern.converters))


ROUTES = sorted(routes(get_resolver().url_patterns), key=lambda route: route.name)
OBJECTS = [route for route in ROUTES if route.parameters]


def parameters(route: Route, house: dict[str, uuid.UUID]) -> dict[str, uuid.UUID]:
    """What stands in the path for an object of ROM; a new kind of parameter must be named here."""
    named = {"patient_id": house["patient_id"]}
    return {name: named[name] if name in named else house[route.name] for name in route.parameters}


def body(route: Route) -> dict[str, Any]:
    """Something that would be accepted, so that a refusal is about the person."""
    path = route.name.removeprefix("api:").removesuffix("-of-patient")
    if path == "answers":
        return {"answer": "act", "reason": "seen"}
    return SAMPLES.get(path, {}) | ({} if route.name.endswith("-of-patient") else {"retraction_reason": "typing error"})


def ask(client: APIClient, method: str, route: Route, ids: dict[str, uuid.UUID]) -> Any:
    return getattr(client, method)(
        route.url(ids), body(route) if method not in ("get", "head") else None, headers={"If-Match": "*"}
    )


def test_every_route_is_about_an_object_or_is_declared_to_be_about_none():
    assert {route.name for route in ROUTES if not route.parameters} == OF_NOBODY | LISTS


def test_another_centre_gets_the_404_of_what_does_not_exist_for_every_object(
    machine: Machine, house: dict[str, uuid.UUID]
):
    foreign, colleague = machine("foreign"), machine("cardiologist")
    wrong = []
    for route in OBJECTS:
        ids = parameters(route, house)
        for method in METHODS:
            theirs = ask(foreign, method, route, ids)
            nothing = ask(foreign, method, route, dict.fromkeys(ids, NOTHING))
            if (theirs.status_code, theirs.content, theirs.headers) != (
                nothing.status_code,
                nothing.content,
                nothing.headers,
            ):
                wrong.append(f"{method} {route.name}: what exists can be told from what does not")
            if theirs.status_code == 405:
                if ask(colleague, method, route, ids).status_code != 405:
                    wrong.append(f"{method} {route.name}: 405 for others only")
            elif theirs.status_code != 404:
                wrong.append(f"{method} {route.name}: {theirs.status_code}")
    assert wrong == []


def test_the_own_centre_without_the_role_is_refused_for_every_object(machine: Machine, house: dict[str, uuid.UUID]):
    researcher = machine("researcher")
    answers = {
        (method, route.name): ask(researcher, method, route, parameters(route, house)).status_code
        for route in OBJECTS
        for method in METHODS
    }
    assert {key: status for key, status in answers.items() if status not in (403, 405)} == {}


def test_the_own_centre_reads_every_object(machine: Machine, house: dict[str, uuid.UUID]):
    nurse = machine("nurse")
    readable = [route for route in OBJECTS if route.name != "api:answers"]
    assert {r.name: s for r in readable if (s := ask(nurse, "get", r, parameters(r, house)).status_code) != 200} == {}


def test_a_list_of_another_centre_holds_no_byte_of_ours(
    machine: Machine, house: dict[str, uuid.UUID], patient: Patient
):
    canaries = [str(pk).encode() for pk in house.values()] + [patient.study_id.encode(), NAME.encode()]
    foreign = machine("foreign")
    for name in sorted(LISTS):
        for query in ("", "?centre=ROM", f"?patient={patient.pk}", f"?study_id={patient.study_id}"):
            content = foreign.get(reverse(name) + query).content
            assert [canary for canary in canaries if canary in content and canary.decode() not in query] == []


def test_the_name_of_the_patient_stands_at_one_address_only(machine: Machine, house: dict[str, uuid.UUID]):
    nurse = machine("nurse")
    everywhere = [route for route in ROUTES if route.name not in ("api:answers", "api:nowhere")]
    found = [
        route.name
        for route in everywhere
        if NAME.encode() in ask(nurse, "get", route, parameters(route, house)).content
    ]
    assert found == ["api:identity"]


def test_a_fact_cannot_be_hung_on_anything_of_another_centre(machine: Machine, house: dict[str, uuid.UUID]):
    foreign, taken = machine("foreign"), []
    enrolled = foreign.post(f"{V1}patients/", {"centre": "OSL", "study_id": "OSL-0001", "enrolled_on": "2024-01-01"})
    for path in SAMPLES.keys() - {"decisions"}:  # signed on a page
        for link in ({"patient": str(house["patient_id"])}, {"lineage": str(house[f"api:{path}"])}, {"lesion_id": 1}):
            answer = foreign.post(f"{V1}patients/{enrolled.json()['id']}/{path}/", SAMPLES[path] | link)
            taken += [(path, link)] if answer.status_code != 400 else []
    assert taken == []


def test_a_patient_cannot_be_enrolled_at_a_centre_of_others(machine: Machine, centres: dict[str, Centre]):
    said = {"study_id": "X-1", "enrolled_on": "2024-01-01"}
    theirs = machine("nurse").post(f"{V1}patients/", said | {"centre": "OSL"})
    nowhere = machine("nurse").post(f"{V1}patients/", said | {"centre": "NIL"})
    assert theirs.status_code == nowhere.status_code == 400
    assert theirs.content.replace(b"OSL", b"NIL") == nowhere.content

"""A key of one workspace learns nothing of another: not by id, not by external key, not through a relation."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.security.api_routes import ROUTES
from tests.security.api_rows import BODIES, RESOURCES, SMALLEST, object_of, send, stored

pytestmark = pytest.mark.django_db
BY_ID = [route for route in ROUTES if route.takes_id]
BY_KEY = [route for route in ROUTES if "by-external-id" in route.path and route.method == "GET"]
BY_TWO_IDS = [route for route in ROUTES if route.path.count("<uuid:") == 2]
SECOND = {"account-seat": "contacts", "asset-placement": "asset-placements"}
THEIR_ASSET = {"title": "Theirs", "kind": "report", "url": "https://globex.test/report"}
RELATIONS = sorted(
    (resource, field)
    for resource in RESOURCES
    for field in SMALLEST.get(resource, {})
    if field.endswith("_external_id")
)


def _masked(answer: Any) -> Any:
    return answer.status_code, answer.json() | {"request_id": ""}


def test_every_resource_has_a_smallest_record():
    assert [resource for resource in RESOURCES if resource not in SMALLEST] == []


@pytest.mark.parametrize("route", BY_ID, ids=str)
def test_a_foreign_id_answers_byte_for_byte_like_one_that_never_was(route, acme, globex, api):
    foreign = object_of(route, api(tenant=globex), globex)
    client, body = api(), BODIES.get(route.name, {})

    answers = [_masked(send(client, route.method, route.filled(id), body)) for id in (foreign, uuid4())]

    assert answers[0] == answers[1]
    assert answers[0][0] == 404


@pytest.mark.parametrize("route", BY_TWO_IDS, ids=str)
def test_a_foreign_second_id_answers_like_one_that_never_was(route, acme, globex, api):
    """The outer object is ours, the inner one theirs."""
    theirs, ours = api(tenant=globex), api()
    if SECOND[route.name] in SMALLEST:
        foreign = stored(theirs, SECOND[route.name])["id"]
    else:
        outer = object_of(route, theirs, globex)
        made = send(theirs, "POST", f"/api/v1/{route.resource}/{outer}/placements", BODIES[SECOND[route.name]])
        assert made.status_code in (200, 201), made.content
        foreign = made.json()["id"]
    own = object_of(route, ours, acme)
    address = route.filled(own).rpartition("/")[0]

    answers = [
        _masked(send(ours, route.method, f"{address}/{id}", BODIES.get(route.name, {}))) for id in (foreign, uuid4())
    ]

    assert answers[0] == answers[1]
    assert answers[0][0] == 404


@pytest.mark.parametrize("route", BY_KEY, ids=str)
def test_a_foreign_external_key_is_not_there(route, acme, globex, api):
    stored(api(tenant=globex), route.resource)
    client = api()

    taken = _masked(client.get(route.filled(None, source="s", external_id="e")))
    never = _masked(client.get(route.filled(None, source="s", external_id="never")))

    assert taken == never
    assert taken[0] == 404


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_list_and_a_batch_read_show_nothing_foreign(resource, acme, globex, api):
    foreign = stored(api(tenant=globex), resource)
    client = api()

    listed = client.get(f"/api/v1/{resource}", {"count": "true"}).json()
    read = send(client, "POST", f"/api/v1/{resource}/batch/read", {"inputs": [{"id": foreign["id"]}]}).json()

    assert (listed["results"], listed["paging"]["total"], read["results"]) == ([], 0, [None])


@pytest.mark.parametrize("resource", RESOURCES)
def test_the_same_key_in_two_workspaces_is_two_records(resource, acme, globex, api):
    foreign = stored(api(tenant=globex), resource)
    own = stored(api(), resource)

    assert own["id"] != foreign["id"]
    assert api(tenant=globex).get(f"/api/v1/{resource}/{foreign['id']}").json() == foreign


@pytest.mark.parametrize(("resource", "field"), RELATIONS)
def test_a_foreign_relation_is_refused_like_an_unknown_one(resource, field, acme, globex, api):
    stored(api(tenant=globex), resource)
    send(
        api(tenant=globex),
        "PUT",
        "/api/v1/accounts/by-external-id/s/theirs",
        {"name": "Theirs", "external_id": "theirs"},
    )
    client = api()
    stored(client, resource)
    answers = []

    for other in ("theirs", "nobodys"):
        body = SMALLEST[resource] | {"external_id": "other", field: other}
        answer = send(client, "POST", f"/api/v1/{resource}", body)
        answers.append((answer.status_code, answer.content.decode().replace(other, "?").partition('"request_id"')[0]))

    assert answers[0] == answers[1]


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_foreign_etag_gives_no_304(resource, acme, globex, api):
    foreign = stored(api(tenant=globex), resource)
    own = stored(api(), resource)
    tag = api(tenant=globex).get(f"/api/v1/{resource}/{foreign['id']}")["ETag"]

    answer = api().get(f"/api/v1/{resource}/{own['id']}", headers={"If-None-Match": tag})

    assert answer.status_code == 200

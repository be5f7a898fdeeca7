"""Nothing a client sends produces a 5xx, and every refusal is a problem document."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest

from tenancy.context import tenant_context
from tenancy.models import Tenant
from tests.security.api_routes import ROUTES
from tests.security.api_rows import BODIES, RESOURCES, SMALLEST, object_of, send, stored
from tests.security.hostile import PARAMETERS, bodies

pytestmark = pytest.mark.django_db
WRITES = [route for route in ROUTES if route.method in ("POST", "PUT", "PATCH")]
READS = [route for route in ROUTES if route.method == "GET"]


def _valid(route: Any) -> dict[str, Any]:
    if route.is_resource and route.action != "batch_read":
        return SMALLEST[route.resource]
    return {"id": str(uuid4())} if route.action == "batch_read" else BODIES.get(route.name, {})


def _wrapped(route: Any, body: bytes) -> bytes:
    if not route.action.startswith("batch"):
        return body
    return b'{"inputs": [' + body + b"]}"


def _own_id(route: Any, client: Any) -> Any:
    return object_of(route, client, Tenant.objects.get(slug="acme")) if route.takes_id else uuid4()


def _assert_sane(answer: Any, what: str) -> None:
    assert answer.status_code < 500, (what, answer.content[:300])
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json", what
        assert {"type", "title", "status", "detail", "code", "errors", "request_id"} <= set(answer.json()), what


@pytest.mark.parametrize("route", WRITES, ids=str)
def test_no_body_breaks_a_write(route, acme, api):
    client = api()
    address = route.filled(_own_id(route, client))
    corpus = bodies(_valid(route))
    assert len(corpus) >= 80

    for what, body in corpus.items():
        _assert_sane(send(client, route.method, address, _wrapped(route, body)), what)


@pytest.mark.parametrize("route", READS, ids=str)
def test_no_parameter_breaks_a_read(route, acme, api):
    client = api()
    address = route.filled(_own_id(route, client))
    form = getattr(route.view, "query", None)
    assert form is not None, f"{route} checks its parameters by no form"

    is_list = route.action in ("list", "")  # one record's address takes no parameter at all
    for name in [*(form().fields if is_list else ()), "nobody_knows_this"]:
        for what, value in PARAMETERS.items():
            _assert_sane(client.get(address, {name: value}), f"{name}={what}")
        _assert_sane(client.get(address, {name: ["1", "2"]}), f"{name} twice")


@pytest.mark.parametrize("route", READS, ids=str)
def test_an_unknown_parameter_is_refused_by_name(route, acme, api):
    client = api()
    answer = client.get(route.filled(_own_id(route, client)), {"nobody_knows_this": "1"})

    assert answer.status_code in (400, 404)
    if answer.status_code == 400:
        assert "nobody_knows_this" in answer.content.decode()


@pytest.mark.parametrize("resource", RESOURCES)
def test_hostile_path_parts_are_just_not_there(resource, acme, api):
    client = api()
    for part in ("..", "%00", "%ff", "1", "x" * 3000, "%2e%2e%2f", "'", "null", "٣"):
        for address in (f"/api/v1/{resource}/{part}", f"/api/v1/{resource}/by-external-id/{part}/{part}"):
            _assert_sane(client.get(address), address)
            _assert_sane(send(client, "PUT", address, SMALLEST[resource]), address)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x", ""])
def test_only_json_is_taken(acme, api, kind):
    answer = api().generic("POST", "/api/v1/accounts", "{}", kind)

    assert answer.status_code in (400, 415)
    assert answer["Content-Type"] == "application/problem+json"


def test_another_charset_is_not_believed(acme, api):
    body = json.dumps(SMALLEST["accounts"]).encode("utf-7") + b"+AAA-"

    assert api().generic("POST", "/api/v1/accounts", body, "application/json; charset=utf-7").status_code == 400


def test_a_body_over_two_megabytes_is_refused_as_too_large(acme, api):
    answer = send(api(), "POST", "/api/v1/accounts", b'"' + b"x" * 2_000_000 + b'"')

    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "head", "options", "trace"])
def test_an_unknown_address_answers_every_method_alike(acme, api, method):
    answer = getattr(api(), method)("/api/v1/nothing")

    assert answer.status_code == 404


@pytest.mark.parametrize("path", sorted({route.path for route in ROUTES}))
def test_a_method_that_is_not_there_is_refused(path, acme, api):
    """Also one that other addresses of the same view have: its handler knows nothing of this address."""
    here = [route for route in ROUTES if route.path == path]
    missing = {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"} - {route.method for route in here}
    client = api()
    for method in sorted(missing):
        answer = send(client, method, here[0].filled(uuid4()), {})

        assert answer.status_code == 405, method
        assert answer["Content-Type"] == "application/problem+json", method


@pytest.mark.parametrize("resource", RESOURCES)
def test_fields_of_the_server_cannot_be_sent(resource, acme, api):
    """Mass assignment: every column and everything worked out, in every write."""
    client = api()
    view = next(route.view for route in ROUTES if route.resource == resource and route.is_resource)
    made = stored(client, resource)
    columns = {field.attname for field in _model(view)._meta.get_fields() if hasattr(field, "attname")}
    taken = set(view.into().fields)  # type: ignore[attr-defined]
    server = sorted((columns | set(made) | {"tenant", "tenant_id", "is_staff", "role"}) - taken)
    before = client.get(f"/api/v1/{resource}/{made['id']}").json()
    assert {"id", "tenant_id", "created_at"} <= set(server)

    for name in server:
        for method, address, body in (
            ("POST", f"/api/v1/{resource}", SMALLEST[resource] | {"external_id": "new", name: 1}),
            ("PATCH", f"/api/v1/{resource}/{made['id']}", {name: 1}),
            ("PUT", f"/api/v1/{resource}/by-external-id/s/e", {name: 1}),
        ):
            answer = send(client, method, address, body)
            assert answer.status_code == 400, (method, name)
            assert f"/{name}" in {error["pointer"] for error in answer.json()["errors"]}, (method, name)

    assert client.get(f"/api/v1/{resource}/{made['id']}").json() == before


def _model(view: Any) -> Any:
    with tenant_context(Tenant.objects.get(slug="acme").pk):
        return view().rows().model

"""Assets and placements over REST."""

from __future__ import annotations

import json

import pytest

from content.services import starter_stages_create
from personas.services import starter_personas_create
from tests.personas.factories import NOW

ROI = {"title": "ROI sheet", "kind": "webinar", "url": "https://acme.test/roi"}


@pytest.fixture
def starter(as_acme):
    starter_personas_create(now=NOW)
    starter_stages_create(now=NOW)


def send(client, method, path, body, **headers):
    return getattr(client, method)(f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers)


def test_an_asset_is_made_changed_and_deleted(starter, api):
    client = api("content:read", "content:write")

    made = send(client, "post", "/assets", ROI)
    assert made.status_code == 201
    assert (made.json()["effort"], made.json()["status"]) == ("medium", "draft")

    path = f"/assets/{made.json()['id']}"
    stale = send(client, "patch", path, {"status": "approved"}, **{"If-Match": '"x-1"'})
    changed = send(client, "patch", path, {"status": "approved"}, **{"If-Match": made["ETag"]})
    assert (stale.status_code, changed.status_code, changed.json()["version"]) == (412, 200, 2)
    assert client.get("/api/v1/assets?status=approved").json()["results"][0]["title"] == "ROI sheet"
    assert client.get(f"/api/v1{path}", headers={"If-None-Match": changed["ETag"]}).status_code == 304
    assert client.delete(f"/api/v1{path}").status_code == 204
    assert client.get(f"/api/v1{path}").status_code == 404


def test_placements_are_named_by_keys(starter, api):
    client = api()
    id = send(client, "post", "/assets", ROI).json()["id"]

    made = send(client, "post", f"/assets/{id}/placements", {"persona": "finance", "stage": "decision"})
    assert made.status_code == 201 and made.json()["persona"] == "finance" and made.json()["segment"] is None
    assert send(client, "post", f"/assets/{id}/placements", {"persona": "king"}).status_code == 400
    assert len(client.get(f"/api/v1/assets/{id}/placements").json()["results"]) == 1
    assert client.delete(f"/api/v1/assets/{id}/placements/{made.json()['id']}").status_code == 204
    assert client.get(f"/api/v1/assets/{id}").json()["placements"] == []


def test_faults_are_named(starter, api):
    client = api()

    refused = send(client, "post", "/assets", {"title": "x", "kind": "opera", "colour": 1})
    assert refused.status_code == 400
    assert {error["pointer"] for error in refused.json()["errors"]} == {"/kind", "/colour"}
    assert send(client, "post", "/assets", {"title": "x", "kind": "report"}).status_code == 400
    assert send(api("content:read"), "post", "/assets", ROI).status_code == 403

"""Contacts over REST, with persona and buying role."""

from __future__ import annotations

import json

import pytest

from personas.models import CommitteeSeat, ContactPersona
from personas.services import starter_personas_create
from tests.factories import AccountFactory
from tests.personas.factories import NOW


@pytest.fixture
def account(as_acme):
    starter_personas_create(now=NOW)
    return AccountFactory(source="crm", external_id="a-1")


def post(client, path, body, method="post"):
    return getattr(client, method)(f"/api/v1{path}", json.dumps(body), content_type="application/json")


ADA = {"source": "crm", "external_id": "c-1", "first_name": "Ada", "title": "CFO", "account_external_id": "a-1"}


def test_a_contact_comes_with_persona_and_role(account, api):
    client = api("contacts:read", "contacts:write")

    made = post(client, "/contacts", ADA | {"persona": "finance", "buying_role": "champion"})

    assert made.status_code == 201
    document = client.get(f"/api/v1/contacts/{made.json()['id']}").json()
    assert (document["persona"], document["buying_role"]) == ("finance", "champion")
    assert document["account_external_id"] == "a-1"


def test_null_returns_the_persona_to_the_rules_and_takes_the_seat(account, api):
    client = api()
    id = post(client, "/contacts", ADA | {"persona": "cmo", "buying_role": "champion"}).json()["id"]

    changed = post(client, f"/contacts/{id}", {"persona": None, "buying_role": None}, "patch")

    assert changed.status_code == 200
    assert ContactPersona.objects.get().persona.key == "finance"
    assert not CommitteeSeat.objects.filter(buying_role="champion").exists()


def test_a_changed_role_changes_the_etag(account, api):
    client = api()
    made = post(client, "/contacts", ADA | {"buying_role": "champion"})
    first = client.get(f"/api/v1/contacts/{made.json()['id']}")["ETag"]

    post(client, f"/contacts/{made.json()['id']}", {"buying_role": "end_user"}, "patch")

    assert client.get(f"/api/v1/contacts/{made.json()['id']}")["ETag"] != first


def test_an_unknown_persona_refuses_its_record_alone(account, api):
    rows = [ADA | {"persona": "king"}, ADA | {"external_id": "c-2", "persona": "Finance"}, ADA | {"buying_role": "x"}]
    rows[2]["external_id"] = "c-3"

    results = post(api(), "/contacts/batch/upsert", {"inputs": rows}).json()["results"]

    assert [result["status"] for result in results] == ["error", "created", "error"]
    assert results[0]["errors"][0]["field"] == "persona" and results[2]["errors"][0]["field"] == "buying_role"


def test_sending_the_same_again_changes_nothing(account, api):
    client = api()
    row = ADA | {"persona": "finance", "buying_role": "champion"}
    post(client, "/contacts/batch/upsert", {"inputs": [row]})

    results = post(client, "/contacts/batch/upsert", {"inputs": [row]}).json()["results"]

    assert results[0]["status"] == "unchanged"


def test_the_list_is_filtered_and_a_contact_deleted(account, api):
    client = api()
    id = post(client, "/contacts", ADA | {"persona": "finance", "email": "Ada@x.test"}).json()["id"]
    post(client, "/contacts", ADA | {"external_id": "c-2"})

    assert [r["id"] for r in client.get("/api/v1/contacts?persona=finance").json()["results"]] == [id]
    assert [r["id"] for r in client.get("/api/v1/contacts?email=ADA@x.test").json()["results"]] == [id]
    assert client.delete(f"/api/v1/contacts/{id}").status_code == 204
    assert client.get(f"/api/v1/contacts/{id}").status_code == 404

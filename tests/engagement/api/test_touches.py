"""Touches through REST."""

from __future__ import annotations

import pytest

from engagement.models import Touch
from tenancy.context import tenant_context
from tests.content.factories import AssetFactory
from tests.engagement.factories import TouchContactFactory, TouchFactory
from tests.factories import AccountFactory, ContactFactory

TOUCH = {
    "source": "crm",
    "external_id": "1",
    "kind": "call",
    "occurred_at": "2026-03-10T14:00:00+02:00",
    "outcome": "meeting",
    "account_external_id": "a1",
    "contact_external_ids": "c1",
    "owner_email": "sdr@acme.test",
    "duration_minutes": 15,
}


def test_a_touch_is_created_and_read_back(as_acme, api):
    account = AccountFactory(source="crm", external_id="a1")
    ContactFactory(source="crm", external_id="c1", account=account)

    made = api().post("/api/v1/touches", TOUCH, content_type="application/json")
    read = api().get(f"/api/v1/touches/{made.json()['id']}").json()

    assert made.status_code == 201
    names = ("kind", "occurred_at", "direction", "outcome", "account_external_id", "contact_external_ids")
    assert [read[name] for name in names] == ["call", "2026-03-10T12:00:00Z", "outbound", "meeting", "a1", ["c1"]]


def test_the_asset_shown_goes_in_and_out_and_narrows_the_list(as_acme, api):
    deck = AssetFactory(title="Deck", title_key="deck")
    TouchFactory()
    client = api()

    made = client.post(
        "/api/v1/touches",
        {"kind": "email", "occurred_at": TOUCH["occurred_at"], "asset": "Deck"},
        content_type="application/json",
    )
    listed = client.get("/api/v1/touches", {"asset": str(deck.public_id)}).json()["results"]
    wrong = client.patch(f"/api/v1/touches/{made.json()['id']}", {"asset": "Dec"}, content_type="application/json")

    assert (made.status_code, made.json()["asset"]) == (201, str(deck.public_id))
    assert [one["id"] for one in listed] == [made.json()["id"]]
    assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (400, "unknown_asset")
    assert client.get(f"/api/v1/touches/{TouchFactory().public_id}").json()["asset"] is None


def test_a_batch_answers_one_by_one(as_acme, api):
    AccountFactory(source="crm", external_id="a1")
    good = {name: value for name, value in TOUCH.items() if name != "contact_external_ids"}
    inputs = [good, {**TOUCH, "external_id": "2"}, {**good, "external_id": "3", "outcome": "sold"}]

    answer = api().post("/api/v1/touches/batch/upsert", {"inputs": inputs}, content_type="application/json")

    results = answer.json()["results"]
    assert [one["status"] for one in results] == ["created", "error", "error"]
    assert [one["code"] for result in results[1:] for one in result["errors"]] == ["unknown_contact", "not_a_choice"]


def test_touches_are_filtered_and_deleted(as_acme, api):
    touch = TouchFactory(kind="email")
    TouchFactory()

    listed = api().get("/api/v1/touches", {"kind": "email"}).json()["results"]

    assert [one["id"] for one in listed] == [str(touch.public_id)]
    assert api().delete(f"/api/v1/touches/{touch.public_id}").status_code == 204
    assert Touch.objects.count() == 1


@pytest.mark.parametrize("count", [1, 30])
def test_a_page_costs_as_many_queries_for_many_rows(as_acme, api, count, django_assert_max_num_queries):
    client = api()
    for _ in range(count):
        TouchContactFactory()

    with django_assert_max_num_queries(8):
        assert len(client.get("/api/v1/touches").json()["results"]) == count


def test_another_workspaces_touch_does_not_exist(acme, api, globex):
    with tenant_context(acme.pk):
        touch = TouchFactory()

    assert api(tenant=globex).get(f"/api/v1/touches/{touch.public_id}").status_code == 404


def test_another_workspaces_asset_is_unknown(acme, api, globex):
    with tenant_context(acme.pk):
        theirs = AssetFactory(title="Theirs", title_key="theirs")
    touch = {"kind": "email", "occurred_at": TOUCH["occurred_at"]}
    inputs = [{**touch, "asset": str(theirs.public_id)}, {**touch, "asset": "Theirs"}]

    answer = api(tenant=globex).post(
        "/api/v1/touches/batch/upsert", {"inputs": inputs}, content_type="application/json"
    )

    assert [one["errors"][0]["code"] for one in answer.json()["results"]] == ["unknown_asset", "unknown_asset"]

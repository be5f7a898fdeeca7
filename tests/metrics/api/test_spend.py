"""The ledger through REST."""

from __future__ import annotations

from metrics.models import Spend
from tenancy.context import tenant_context
from tests.metrics.factories import SpendFactory, tiers

COST = {"source": "erp", "external_id": "1", "spent_on": "2026-01-05", "amount": "99.95", "currency": "EUR"}


def test_a_cost_is_created_and_read_back(as_acme, api):
    tiers("top")

    made = api().post("/api/v1/spend", {**COST, "tier": "top"}, content_type="application/json")
    read = api().get(f"/api/v1/spend/{made.json()['id']}").json()

    assert made.status_code == 201
    assert {
        name: read[name] for name in ("spent_on", "amount", "currency", "tier", "segment", "account_external_id")
    } == {
        "spent_on": "2026-01-05",
        "amount": "99.95",
        "currency": "EUR",
        "tier": "top",
        "segment": None,
        "account_external_id": None,
    }


def test_a_batch_answers_one_by_one(as_acme, api):
    inputs = [COST, {**COST, "external_id": "2", "tier": "gone"}, {**COST, "external_id": "3", "colour": "red"}]

    answer = api().post("/api/v1/spend/batch/upsert", {"inputs": inputs}, content_type="application/json")

    results = answer.json()["results"]
    assert (answer.status_code, [one["status"] for one in results]) == (200, ["created", "error", "error"])
    assert [one["code"] for result in results[1:] for one in result["errors"]] == ["unknown_tier", "unknown_field"]
    again = api().post("/api/v1/spend/batch/upsert", {"inputs": [COST]}, content_type="application/json")
    assert again.json()["results"][0]["status"] == "unchanged"


def test_a_cost_is_changed_filtered_and_deleted(as_acme, api):
    cost = SpendFactory(category="Ads")
    SpendFactory(category="Fairs")
    url = f"/api/v1/spend/{cost.public_id}"

    changed = api().patch(url, {"note": "x", "category": None}, content_type="application/json").json()
    listed = api().get("/api/v1/spend", {"category": "Fairs"}).json()

    assert (changed["note"], changed["category"], changed["amount"]) == ("x", None, "100.00")
    assert [one["category"] for one in listed["results"]] == ["Fairs"]
    assert api().delete(url).status_code == 204
    assert Spend.objects.count() == 1


def test_a_key_without_the_scope_is_refused(as_acme, api):
    assert api("spend:read").get("/api/v1/spend").status_code == 200
    refused = api("spend:read").post("/api/v1/spend", COST, content_type="application/json")
    assert refused.status_code == 403


def test_another_workspaces_cost_does_not_exist(acme, api, globex):
    with tenant_context(acme.pk):
        cost = SpendFactory()

    assert api(tenant=globex).get(f"/api/v1/spend/{cost.public_id}").status_code == 404

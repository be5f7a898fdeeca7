"""``/api/v1/accounts`` as a client sees it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Account, AccountMeasure, FactChange
from tenancy.context import tenant_context
from tests.factories import AccountFactory, DealFactory
from users.models import AuditEntry

pytestmark = pytest.mark.django_db
URL = "/api/v1/accounts"


def send(client: Any, method: str, path: str, body: Any, **headers: str) -> Any:
    return getattr(client, method)(f"{URL}{path}", json.dumps(body), content_type="application/json", headers=headers)


def test_an_account_is_created_read_changed_and_deleted(as_acme: Any, api: Any) -> None:
    client = api()
    made = send(client, "post", "", {"name": "Acme", "domain": "https://acme.test", "annual_revenue": "10.5",
                                     "currency": "EUR", "technologies": "SAP", "custom": {"Plan": "Gold"}})  # fmt: skip
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["domain"], body["annual_revenue"], body["technologies"]) == ("acme.test", "10.50", ["SAP"])
    assert (body["source"], body["fit_score"], body["tier"], body["version"]) == ("api", None, None, 1)

    path = f"/{body['id']}"
    read = client.get(URL + path)
    assert read.json() == body
    assert read["ETag"] == made["ETag"]

    changed = send(client, "patch", path, {"employees": 7, "domain": None}, **{"If-Match": read["ETag"]})
    assert changed.status_code == 200, changed.content
    assert (changed.json()["employees"], changed.json()["domain"], changed.json()["version"]) == (7, None, 2)
    stale = send(client, "patch", path, {"employees": 8}, **{"If-Match": read["ETag"]})
    assert stale.status_code == 412

    assert client.delete(URL + path).status_code == 204
    assert client.get(URL + path).status_code == 404


def test_an_account_tells_what_it_is_expected_to_be_worth_and_its_win_score(as_acme: Any, api: Any) -> None:
    account = AccountFactory()
    for key, value in (("expected_ltv", 3_100_000), ("win_score", 61_540)):
        AccountMeasure.objects.create(account=account, key=key, value=value, source="x", at=timezone.now())

    body = api().get(f"{URL}/{account.public_id}").json()

    assert (body["expected_ltv"], body["win_score"], body["priority"]) == ("31000.00", 61.5, None)


def test_a_change_may_say_that_the_old_value_had_been_wrong(as_acme: Any, api: Any) -> None:
    client, account = api(), AccountFactory(employees=7)

    corrected = send(client, "patch", f"/{account.public_id}", {"employees": 70, "correction": True})
    odd = send(client, "patch", f"/{account.public_id}", {"employees": 71, "correction": "yes"})

    assert (corrected.status_code, corrected.json()["employees"]) == (200, 70)
    assert "correction" not in corrected.json()
    assert list(FactChange.objects.values_list("new", "is_correction")) == [(70, True)]
    assert (odd.status_code, odd.json()["errors"][0]["pointer"]) == (400, "/correction")


def test_who_changed_a_fact_over_rest_is_not_said_to_be_the_source_of_the_record(as_acme: Any, api: Any) -> None:
    client, account = api(), AccountFactory(employees=7, source="crm")

    here = send(client, "patch", f"/{account.public_id}", {"employees": 70})
    there = send(client, "patch", f"/{account.public_id}", {"employees": 71, "source": "crm"})

    assert (here.json()["source"], there.json()["source"]) == ("crm", "crm")
    assert list(FactChange.objects.order_by("id").values_list("new", "source")) == [(70, "api"), (71, "crm")]


def test_a_known_key_cannot_be_posted_twice(as_acme: Any, api: Any) -> None:
    client = api()
    record = {"source": "crm", "external_id": "1", "name": "A"}
    assert send(client, "post", "", record).status_code == 201
    again = send(client, "post", "", record | {"name": "B"})
    assert (again.status_code, again.json()["code"]) == (409, "duplicate")
    assert list(Account.objects.values_list("name", "version")) == [("A", 1)]
    assert not FactChange.objects.exists()
    assert AuditEntry.objects.filter(action="accounts.upsert").count() == 1


def test_every_bad_field_is_named(as_acme: Any, api: Any) -> None:
    answer = send(api(), "post", "", {"employees": "many", "country": "Atlantis", "color": "red"})
    assert answer.status_code == 400
    errors = {error["pointer"]: error["code"] for error in answer.json()["errors"]}
    assert errors == {
        "/employees": "not_a_number",
        "/country": "not_a_country_code",
        "/color": "unknown_field",
        "/name": "required",
    }
    assert Account.objects.count() == 0


def test_an_answer_about_accounts_costs_few_statements(as_acme: Any, api: Any, django_assert_num_queries: Any) -> None:
    client = api()
    send(client, "post", "", {"name": "First"})

    # savepoint (2), key; stage made and emptied, copied into, keys, stored, announced, audited; row
    with django_assert_num_queries(10):
        assert send(client, "post", "", {"external_id": "2", "name": "Second"}).status_code == 201
    with django_assert_num_queries(6):  # savepoint (2), key; rows, standings, tiers
        assert len(client.get(URL).json()["results"]) == 2


def test_put_by_key_creates_then_merges(as_acme: Any, api: Any) -> None:
    client = api()
    first = send(client, "put", "/by-external-id/crm/a%2F1", {"name": "A", "city": "Pécs"})
    assert (first.status_code, first.json()["external_id"]) == (201, "a/1")
    second = send(client, "put", "/by-external-id/crm/a%2F1", {"employees": 3})
    assert (second.status_code, second.json()["city"], second.json()["employees"]) == (200, "Pécs", 3)
    assert client.get(f"{URL}/by-external-id/crm/a%2F1").json()["id"] == first.json()["id"]


def test_a_batch_answers_record_by_record(as_acme: Any, api: Any) -> None:
    client = api()
    inputs = [
        {"source": "crm", "external_id": "1", "name": "A"},
        {"source": "crm", "external_id": "2", "name": "B", "employees": -5},
        {"source": "crm", "external_id": "3", "name": "C", "parent_external_id": "1"},
        {"source": "crm", "external_id": "3", "name": "C2", "parent_external_id": "1"},
        {"source": "crm", "external_id": "4", "name": "D", "parent_external_id": "99"},
    ]
    results = send(client, "post", "/batch/upsert", {"inputs": inputs}).json()["results"]
    assert [result["status"] for result in results] == ["created", "error", "unchanged", "created", "error"]
    assert results[1]["errors"][0]["field"] == "employees"
    assert results[2]["errors"][0]["code"] == "duplicate_in_batch"
    assert results[4]["errors"][0]["code"] == "unknown_parent"
    assert sorted(Account.objects.values_list("name", flat=True)) == ["A", "C2"]
    again = send(client, "post", "/batch/upsert", {"inputs": inputs[:1]}).json()["results"]
    assert [result["status"] for result in again] == ["unchanged"]

    merged = send(client, "post", "/batch/upsert", {"inputs": [{"external_id": "9", "name": "N"}]}).json()["results"]
    assert merged[0]["status"] == "created"
    inputs = [{"external_id": "9", "employees": 4}, {"external_id": "10", "employees": 4}]
    merged = send(client, "post", "/batch/upsert", {"inputs": inputs}).json()["results"]
    assert [result["status"] for result in merged] == ["updated", "error"]
    assert merged[1]["errors"][0]["code"] == "required"

    refused = send(client, "post", "/batch/upsert", {"inputs": [{"name": "E"}, {"name": 5.5}], "all_or_none": True})
    assert refused.status_code == 422
    assert not Account.objects.filter(name="E").exists()


def test_an_account_with_deals_is_not_deleted(as_acme: Any, api: Any) -> None:
    deal = DealFactory()
    answer = api().delete(f"{URL}/{_public(deal.account_id)}")
    assert (answer.status_code, answer.json()["code"]) == (409, "account_in_use")


def _public(pk: int) -> str:
    return str(Account.objects.values_list("public_id", flat=True).get(pk=pk))


def test_lists_are_filtered_paged_and_cheap_at_any_length(as_acme: Any, api: Any) -> None:
    client = api("accounts:read")
    AccountFactory.create_batch(10, industry="retail", country="HU")
    AccountFactory.create_batch(3, industry="energy")
    client.get(URL)  # the first request of a key also notes that it was used
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            first = client.get(f"{URL}?industry=retail&limit=4&count=true").json()
        counts.append(len(seen.captured_queries))
        AccountFactory.create_batch(40, industry="other")
    assert counts[0] == counts[1]
    assert (len(first["results"]), first["paging"]["total"]) == (4, 10)
    ids, after = [row["id"] for row in first["results"]], first["paging"]["next"]["after"]
    while after:
        page = client.get(f"{URL}?industry=retail&limit=4&after={after}").json()
        ids += [row["id"] for row in page["results"]]
        after = page["paging"]["next"] and page["paging"]["next"]["after"]
    assert len(ids) == len(set(ids)) == 10


def test_another_tenants_account_is_not_there(acme: Any, globex: Any, api: Any) -> None:
    with tenant_context(acme.pk):
        public = _public(AccountFactory().pk)
    assert api(tenant=globex).get(f"{URL}/{public}").status_code == 404
    assert api().get(f"{URL}/{public}").status_code == 200


def test_a_key_without_the_scope_is_refused(as_acme: Any, api: Any) -> None:
    assert send(api("accounts:read"), "post", "", {"name": "A"}).status_code == 403
    assert api("deals:read").get(URL).status_code == 403


def test_a_key_in_the_address_is_normalised_before_it_is_looked_up(as_acme: Any, api: Any) -> None:
    client = api()
    made = send(client, "put", "/by-external-id/crm/%20e%CC%81%20", {"name": "Acme"})
    again = send(client, "put", "/by-external-id/crm/e%CC%81", {"name": "Acme", "employees": 3})
    only_new = send(client, "put", "/by-external-id/crm/e%CC%81", {"name": "X"}, **{"If-None-Match": "*"})
    nothing = send(client, "put", "/by-external-id/crm/%C2%A0", {"name": "X"})
    assert [made.status_code, again.status_code, only_new.status_code, nothing.status_code] == [201, 200, 412, 400]
    assert (made.json()["external_id"], again.json()["id"]) == ("é", made.json()["id"])
    assert Account.objects.get().name == "Acme"

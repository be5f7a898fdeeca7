"""``/api/v1/deals``, ``/contracts`` and ``/signals`` as a client sees them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from accounts.models import Deal, DealContact, Signal
from outbox.models import Message
from tests.factories import AccountFactory, ContactFactory

pytestmark = pytest.mark.django_db


def put(client: Any, path: str, body: Any) -> Any:
    return client.put(f"/api/v1/{path}", json.dumps(body), content_type="application/json")


def test_a_deal_carries_its_account_and_people(as_acme: Any, api: Any) -> None:
    account = AccountFactory(source="crm", external_id="a-1")
    for key in ("c-1", "c-2"):
        ContactFactory(account=account, source="crm", external_id=key)
    client = api()
    people = [{"contact_external_id": "c-1", "buying_role": "champion"}, {"contact_external_id": "c-2"}]
    body = {"name": "Big", "account_external_id": "a-1", "amount": "1000", "currency": "EUR", "contacts": people}
    made = put(client, "deals/by-external-id/crm/d-1", body)
    assert made.status_code == 201, made.content
    answer = made.json()
    assert (answer["account_external_id"], answer["amount"], answer["status"]) == ("a-1", "1000.00", "open")
    assert answer["contacts"] == [
        {"contact_external_id": "c-1", "buying_role": "champion"},
        {"contact_external_id": "c-2", "buying_role": None},
    ]
    same = put(client, "deals/by-external-id/crm/d-1", body)
    assert same.json()["version"] == 1
    fewer = put(client, "deals/by-external-id/crm/d-1", {"contacts": people[1:]})
    assert (fewer.json()["version"], DealContact.objects.count()) == (2, 1)
    assert fewer.json()["account_external_id"] == "a-1"


def test_an_unknown_account_key_is_refused_and_no_account_is_kept_unassigned(as_acme: Any, api: Any) -> None:
    client = api()
    unknown = put(client, "deals/by-external-id/crm/d-1", {"account_external_id": "nope"})
    assert unknown.status_code == 400
    assert unknown.json()["errors"][0]["code"] == "unknown_account"
    assert put(client, "deals/by-external-id/crm/d-2", {"name": "Waiting"}).status_code == 201
    assert Deal.objects.unassigned().count() == 1


def test_a_contract_needs_a_known_account(as_acme: Any, api: Any) -> None:
    AccountFactory(source="crm", external_id="a-1")
    client = api()
    body = {"starts_on": "2024-01-01", "mrr": "99.90", "currency": "EUR"}
    assert put(client, "contracts/by-external-id/crm/k-1", body).status_code == 400
    made = put(client, "contracts/by-external-id/crm/k-1", {**body, "account_external_id": "a-1"})
    assert (made.status_code, made.json()["mrr"], made.json()["account_external_id"]) == (201, "99.90", "a-1")
    backwards = put(client, "contracts/by-external-id/crm/k-1", {"ends_on": "2023-01-01"})
    assert backwards.status_code == 400


def test_a_signal_finds_its_account_by_domain_and_announces_it(as_acme: Any, api: Any) -> None:
    account = AccountFactory(domain="acme.test")
    client = api()
    body = {"kind": "hiring", "occurred_at": "2024-05-01T10:00:00Z", "domain": "www.acme.test", "payload": {"n": 3}}
    made = put(client, "signals/by-external-id/intent/s-1", body)
    assert made.status_code == 201, made.content
    assert Signal.objects.get().account_id == account.pk
    assert set(Message.objects.values_list("key", flat=True)) == {account.pk}
    assert made.json()["occurred_at"] == "2024-05-01T10:00:00Z"

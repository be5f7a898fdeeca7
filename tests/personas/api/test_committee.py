"""The committee over REST."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from personas.services import starter_personas_create
from tests.factories import AccountFactory, ContactFactory, DealFactory
from tests.personas.factories import NOW


@pytest.fixture
def account(as_acme):
    starter_personas_create(now=NOW)
    return AccountFactory()


def put(client, account, contact, body, query=""):
    path = f"/api/v1/accounts/{account.public_id}/committee/{contact.public_id}{query}"
    return client.put(path, json.dumps(body), content_type="application/json")


def test_an_empty_committee_is_all_gaps(account, api):
    document = api("committee:read").get(f"/api/v1/accounts/{account.public_id}/committee").json()

    assert (document["coverage"], document["seats"], len(document["gaps"])) == ("0.0000", [], 6)
    assert document["gaps"][0] == {"persona": "CMO", "buying_role": "decision_maker", "missing": 1, "weight": 3}


def test_removing_the_only_budget_holder_gives_the_forecast_coverage(account, api):
    client = api()
    cfo, cmo = ContactFactory(account=account), ContactFactory(account=account)
    put(client, account, cfo, {"buying_role": "budget_holder", "stance": "blocker", "concern": "price"})
    document = put(client, account, cmo, {"buying_role": "decision_maker"}).json()
    forecast = next(r for r in document["removal_test"] if r["contact_id"] == str(cfo.public_id))
    assert (document["coverage"], document["blockers"]) == ("0.4286", [str(cfo.public_id)])

    path = f"/api/v1/accounts/{account.public_id}/committee"
    assert client.delete(f"{path}/{cfo.public_id}").status_code == 204

    assert client.get(path).json()["coverage"] == forecast["coverage"] == "0.2143"


def test_a_field_not_given_keeps_its_value(account, api):
    client, contact = api(), ContactFactory(account=account)
    put(client, account, contact, {"buying_role": "champion", "stance": "supporter"})

    (seat,) = put(client, account, contact, {"next_action": "call"}).json()["seats"]

    assert (seat["buying_role"], seat["stance"], seat["next_action"]) == ("champion", "supporter", "call")


def test_a_deal_has_a_committee_of_its_own(account, api):
    client, contact, deal = api(), ContactFactory(account=account), DealFactory(account=account)

    put(client, account, contact, {"buying_role": "champion"}, f"?deal={deal.public_id}")

    path = f"/api/v1/accounts/{account.public_id}/committee"
    assert client.get(path).json()["seats"] == []
    assert len(client.get(f"{path}?deal={deal.public_id}").json()["seats"]) == 1
    assert client.get(f"{path}?deal={uuid4()}").status_code == 404


def test_wrong_values_unknown_fields_and_missing_rights_are_refused(account, api):
    contact = ContactFactory(account=account)

    assert put(api(), account, contact, {"buying_role": "king"}).status_code == 400
    assert put(api(), account, contact, {"colour": "red"}).status_code == 400
    assert put(api("committee:read"), account, contact, {"buying_role": "champion"}).status_code == 403
    assert put(api(), AccountFactory(), contact, {"buying_role": "champion"}).status_code == 404

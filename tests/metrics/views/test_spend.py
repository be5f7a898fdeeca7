"""The ledger is read by all and written by managers, with plain forms."""

from __future__ import annotations

from typing import Any

import pytest

from metrics.models import Spend
from tests.factories import AccountFactory
from tests.metrics.factories import SpendFactory, tiers
from users.models import AuditEntry

COST = {"spent_on": "2026-01-05", "amount": "99.95", "currency": "eur"}
pytestmark = pytest.mark.usefixtures("as_acme")


@pytest.fixture
def manager(login: Any) -> Any:
    return login("manager")


def test_a_cost_is_entered_for_an_account(manager):
    account = AccountFactory(name="Initech", name_key="initech")

    response = manager.post(f"{manager.base}/metrics/spend/new/", {**COST, "account": "Initech"})

    assert response.status_code == 302
    cost = Spend.objects.get()
    assert (cost.amount_cents, cost.currency, cost.account_id) == (9_995, "EUR", account.pk)
    assert AuditEntry.objects.get().action == "spend.upsert"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"account": "Nobody"}, "There is no account Nobody."),
        ({"currency": "XYZ"}, "is not an ISO 4217 currency code"),
        ({"amount": "1.234"}, "decimal"),
        ({"tier": "top", "campaign": "Fair"}, "At most one of account, tier, segment and campaign"),
    ],
)
def test_what_cannot_be_booked_is_said_beside_the_form(manager, change, message):
    tiers("top")

    response = manager.post(f"{manager.base}/metrics/spend/new/", {**COST, **change})

    assert (response.status_code, Spend.objects.count()) == (422, 0)
    assert message in response.content.decode()


def test_a_cost_is_changed_and_its_target_cleared(manager):
    tiers("top")
    cost = SpendFactory(tier_key="top", note="old")
    url = f"{manager.base}/metrics/spend/{cost.public_id}/"
    assert "old" in manager.get(url).content.decode()

    assert manager.post(url, {**COST, "campaign": "Fair"}).status_code == 302

    cost.refresh_from_db()
    assert (cost.tier_key, cost.campaign, cost.note, cost.amount_cents) == ("", "Fair", "", 9_995)


def test_a_cost_is_deleted(manager):
    cost = SpendFactory()

    assert manager.post(f"{manager.base}/metrics/spend/{cost.public_id}/delete/").status_code == 302
    assert not Spend.objects.exists()


def test_the_ledger_is_listed_filtered_and_handed_out(manager):
    SpendFactory(category="Ads")
    SpendFactory(category="Fairs", amount_cents=12_345)

    text = manager.get(f"{manager.base}/metrics/spend/", {"category": "Fairs"}).content.decode()
    assert "€123.45" in text
    assert "Ads" not in text
    file = manager.get(f"{manager.base}/metrics/spend/", {"format": "csv"})
    assert b"123.45,Fairs" in b"".join(file.streaming_content)
    assert "Nothing matches" in manager.get(f"{manager.base}/metrics/spend/", {"category": "None"}).content.decode()


@pytest.mark.parametrize("role", ["read_only", "rep", "marketer"])
def test_others_read_but_do_not_write(login, role):
    client = login(role)
    cost = SpendFactory()

    assert client.get(f"{client.base}/metrics/spend/").status_code == 200
    assert client.post(f"{client.base}/metrics/spend/new/", COST).status_code == 403
    assert client.post(f"{client.base}/metrics/spend/{cost.public_id}/delete/").status_code == 403


def test_a_foreign_cost_does_not_exist(login, globex):
    cost = SpendFactory()
    client = login("manager", tenant=globex)

    assert client.get(f"{client.base}/metrics/spend/{cost.public_id}/").status_code == 404


@pytest.mark.parametrize("count", [1, 40])
def test_the_list_costs_as_many_queries_for_many_rows(manager, count, django_assert_max_num_queries):
    for _ in range(count):
        SpendFactory(account=AccountFactory())

    with django_assert_max_num_queries(14):
        manager.get(f"{manager.base}/metrics/spend/")
